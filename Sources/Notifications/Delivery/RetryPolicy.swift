internal import Basics

/// How often a payload is tried again at once. It bridges a hiccup; what takes longer is the outbox's, which will
/// take up a delivery that ends as `retryable`.
public struct RetryPolicy: Sendable {
    /// How many attempts there are in all, at least 1.
    public var attempts: Int
    /// How long to wait before the second attempt; doubled each time.
    public var firstPause: Duration
    /// The longest wait. Where a service asks for more (Retry-After), it is not tried again now.
    public var longestPause: Duration

    /// Unless said otherwise three attempts, waiting about half a second and a second, and up to ten where a service
    /// asks for it.
    public init(attempts: Int = 3, firstPause: Duration = .milliseconds(500), longestPause: Duration = .seconds(10)) {
        self.attempts = max(1, attempts)
        self.firstPause = firstPause
        self.longestPause = longestPause
    }

    /// One attempt and no more.
    public static let once = RetryPolicy(attempts: 1)

    /// How long to wait after an attempt (counted from 1) that was deferred; nil to give up for now.
    ///
    /// Half of the wait is fixed, half falls to `chance` (0 up to 1), so that many firebreaks do not come back at the
    /// same instant. A service's own wish is never undercut.
    func pause(after attempt: Int, retryAfter: Duration?, chance: Double) -> Duration? {
        guard attempt < attempts else { return nil }
        let backoff = min(firstPause * (1 << min(attempt - 1, 20)), longestPause)
        let wait = backoff / 2 + backoff / 2 * chance
        guard let retryAfter else { return wait }
        return retryAfter > longestPause ? nil : max(retryAfter, wait)
    }
}

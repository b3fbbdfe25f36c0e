internal import Basics

/// When a message that was not taken is tried again, and when it is given up.
public struct OutboxSchedule: Sendable {
    /// How long to wait after the first failure; doubled each time.
    public var first: Duration
    /// The longest wait of our own; a service may ask for more.
    public var longest: Duration
    /// A message that was due so long ago and is still not taken is parked.
    public var giveUpAfter: Duration

    /// Unless said otherwise half a minute at first, a quarter of an hour at last, for three days.
    public init(
        first: Duration = .seconds(30), longest: Duration = .seconds(900),
        giveUpAfter: Duration = Self.usualPatience
    ) {
        self.first = first
        self.longest = longest
        self.giveUpAfter = giveUpAfter
    }

    /// Three days: over a weekend.
    public static let usualPatience = Duration.seconds(3 * 86_400)

    /// How long to wait after so many attempts. Half of the wait falls to `chance` (0 up to 1), so that many do not come
    /// back at the same instant; a service's own wish is never undercut.
    func wait(after attempts: Int, retryAfter: Duration?, chance: Double) -> Duration {
        let backoff = min(first * (1 << min(max(attempts - 1, 0), 20)), longest)
        return max(backoff / 2 + backoff / 2 * chance, retryAfter ?? .zero)
    }
}

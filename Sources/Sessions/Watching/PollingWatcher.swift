internal import Basics

/// Asks ten times a second whether revoked keys exist again, and goes through the whole store as often as that costs
/// the server a tenth of its time at most: sessions under new ids come to light only so.
struct PollingWatcher: Watcher {
    private static let interval = Duration.milliseconds(100)
    /// The most keys asked for in one interval: about 4 ms of the server's time.
    private static let keysAtOnce = 20_000
    private static let shortestRest = Duration.milliseconds(500)

    private let mode: PassMode
    private let clock = ContinuousClock()
    private var next = 0
    /// How long the last pass over the store took, and when it ended.
    private var passLength: Duration
    private var passEnded: ContinuousClock.Instant

    /// - Parameter passLength: how long the first pass took.
    init(mode: PassMode, passLength: Duration) {
        self.mode = mode
        self.passLength = passLength
        passEnded = clock.now
    }

    mutating func watch(_ session: StoreSession, for length: Duration) throws(PassFailure) {
        let end = clock.now + length
        while clock.now < end, !session.wasCancelled {
            let tick = clock.now
            try lookAtRevoked(session)
            if clock.now - passEnded >= max(Self.shortestRest, passLength * 9), clock.now + passLength <= end {
                try passAgain(session)
            }
            let rest = min(tick + Self.interval, end) - clock.now
            if rest > .zero { pause(rest) }
        }
    }

    /// Some of the keys in turn, all of them where they are few.
    private mutating func lookAtRevoked(_ session: StoreSession) throws(PassFailure) {
        let keys = session.worker.revoked.keys
        if next >= keys.count { next = 0 }
        let range = next..<min(keys.count, next + Self.keysAtOnce)
        next = range.upperBound
        try session.lookAgain(mode, keys, range)
    }

    private mutating func passAgain(_ session: StoreSession) throws(PassFailure) {
        let start = clock.now
        try session.passAgain(mode)
        passEnded = clock.now
        passLength = passEnded - start
    }
}

internal import FoundationEssentials

/// Where the time comes from: the system's clock, or in tests one that is set by hand.
public struct TimeSource: Sendable {
    private let read: @Sendable () -> Timestamp
    private let readUptime: @Sendable () -> Uptime?
    /// Whether it is not the machine's clock: who sets the time by hand means all of it, a database's too.
    public let isSetByHand: Bool

    /// A clock that is set by hand.
    /// - Parameter uptime: a clock beside it that nobody sets; without one, the first has to be believed.
    public init(
        uptime: @escaping @Sendable () -> Uptime? = { nil }, _ read: @escaping @Sendable () -> Timestamp
    ) {
        self.init(isSetByHand: true, uptime: uptime, read)
    }

    private init(
        isSetByHand: Bool, uptime: @escaping @Sendable () -> Uptime?, _ read: @escaping @Sendable () -> Timestamp
    ) {
        self.isSetByHand = isSetByHand
        self.read = read
        readUptime = uptime
    }

    /// The present instant.
    public var now: Timestamp { read() }

    /// How long the machine has been up; nil where there is no such clock.
    public var uptime: Uptime? { readUptime() }

    /// The system's real-time clock.
    public static let system = TimeSource(isSetByHand: false, uptime: { Uptime.ofTheMachine }) {
        Timestamp(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded(.down)))
    }

    /// A clock that stands still at an instant.
    public static func fixed(_ instant: Timestamp) -> TimeSource { TimeSource { instant } }
}

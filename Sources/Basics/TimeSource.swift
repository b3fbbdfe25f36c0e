internal import FoundationEssentials

/// Where the time comes from: the system's clock, or in tests one that is set by hand.
public struct TimeSource: Sendable {
    private let read: @Sendable () -> Timestamp

    public init(_ read: @escaping @Sendable () -> Timestamp) { self.read = read }

    /// The present instant.
    public var now: Timestamp { read() }

    /// The system's real-time clock.
    public static let system = TimeSource {
        Timestamp(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded(.down)))
    }

    /// A clock that stands still at an instant.
    public static func fixed(_ instant: Timestamp) -> TimeSource { TimeSource { instant } }
}

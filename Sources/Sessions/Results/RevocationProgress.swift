/// How far a pass has come; reported about ten times a second.
public struct RevocationProgress: Sendable, Equatable {
    /// What is being done.
    public enum Phase: String, Sendable {
        /// The first pass.
        case revoking
        /// Looking for what comes back.
        case watching
        /// Counting again.
        case verifying
    }

    /// What is being done.
    public let phase: Phase
    /// Sessions read so far in this phase.
    public let examined: Int
    /// Sessions that the selector meant so far.
    public let matched: Int
    /// Sessions removed so far, the first pass and the watch together.
    public let revoked: Int
    /// How many of these had come back after the first pass.
    public let resurrected: Int
    /// The part of the key space that this pass has gone through, 0 to 1; of the time, while watching.
    public let fraction: Double
    /// Since the phase began.
    public let elapsed: Duration

    /// Sessions read in a second, on average over this phase; 0 in its first instant.
    public var rate: Double {
        let seconds = elapsed / .seconds(1)
        return seconds > 0 ? Double(examined) / seconds : 0
    }

    /// How long the phase will take yet, if it goes on as it did; nil as long as that cannot be told.
    public var timeLeft: Duration? {
        guard fraction > 0.02, fraction < 1 else { return nil }
        return elapsed * ((1 - fraction) / fraction)
    }
}

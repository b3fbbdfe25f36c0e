/// How long a client puts up with servers that change places.
public struct RedisPatience: Sendable {
    /// How long to go on while no command gets anywhere. A failover takes as long as the nodes take to agree that one
    /// is gone (`cluster-node-timeout`, 15 s unless set; `down-after-milliseconds`, 30 s) and a few seconds more.
    public var limit: Duration
    /// How often a single command may be sent on from one node to the next.
    public var redirections: Int
    /// How often a command is repeated that a server says to repeat because its keys are being moved (`TRYAGAIN`).
    /// Whoever sends several keys at once must then send them one by one.
    public var repetitions: Int

    /// Forty-five seconds, unless said otherwise.
    public init(limit: Duration = .seconds(45), redirections: Int = 16, repetitions: Int = 8) {
        self.limit = limit
        self.redirections = redirections
        self.repetitions = repetitions
    }
}

/// Pauses that grow while nothing is achieved.
struct Backoff {
    private static let first: Duration = .milliseconds(10)
    private static let longest: Duration = .milliseconds(500)
    private var next = first

    mutating func reset() { next = Self.first }

    mutating func take() -> Duration {
        defer { next = min(next * 2, Self.longest) }
        return next
    }
}

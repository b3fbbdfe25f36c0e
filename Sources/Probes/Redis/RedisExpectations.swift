internal import Basics
internal import Configuration

/// What the servers of a Redis deployment should be. Each of them is asked; a primary without replicas has no lag.
public struct RedisExpectations: Sendable, Hashable {
    /// What the server that is named should be; in a cluster, and behind Sentinels, every deployment has both.
    public var role: RedisServerHealth.Role?
    /// The part of its memory limit that may be used: 0 to 1.
    public var memory: Double?
    /// Whether saving to disk must work.
    public var persistence = false
    /// How many replicas each primary should have that are up to date.
    public var replicas: Int?
    /// How far replicas may be behind.
    public var lag: Duration?
    /// How long a PING may take.
    public var latency: Duration?

    /// Every server answers, none is loading, and each replica has its primary.
    public init() {}

    /// Reads `role`, `memory`, `persistence`, `replicas`, `lag` and `latency` out of a mapping.
    init(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) {
        role = try mapping.optional("role")?.oneOf()
        if let node = mapping.optional("memory") {
            memory = Self.share(try node.string())
            guard memory != nil else { throw node.failure("'\(node.path)' is no percentage", hint: "as 80%") }
        }
        persistence = try mapping.optional("persistence")?.bool() ?? false
        replicas = try mapping.optional("replicas")?.integer()
        lag = try mapping.optional("lag")?.duration()
        latency = try mapping.optional("latency")?.duration()
    }

    /// Reads `80%` as 0.8; nil for anything else.
    public static func share(_ text: String) -> Double? {
        guard text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
        return percent / 100
    }

    /// What is expected of a server, and what was found.
    func findings(_ health: RedisServerHealth, prefix: String) -> [ProbeFinding] {
        var findings: [ProbeFinding] = []
        func add(_ what: String, _ expected: String, _ found: String, _ isMet: Bool) {
            findings.append(ProbeFinding(what: prefix + what, expected: expected, found: found, isMet: isMet))
        }
        if let role { add("role", role.rawValue, health.role?.rawValue ?? "not told", health.role == role) }
        let problems = health.persistenceProblems
        let isLoading = problems.contains { $0.contains("loading") }
        if persistence || isLoading {
            add("persistence", "in order", problems.isEmpty ? "in order" : problems.joined(separator: ", "), problems.isEmpty)
        }
        if health.role == .replica {
            let link = health.isLinked.map { $0 ? "up" : "down" } ?? "not told"
            add("link to its primary", "up", link, health.isLinked == true)
        }
        if let memory {
            let share = health.memoryShare
            let limit = health.isMemoryLimited ? "of its limit" : "of the machine's memory: it has no limit"
            add(
                "memory", "at most \((memory * 100).plain)%",
                share.map { "\((($0 * 1000).rounded() / 10).plain)% \(limit)" } ?? "not told",
                share.map { $0 <= memory } ?? false)
        }
        if let replicas, health.role != .replica {
            add("replicas", "at least \(replicas)", String(health.replicasOnline), health.replicasOnline >= replicas)
        }
        if let lag, health.role == .replica || health.replicasConnected > 0 {
            add(
                "lag", "at most \(lag.compact)", health.lag?.compact ?? "not told",
                health.lag.map { $0 <= lag } ?? false)
        }
        if let latency {
            add("latency", "at most \(latency.compact)", health.latency.compact, health.latency <= latency)
        }
        return findings
    }
}

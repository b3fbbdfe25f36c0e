import ArgumentParser
import Basics
import Probes
import Response

/// `firebreak probe redis`.
struct ProbeRedisCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "redis",
        abstract: "Ask the servers of a Redis for role, memory, persistence and replication.",
        discussion: """
            Reads only: PING and INFO. Of a cluster, and behind Sentinels, every server is
            asked. Exit status: 0 everything is as expected; 1 it is not; 69 no answer.

            Examples:
              firebreak probe redis --url redis://127.0.0.1:6379 --max-memory 80%
              firebreak probe redis --url-env REDIS_URL --min-replicas 1 --max-lag 5s
              firebreak probe redis --url-env REDIS_URL --expect-persistence --json
            """)

    @OptionGroup var place: RedisURLOptions
    @Option(help: ArgumentHelp("What the server should be: primary or replica.", valueName: "role"))
    var expectRole: String?
    @Option(help: ArgumentHelp("How much of its memory limit may be used, as 80%.", valueName: "percentage"))
    var maxMemory: String?
    @Flag(help: "Saving to disk should work.")
    var expectPersistence = false
    @Option(help: ArgumentHelp("How many replicas each primary should have.", valueName: "number"))
    var minReplicas: Int?
    @Option(help: ArgumentHelp("How far replicas may be behind, as 5s.", valueName: "duration"))
    var maxLag: DurationArgument?
    @Option(help: ArgumentHelp("How long a PING may take, as 50ms.", valueName: "duration"))
    var maxLatency: DurationArgument?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let (url, mayHavePassword) = try place.url(workspace)
        let outcome = try workspace.redisHealth(
            url: url, mayHavePassword: mayHavePassword, expecting: try expectations())
        try console.show(outcome)
        return outcome.verdict.status
    }

    private func expectations() throws -> RedisExpectations {
        var expectations = RedisExpectations()
        if let expectRole {
            guard let role = RedisServerHealth.Role(rawValue: expectRole) else {
                throw CommandFailure(.usage, "'\(expectRole)' is no role of a Redis server", hint: "primary or replica")
            }
            expectations.role = role
        }
        if let maxMemory {
            guard let share = RedisExpectations.share(maxMemory) else {
                throw CommandFailure(.usage, "'\(maxMemory)' is no percentage", hint: "as 80%")
            }
            expectations.memory = share
        }
        expectations.persistence = expectPersistence
        expectations.replicas = minReplicas
        expectations.lag = maxLag?.duration
        expectations.latency = maxLatency?.duration
        return expectations
    }
}

extension RedisProbeOutcome: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = ["\(verdict.mark(style)) \(summary)"]
        lines += findings.map { $0.line(style) }
        var table = Table("server", "role", "memory", "replicas", "lag", "persistence", "version")
        for server in servers {
            let share = server.memoryShare.map { "\(Int(($0 * 100).rounded()))%" } ?? "?"
            let lag = server.isLinked == false ? "no link" : server.lag?.compact ?? "-"
            table.add(
                server.server, server.role?.rawValue ?? "?", share + (server.isMemoryLimited ? "" : " of the machine"),
                String(server.replicasOnline), lag,
                server.persistenceProblems.isEmpty ? "in order" : server.persistenceProblems.joined(separator: ", "),
                server.version ?? "?")
        }
        if !servers.isEmpty { lines.append(table.text(width: width, style: style)) }
        if let hint { lines.append("  \(style.cyan("hint:")) \(hint)") }
        return lines.joined(separator: "\n")
    }
}

extension ProbeFinding {
    /// A line for people.
    func line(_ style: Style) -> String {
        let mark = isMet ? style.green("✓") : style.red("✗")
        return "  \(mark) \(what.printable): \(found) (expected \(expected))"
    }
}

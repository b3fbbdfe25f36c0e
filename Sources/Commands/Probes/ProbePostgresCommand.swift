import ArgumentParser
import Basics
import Probes
import Response

/// `firebreak probe postgres`.
struct ProbePostgresCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "postgres",
        abstract: "Ask a PostgreSQL server whether it is ready, and for role, connections and lag.",
        discussion: """
            Without --url and --url-env, PGHOST, PGUSER, PGPASSWORD and so on say where.
            Reads only. Exit status: 0 everything is as expected; 1 it is not; 69 no answer.

            Examples:
              firebreak probe postgres --url-env DATABASE_URL --max-connections 80%
              firebreak probe postgres --url postgres://probe@db/app --expect-role primary
              PGHOST=db PGUSER=probe firebreak probe postgres --max-lag 10s --json
            """)

    @Option(help: ArgumentHelp("Where the database is, without a password.", valueName: "url"))
    var url: String?
    @Option(help: ArgumentHelp("The environment variable that holds the URL.", valueName: "name"))
    var urlEnv: String?
    @Option(help: ArgumentHelp("What the server should be: primary or standby.", valueName: "role"))
    var expectRole: String?
    @Option(help: ArgumentHelp("How many of its connections may be in use, as 80%.", valueName: "percentage"))
    var maxConnections: String?
    @Option(help: ArgumentHelp("How far a standby may be behind, as 10s.", valueName: "duration"))
    var maxLag: DurationArgument?
    @Option(help: ArgumentHelp("How long connecting and an answer may take, as 500ms.", valueName: "duration"))
    var maxLatency: DurationArgument?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        guard url == nil || urlEnv == nil else {
            throw CommandFailure(.usage, "where is the database?", hint: "say one of --url and --url-env, or neither")
        }
        var address = url
        if let urlEnv {
            guard let value = workspace.environment[urlEnv] else {
                throw CommandFailure(.usage, "the environment variable '\(urlEnv)' is not set")
            }
            address = value
        }
        let outcome = try workspace.postgresHealth(
            url: address, mayHavePassword: url == nil, expecting: try expectations())
        try console.show(outcome)
        return outcome.verdict.status
    }

    private func expectations() throws -> PostgresExpectations {
        var expectations = PostgresExpectations()
        if let expectRole {
            guard let role = PostgresHealth.Role(rawValue: expectRole) else {
                throw CommandFailure(
                    .usage, "'\(expectRole)' is no role of a PostgreSQL server", hint: "primary or standby")
            }
            expectations.role = role
        }
        if let maxConnections {
            guard let share = RedisExpectations.share(maxConnections) else {
                throw CommandFailure(.usage, "'\(maxConnections)' is no percentage", hint: "as 80%")
            }
            expectations.connections = share
        }
        expectations.lag = maxLag?.duration
        expectations.latency = maxLatency?.duration
        return expectations
    }
}

extension PostgresProbeOutcome: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = ["\(verdict.mark(style)) \(summary)"]
        lines += findings.map { $0.line(style) }
        if let health {
            let lag = health.lag.map { ", \($0.compact) behind" } ?? ""
            lines.append("  PostgreSQL \(health.version), \(health.usesTLS ? "with TLS" : "without TLS")\(lag)")
        }
        if let hint { lines.append("  \(style.cyan("hint:")) \(hint)") }
        return lines.joined(separator: "\n")
    }
}

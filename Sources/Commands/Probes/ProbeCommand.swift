import ArgumentParser

/// `firebreak probe`.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Ask a running system how it is.",
        subcommands: [ProbeHTTPCommand.self, ProbePrometheusCommand.self, ProbeQueueCommand.self, ProbeRedisCommand.self,
            ProbePostgresCommand.self, ProbeTLSCommand.self,
        ])
}

import ArgumentParser
import Basics
import Probes
import Response

/// `firebreak probe queue`.
struct ProbeQueueCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "Count the jobs of a BullMQ or Bull queue by state, and say whether it is paused.",
        discussion: """
            Reads only. A URL with a password comes in by an environment variable.

            Examples:
              firebreak probe queue --url redis://127.0.0.1:6379 --queue mail
              firebreak probe queue --url-env REDIS_URL --queue mail --prefix '{bull}' \\
                  --json
            """)

    @OptionGroup var place: RedisURLOptions
    @Option(help: ArgumentHelp("The queue's name.", valueName: "name"))
    var queue: String
    @Option(help: ArgumentHelp("What its keys begin with.", valueName: "text"))
    var prefix = "bull"
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let (url, mayHavePassword) = try place.url(workspace)
        try console.show(
            try workspace.queueHealth(queue, prefix: prefix, url: url, mayHavePassword: mayHavePassword))
        return .done
    }
}

extension QueueHealth: CommandResult {
    func text(width: Int, style: Style) -> String {
        let state = isPaused ? style.yellow("paused") : style.green("running")
        var table = Table("state", "jobs")
        for (name, count) in [
            ("waiting", waiting), ("prioritized", prioritized), ("active", active), ("delayed", delayed),
            ("waiting for others", waitingChildren), ("completed", completed), ("failed", failed),
        ] { table.add(name, String(count)) }
        return "\(queue.printable) (\(version?.printable ?? dialect.description)): \(state)\n"
            + table.text(width: width, style: style)
    }
}

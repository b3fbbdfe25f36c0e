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
              firebreak probe queue --url-env REDIS_URL --queue mail --prefix '{bull}' --json
            """)

    @Option(help: ArgumentHelp("Where the queue's Redis is, without a password.", valueName: "url"))
    var url: String?
    @Option(help: ArgumentHelp("The environment variable that holds the URL.", valueName: "name"))
    var urlEnv: String?
    @Option(help: ArgumentHelp("The queue's name.", valueName: "name"))
    var queue: String
    @Option(help: ArgumentHelp("What its keys begin with.", valueName: "text"))
    var prefix = "bull"
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        guard (url == nil) != (urlEnv == nil) else {
            throw CommandFailure(.usage, "where is the queue's Redis?", hint: "say one of --url and --url-env")
        }
        var address = url
        if let urlEnv {
            guard let value = workspace.environment[urlEnv] else {
                throw CommandFailure(.usage, "the environment variable '\(urlEnv)' is not set")
            }
            address = value
        }
        try console.show(
            try workspace.queueHealth(queue, prefix: prefix, url: address ?? "", mayHavePassword: url == nil))
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

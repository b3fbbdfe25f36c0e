import ArgumentParser
import Basics

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration file. Default: $FIREBREAK_CONFIG, ./firebreak.yaml, "
                + "$XDG_CONFIG_HOME/firebreak/firebreak.yaml, /etc/firebreak/firebreak.yaml.", valueName: "path"))
    var config: String?

    @Flag(help: "Print one JSON document on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "No remarks and no progress.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "More remarks.")
    var verbose = false

    var console: Console { Console(isJSON: json, isQuiet: quiet, isVerbose: verbose) }
}

/// What every command takes that acts.
struct ActionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The incident that this belongs to. Default: the only open one.", valueName: "id"))
    var incident: String?

    @Flag(help: "Say what would be done, after the same checks, and change nothing.")
    var dryRun = false

    @Flag(help: "Do not ask.")
    var yes = false

    @Option(help: ArgumentHelp("Why, for the journal.", valueName: "text"))
    var reason: String?
}

/// A duration on the command line: `5s`, `15m`, `24h`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init(_ duration: Duration) { self.duration = duration }
    init?(argument: String) {
        guard let value = Duration(compact: argument == "0" ? "0s" : argument) else { return nil }
        duration = value
    }
    var defaultValueDescription: String { duration.compact }
}

import ArgumentParser
import Basics
import Flags
import Response

/// `firebreak flags rollout status`.
struct RolloutStatusCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show where a rollout stands, and what its gates showed last.",
        discussion: """
            Examples:
              firebreak flags rollout status new-checkout
              firebreak flags rollout status new-checkout --watch
            """)

    @OptionGroup var rollout: RolloutName
    @Flag(name: .customLong("watch"), help: "Stay and carry it on, as --wait does when it is begun.")
    var isFollowed = false
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let found = try workspace.rollout(of: rollout.name, source: rollout.source)
        if isFollowed { return try RolloutFollower(workspace, console, every: nil).follow(found) }
        try console.show(found)
        return .done
    }
}

/// `firebreak flags rollout list`.
struct RolloutListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the rollouts that are not finished.",
        discussion: "Example: firebreak flags rollout list --all --json")

    @Flag(help: "Those that are finished, too.")
    var all = false
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(RolloutList(rollouts: try workspace.rollouts(all: all)))
        return .done
    }
}

/// Which rollout is meant.
struct RolloutName: ParsableArguments {
    @Argument(help: "The flag's name.")
    var name: String
    @Option(help: ArgumentHelp("The source, where several have a rollout of the flag.", valueName: "name"))
    var source: String?
}

import ArgumentParser
import Basics
import Flags
import Response

/// A command by which a person steers a rollout.
protocol RolloutSteering: Command {
    var rollout: RolloutName { get }
    var action: ActionOptions { get }
    var order: SteerRollout.Order { get }
    /// What is asked before it is done; nil for what does no harm.
    var question: String? { get }
}

extension RolloutSteering {
    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let steering = SteerRollout(order, flag: rollout.name, source: rollout.source)
        // Whether there is such a rollout is found out before anybody is asked about it.
        _ = try steering.plan(workspace)
        let status = try action.act(
            steering, workspace, console, asking: question.map { question in { question } })
        return order == .pause ? .done : status
    }
}

/// `firebreak flags rollout pause`.
struct RolloutPauseCommand: RolloutSteering {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Stop a rollout where it is; gates that roll back still do.",
        discussion: "Example: firebreak flags rollout pause new-checkout --reason 'looking at p95'")

    @OptionGroup var rollout: RolloutName
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    var order: SteerRollout.Order { .pause }
    var question: String? { nil }
}

/// `firebreak flags rollout resume`.
struct RolloutResumeCommand: RolloutSteering {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Have a paused rollout go on; its hold begins anew.",
        discussion: "Example: firebreak flags rollout resume new-checkout --yes")

    @OptionGroup var rollout: RolloutName
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    var order: SteerRollout.Order { .resume }
    var question: String? { "Resume the rollout of \(rollout.name)?" }
}

/// `firebreak flags rollout promote`.
struct RolloutPromoteCommand: RolloutSteering {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Take the next step now, or finish: without waiting, and whatever the gates say.",
        discussion: "Example: firebreak flags rollout promote new-checkout --reason 'checked by hand' --yes")

    @OptionGroup var rollout: RolloutName
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    var order: SteerRollout.Order { .promote }
    var question: String? { "Take the next step of the rollout of \(rollout.name) whatever the gates say?" }

    func validate() throws {
        guard action.dryRun || action.reason != nil else {
            throw ValidationError("A step against the gates needs a --reason, for the journal.")
        }
    }
}

/// `firebreak flags rollout rollback`.
struct RolloutRollbackCommand: RolloutSteering {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Put the flag back exactly as it was before the rollout, at once or in steps.",
        discussion: """
            In steps, each is held as long as on the way forward, and a gate that rolls back does the rest at once. A \
            rollout that is done can be rolled back too. A flag that somebody else has changed since is left alone \
            (exit status 2); --force overrides that.

            Examples:
              firebreak flags rollout rollback new-checkout --yes
              firebreak flags rollout rollback new-checkout --in-steps --yes
            """)

    @OptionGroup var rollout: RolloutName
    @Flag(help: "All of it now; this is what happens unless --in-steps is said.")
    var atOnce = false
    @Flag(help: "One step, then hold, then the next.")
    var inSteps = false
    @Flag(help: "Put it back even where somebody else has changed it since.")
    var force = false
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    var order: SteerRollout.Order { .rollBack(gradually: inSteps, force: force) }
    var question: String? { "Roll \(rollout.name) back\(inSteps ? " step by step" : " at once")?" }

    func validate() throws {
        if atOnce && inSteps { throw ValidationError("--at-once and --in-steps do not go together.") }
    }
}

/// `firebreak flags rollout abandon`.
struct RolloutAbandonCommand: RolloutSteering {
    static let configuration = CommandConfiguration(
        commandName: "abandon", abstract: "Follow a rollout no more, and leave the flag as it is.",
        discussion: """
            'flags restore' can still take back what it did.

            Example: firebreak flags rollout abandon new-checkout --reason 'done by hand' --yes
            """)

    @OptionGroup var rollout: RolloutName
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    var order: SteerRollout.Order { .abandon }
    var question: String? { "Abandon the rollout of \(rollout.name) and leave the flag as it is?" }
}

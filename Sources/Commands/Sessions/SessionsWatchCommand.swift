import ArgumentParser
import Basics
import Response
import Sessions

/// `firebreak sessions watch`.
struct SessionsWatchCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Hold the line: revoke the sessions that match, and whatever of them comes back, until told to stop.",
        discussion: """
            First the sessions that match are revoked. From then on Redis itself tells which sessions are written \
            (client-side tracking; where it cannot, it is asked again and again), and what matches goes at once: a revoked \
            session that a request saves again, and one that the user signs in to anew. Ctrl-C ends the watch, or --for; \
            then the sessions are counted again and the receipt says how often something came back.

            Examples:
              firebreak sessions watch --store web --user alice --yes
              firebreak sessions watch --store web --user alice --user bob --for 10m \\
                  --yes --json
            """)

    @OptionGroup var selection: SelectorOptions
    @Option(name: .customLong("for"), help: ArgumentHelp("How long. Default: until Ctrl-C.", valueName: "duration"))
    var length: DurationArgument?
    @OptionGroup var options: RevocationOptions
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let selector = try selection.requiredSelector(workspace.time)
        let progress = ProgressLine(console)
        let hold = WatchSessions(
            store: try workspace.store(selection.store), selector: selector, length: length?.duration,
            settings: try options.settings(for: selection), isCancelled: Interruption.isWished,
            progress: { step in progress.show(step.line) })
        return try action.act(
            hold, workspace, console,
            asking: {
                let plan = try hold.plan(workspace)
                return "Revoke \(plan.matched) session\(plan.matched == 1 ? "" : "s") (\(selector)) in store "
                    + "\(plan.store), and every further one until the watch ends?"
            }, run: { work in try progress.during { try Interruption.stoppable(work) } })
    }
}

extension RevocationOptions {
    /// The same for the operation.
    func settings(for selection: SelectorOptions) throws -> RevocationSettings {
        if includeUndecodable && !selection.all {
            throw CommandFailure(
                .usage, "--include-undecodable goes with --all: a value that cannot be read may be anybody's session",
                hint: "leave it out; the receipt says how many values could not be read")
        }
        return RevocationSettings(
            includeUndecodable: includeUndecodable, replicas: replicas, maxLatency: maxLatency.duration)
    }
}

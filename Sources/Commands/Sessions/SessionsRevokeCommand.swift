import ArgumentParser
import Basics
import Response
import Sessions

/// `firebreak sessions revoke`.
struct SessionsRevokeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke the sessions that match, watch that none comes back, and count again.",
        discussion: """
            What is given is combined by AND; several users are joined by OR. After the deletion the store is watched: \
            what a request in flight saves again is revoked again, and the receipt says how often.

            Examples:
              firebreak sessions revoke --store web --user alice --user bob --yes
              firebreak sessions revoke --store web --role admin --watch 30s --yes --json
              firebreak sessions revoke --store web --match passport.user=alice --dry-run
              firebreak sessions revoke --store web --user alice --ip 203.0.113.0/24 \\
                  --created-after 2h --yes
              firebreak sessions revoke --store api --user alice --cutoff --yes
              firebreak sessions revoke --store web --all --keep my-session.txt --yes
              cut -d, -f1 suspects.csv | firebreak sessions revoke --store web \\
                  --users-file - --yes
            """)

    @OptionGroup var selection: SelectorOptions
    @Option(
        help: ArgumentHelp("How long to watch for sessions that come back; 0s for not at all.", valueName: "duration"))
    var watch = DurationArgument(.seconds(5))
    @Flag(
        help: """
            Do nothing unless the store's cut-off can be set too, so that tokens are refused. Without, it is set where it \
            can be.
            """)
    var cutoff = false
    @OptionGroup var options: RevocationOptions
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let selector = try selection.requiredSelector(workspace.time)
        let progress = ProgressLine(console)
        var settings = try options.settings(for: selection)
        settings.requiresCutoff = cutoff
        let revocation = RevokeSessions(
            store: try workspace.store(selection.store), selector: selector, watch: watch.duration,
            settings: settings, isCancelled: Interruption.isWished,
            progress: { step in progress.show(step.line) })
        return try action.act(
            revocation, workspace, console,
            asking: {
                let plan = try revocation.plan(workspace)
                return "Revoke \(plan.matched) session\(plan.matched == 1 ? "" : "s") (\(selector)) in store \(plan.store)?"
            }, run: { work in try progress.during { try Interruption.stoppable(work) } })
    }
}

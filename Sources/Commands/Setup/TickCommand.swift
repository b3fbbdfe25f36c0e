import ArgumentParser
import Basics
import Response

/// `firebreak tick`.
struct TickCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "tick",
        abstract: "Do what time asks for: start rotations that are due, carry on those under way, restore flags.",
        discussion: """
            For a timer, once a minute or so; or let it stay and do a pass every so often.

            Examples:
              firebreak tick
              firebreak tick --every 60s
            """)

    @Option(help: ArgumentHelp("Stay, and do a pass this often.", valueName: "duration"))
    var every: DurationArgument?
    @Flag(help: "Say what is due, and do nothing.")
    var dryRun = false
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        guard let every, !dryRun else {
            let receipt = try Tick(isDryRun: dryRun).perform(workspace)
            try console.show(receipt)
            return receipt.status
        }
        return Interruption.stoppable {
            while !Interruption.isWished() {
                // One pass that fails must not end the timer: it is said, and the next pass tries again.
                do { try console.show(try Tick().perform(workspace)) } catch { _ = console.report(error) }
                let wake = workspace.time.now + every.duration
                while workspace.time.now < wake && !Interruption.isWished() { pause(.milliseconds(200)) }
            }
            return .done
        }
    }
}

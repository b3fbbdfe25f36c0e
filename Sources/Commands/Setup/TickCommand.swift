import ArgumentParser
import Basics
import Response

/// `firebreak tick`.
struct TickCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "tick",
        abstract: "Do what time asks for: start rotations that are due, carry rotations and rollouts on, restore flags, "
            + "deliver messages.",
        discussion: """
            For a timer, once a minute or so; or let it stay and do a pass every so often. Timers of several machines may
            have one state: each thing is done by one of them, and what another is at is skipped. Who dies is taken over.

            Examples:
              firebreak tick
              firebreak tick --every 60s
              firebreak tick --trust-clock  # once, after the machine was off for long
            """)

    @Option(help: ArgumentHelp("Stay, and do a pass this often.", valueName: "duration"))
    var every: DurationArgument?
    @Flag(help: "Say what is due, and do nothing.")
    var dryRun = false
    @Flag(
        help: "The clock is right: hold nothing back because it seems to have been put forward, or the machine was off.")
    var trustClock = false
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        guard let every, !dryRun else {
            let receipt = try Tick(isDryRun: dryRun, trustsClock: trustClock).perform(workspace)
            try console.show(receipt)
            return receipt.status
        }
        return Interruption.stoppable {
            var isTrusted = trustClock
            while !Interruption.isWished() {
                // One pass that fails must not end the timer: it is said, and the next pass tries again.
                do { try console.show(try Tick(trustsClock: isTrusted).perform(workspace)) } catch { _ = console.report(error) }
                isTrusted = false
                // By a clock that nobody sets: when the one on the wall is put back, passes go on.
                let wake = ContinuousClock.now + every.duration
                while ContinuousClock.now < wake && !Interruption.isWished() { pause(.milliseconds(200)) }
            }
            return .done
        }
    }
}

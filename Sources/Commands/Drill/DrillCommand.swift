import ArgumentParser
import Basics
import Response

/// `firebreak drill`.
struct DrillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Rehearse a credential compromise on a private server, end to end.",
        discussion: """
            Starts a redis-server of its own, fills it with sessions, lets a bystander work and an attacker save a \
            revoked session again, and then does all that a real incident asks for: opens it, revokes, rotates, \
            switches flags off, notifies a receiver of its own, restores, closes, verifies, reports. Nothing but the \
            output folder is left.

            Example: firebreak drill --sessions 10000 --output drill-output --yes
            """)

    @Option(help: ArgumentHelp("How many sessions.", valueName: "n"))
    var sessions = 10_000
    @Option(help: ArgumentHelp("How long to watch for sessions that come back.", valueName: "duration"))
    var watch = DurationArgument(.seconds(5))
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The folder for report.html, report.md, timeline.jsonl and receipt.json.", valueName: "folder"))
    var output: String
    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (1000...10_000_000).contains(sessions) else {
            throw ValidationError("--sessions is between 1000 and 10000000.")
        }
    }

    func run() throws {
        let console = global.console
        do {
            try console.confirm(
                "Rehearse a compromise on a private redis-server of this machine?", given: yes, hint: "add --yes")
            let progress = ProgressLine(console)
            let receipt = try Interruption.stoppable {
                try Drill(
                    sessions: sessions, watch: watch.duration, output: output, actor: currentActor(),
                    isCancelled: Interruption.isWished
                ).run { step in
                    switch step {
                    case .progress(let text): progress.show(text)
                    case .done(let text):
                        progress.clear()
                        console.remark("\(console.errorStyle.green("✓")) \(text)")
                    case .failed(let text):
                        progress.clear()
                        console.remark("\(console.errorStyle.red("✗")) \(text)")
                    }
                }
            }
            try console.show(receipt)
            if receipt.status != .done { throw ExitCode(receipt.status.rawValue) }
        } catch let exit as ExitCode {
            throw exit
        } catch {
            throw ExitCode(console.report(error).rawValue)
        }
    }
}

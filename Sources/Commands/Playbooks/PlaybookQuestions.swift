import Basics
import Playbooks
import Response

/// Asks on the terminal what a run wants to know; where there is none, the run waits.
struct PlaybookQuestions: Sendable {
    let console: Console

    /// The options of a run, with somebody to be asked where there is a terminal.
    func options(_ workspace: Workspace) -> RunOptions {
        var options = RunOptions()
        let console = console
        options.programEnvironment = processEnvironment()
        options.isCancelled = Interruption.isWished
        options.observe = { event in Self.show(event, console) }
        guard console.inputIsTerminal else { return options }
        options.askSecret = { name, description in
            try SecretQuestion.ask("\(description ?? name): ", console)
        }
        options.confirm = { step, text in
            console.writeError("\n\(console.errorStyle.bold("By hand")) (\(step)): \(text.printable)\n")
            while true {
                console.writeError("Is it done? Type yes, yes and a note, no, or later: ")
                guard let line = readLine() else { return nil }
                let words = line.split(separator: " ", maxSplits: 1)
                let note = words.count > 1 ? String(words[1]) : nil
                switch words.first?.lowercased() {
                case "yes", "y": return .done(note: note)
                case "no": return .refused(note: note)
                case "later": return nil
                default: continue
                }
            }
        }
        options.askInterrupted = { step, reason in
            console.writeError(
                "\n\(console.errorStyle.yellow("Interrupted")): \(step). Nobody knows \(reason).\n")
            while true {
                console.writeError("Type redo to do it again, done if it was done, or later: ")
                switch readLine() {
                case "redo": return .redo
                case "done": return .done
                case "later", nil: return .wait
                default: continue
                }
            }
        }
        return options
    }

    private static func show(_ event: RunEvent, _ console: Console) {
        let style = console.errorStyle
        switch event {
        case .began(let run): console.remark(style.bold(run))
        case .stepBegan(let step, let title, let kind):
            console.remark("\(style.cyan("▸")) \(step)\(title.map { ": \($0.printable)" } ?? "") \(style.dim("(\(kind))"))")
        case .stepEnded(let step, let state, let summary):
            let mark =
                switch state {
                case .done: style.green("✓")
                case .failed: style.red("✗")
                case .skipped: style.dim("–")
                case .waiting, .interrupted, .running: style.yellow("…")
                }
            console.remark("\(mark) \(step): \(summary.printable)")
        case .retrying(let step, let attempt, let delay):
            console.remark("\(style.yellow("↻")) \(step): again (\(attempt)) after \(delay.compact)")
        case .compensating: console.remark(style.yellow("Undoing what was done:"))
        }
    }
}

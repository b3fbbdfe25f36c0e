import Basics

extension Console {
    /// Asks before something that cannot be undone. On a terminal the answer must be `yes`; elsewhere `--yes` must
    /// have been given.
    func confirm(
        _ question: @autoclosure () throws -> String, given yes: Bool, hint: String = "add --yes, or look first with --dry-run"
    ) throws {
        if yes { return }
        let question = try question()
        guard inputIsTerminal else {
            throw CommandFailure(
                .refused, "nobody is there to answer '\(question)', and --yes was not given",
                hint: hint)
        }
        writeError("\(question.printable) Type yes to go on: ")
        guard readLine()?.lowercased() == "yes" else {
            throw CommandFailure(.refused, "not confirmed: nothing was changed")
        }
    }
}

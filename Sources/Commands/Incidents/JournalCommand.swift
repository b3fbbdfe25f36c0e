import ArgumentParser
import Basics
import Incidents
import JSON
import Response

/// `firebreak journal`.
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Verify the log that nobody can rewrite, and print its checkpoint.",
        subcommands: [JournalVerifyCommand.self, JournalCheckpointCommand.self])
}

/// `firebreak journal verify`.
struct JournalVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute every hash and signature of the journal; exit status 1 where something was changed.",
        discussion: """
            Compare with a checkpoint that you kept elsewhere, and a rewritten past shows too:
              firebreak journal verify --checkpoint kept-in-a-mail.txt
            """)

    @Option(
        help: ArgumentHelp(
            "A checkpoint that was kept elsewhere: the journal must be a continuation of it.", valueName: "path"))
    var checkpoint: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let verification = try workspace.verifyJournal(witnesses: checkpoint.map { [$0] } ?? [])
        try console.show(verification)
        return verification.isGood ? .done : .checkFailed
    }
}

/// `firebreak journal checkpoint`.
struct JournalCheckpointCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Print the signed checkpoint (C2SP tlog-checkpoint): keep it where the journal is not.",
        discussion: "Example: firebreak journal checkpoint > checkpoint.txt")

    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        guard let note = try workspace.journal.checkpoint()?.note else {
            throw CommandFailure(
                .inputNotFound, "the journal is empty", hint: "it begins with the first action or incident")
        }
        if console.isJSON {
            console.print(JSONValue.object(["checkpoint": .string(note)]).pretty)
        } else {
            console.printBytes(Array(note.utf8))
        }
        return .done
    }
}

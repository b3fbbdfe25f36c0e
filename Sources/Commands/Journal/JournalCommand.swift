import ArgumentParser
import Basics
import Incidents
import JSON
import Response

/// `firebreak journal`.
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Verify the log that nobody can rewrite, export it, prove what is in it.",
        subcommands: [
            JournalVerifyCommand.self, JournalCheckpointCommand.self, JournalProofCommand.self,
            JournalExportCommand.self,
        ])
}

/// `firebreak journal checkpoint`.
struct JournalCheckpointCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Print the signed checkpoint (C2SP tlog-checkpoint): keep it where the journal is not.",
        discussion: "Example: firebreak journal checkpoint > checkpoint.txt")

    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        guard let note = try workspace.journal.checkpoint()?.note else { throw CommandFailure.emptyJournal }
        if console.isJSON {
            console.print(JSONValue.object(["checkpoint": .string(note)]).pretty)
        } else {
            console.printBytes(Array(note.utf8))
        }
        return .done
    }
}

extension CommandFailure {
    /// What needs a signed checkpoint says where there is none.
    static var emptyJournal: CommandFailure {
        CommandFailure(.inputNotFound, "the journal is empty", hint: "it begins with the first action or incident")
    }
}

import ArgumentParser
import Basics
import Incidents
import JSON
import Response

/// `firebreak journal export`.
struct JournalExportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print the whole journal as JSON lines that anyone can verify with the public key alone.",
        discussion: """
            One line for each entry and at the end one with the signed checkpoint.

            Examples:
              firebreak journal export > journal.jsonl
              firebreak journal verify --file journal.jsonl --key journal.pub
              jq -r 'select(.entry) | .entry.summary' journal.jsonl
            """)

    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        var piece: [UInt8] = []
        let checkpoint = try workspace.exportJournal { line in
            piece += line
            guard piece.count >= 1 << 16 else { return }
            console.printBytes(piece)
            piece.removeAll(keepingCapacity: true)
        }
        guard let checkpoint else { throw CommandFailure.emptyJournal }
        console.printBytes(piece)
        console.remark("\(checkpoint.size) entries; the key is in \(workspace.journalKeyPath)")
        return .done
    }
}

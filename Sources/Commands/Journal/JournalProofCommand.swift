import ArgumentParser
import Basics
import Files
import Incidents
import JSON
import Response

/// `firebreak journal proof`.
struct JournalProofCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Prove that an entry is in the journal, to somebody who has nothing but the public key.",
        discussion: """
            The proof is a text file with the entry in it (C2SP tlog-proof); `journal verify --proof` checks it, and so \
            does other software.

            Examples:
              firebreak journal proof 12 --output entry-12.tlog-proof
              firebreak journal verify --proof entry-12.tlog-proof --key journal.pub
            """)

    @Argument(help: "The entry's position; `firebreak incident show --json` tells it.")
    var position: Int64
    @Option(name: .shortAndLong, help: ArgumentHelp("A file. Default: standard output.", valueName: "path"))
    var output: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let proof = try workspace.proof(of: position)
        if let output {
            try AtomicFile.replace(output, with: Array(proof.text.utf8))
            console.remark("Wrote \(output)")
        } else if console.isJSON {
            console.print(JSONValue.object(["position": .integer(position), "proof": .string(proof.text)]).pretty)
        } else {
            console.printBytes(Array(proof.text.utf8))
        }
        return .done
    }
}

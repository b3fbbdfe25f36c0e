import ArgumentParser
import Basics
import Incidents
import JSON
import Response

/// `firebreak journal verify`.
struct JournalVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute every hash and signature of the journal; exit status 1 where something was changed.",
        discussion: """
            Without options the journal of this state is verified. An exported journal and the proof of one entry need \
            nothing but the public key; compare with a checkpoint that you kept elsewhere (every notification and every \
            report has one), and a rewritten past shows too.

            Examples:
              firebreak journal verify
              firebreak journal verify --checkpoint kept-in-a-mail.txt
              firebreak journal verify --file journal.jsonl --key journal.pub
              firebreak journal verify --proof entry-12.tlog-proof --key journal.pub
            """)

    @Option(
        help: ArgumentHelp(
            "A checkpoint that was kept elsewhere: the journal must be a continuation of it. May be given several times.",
            valueName: "path"))
    var checkpoint: [String] = []
    @Option(help: ArgumentHelp("An exported journal; - for standard input.", valueName: "path"))
    var file: String?
    @Option(help: ArgumentHelp("The proof of an entry; - for standard input.", valueName: "path"))
    var proof: String?
    @Option(
        help: ArgumentHelp(
            "The journal's public key: a file, or the text itself. Default: the key of this state.", valueName: "key"))
    var key: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if file != nil && proof != nil { throw ValidationError("Give --file or --proof, not both.") }
        if proof != nil && !checkpoint.isEmpty { throw ValidationError("A proof has its checkpoint in it.") }
        if key != nil && file == nil && proof == nil {
            throw ValidationError("--key goes with --file or --proof; the journal of this state has its own key.")
        }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        if let proof {
            let proven = try workspace.verifyProof(proof, key: key)
            try console.show(proven)
            return proven.problem == nil ? .done : .checkFailed
        }
        let verification =
            if let file {
                try workspace.verifyExport(file, key: key, witnesses: checkpoint)
            } else {
                try workspace.verifyJournal(witnesses: checkpoint)
            }
        // The wrong file is no journal that somebody has changed.
        if let file, verification.entries == 0, verification.checkpoints == 0 {
            throw CommandFailure(
                .badInput, "there is no entry of a journal in \(file == "-" ? "standard input" : file.printable)",
                hint: "'firebreak journal export' writes one")
        }
        try console.show(verification)
        return verification.isGood ? .done : .checkFailed
    }
}

extension ProofVerification: CommandResult {
    func text(width: Int, style: Style) -> String {
        if let problem { return "\(style.red("Not proven")): \(problem.printable)" }
        guard let entry, let size else { return style.red("Not proven") }
        return """
            \(style.green("Proven")): entry \(entry.position) of the journal \(origin?.printable ?? "") under its checkpoint of \(size) entries
            \(entry.text(width: width, style: style))
            """
    }
}

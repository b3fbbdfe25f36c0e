import ArgumentParser
import Basics
import Incidents
import Response

/// `firebreak evidence`.
struct EvidenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "Keep what proves an incident, and hand it on so that others can check it.",
        subcommands: [
            EvidenceAddCommand.self, EvidenceListCommand.self, EvidenceBundleCommand.self, EvidenceVerifyCommand.self,
        ])
}

/// `firebreak evidence add`.
struct EvidenceAddCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Write files' digests into the journal; the files stay where they are.",
        discussion: "Example: firebreak evidence add access.log.1 auth.log --note 'Copied from web-3 before it was rebuilt'")

    @Argument(help: "The files.")
    var files: [String]
    @Option(help: ArgumentHelp("What they are.", valueName: "text"))
    var note: String?
    @Option(help: ArgumentHelp("The incident. Default: the only open one, else the newest.", valueName: "id"))
    var incident: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(EvidenceListing(items: workspace.addEvidence(
                    files, incident: incident, note: note, in: currentDirectory())))
        return .done
    }
}

/// `firebreak evidence list`.
struct EvidenceListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List an incident's evidence.",
        discussion: "Example: firebreak evidence list --incident INC-20261121-001")

    @Option(help: ArgumentHelp("The incident. Default: the only open one, else the newest.", valueName: "id"))
    var incident: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let id = try workspace.readableIncident(incident).id
        try console.show(EvidenceListing(items: workspace.incidents.evidence(of: id)))
        return .done
    }
}

/// `firebreak evidence bundle`.
struct EvidenceBundleCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Put an incident's evidence, its entries, proofs and a signed statement into one tar.gz.",
        discussion: """
            The statement is in-toto in a DSSE envelope, signed with the journal's key. The incident's entries go along, each \
            with the proof that it is part of the journal; with --whole-journal also those of other incidents, which \
            shows besides that none is missing.

            Examples:
              firebreak evidence bundle --output INC-20261121-001.tar.gz
              firebreak evidence bundle INC-20261121-001 --add access.log \\
                  --output evidence.tar.gz
            """)

    @Argument(help: "The incident. Default: the only open one, else the newest.")
    var id: String?
    @Option(help: ArgumentHelp("A file to add first. May be given several times.", valueName: "path"))
    var add: [String] = []
    @Flag(help: "With every entry of the journal, those of other incidents too.")
    var wholeJournal = false
    @Option(name: .shortAndLong, help: ArgumentHelp("The bundle.", valueName: "path"))
    var output: String
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        _ = try workspace.addEvidence(add, incident: id, in: currentDirectory())
        let receipt = try workspace.bundleEvidence(id, output: output, wholeJournal: wholeJournal)
        try console.show(receipt)
        console.remark("Wrote \(output); recipients check it with the key in \(workspace.journalKeyPath)")
        return .done
    }
}

/// `firebreak evidence verify`.
struct EvidenceVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify a bundle with the public key alone; exit status 1 where it was changed.",
        discussion: """
            Nothing is unpacked. Links, names that lead elsewhere, doubles and what no bundle has are refused.

            Example: firebreak evidence verify INC-20261121-001.tar.gz --key journal.pub
            """)

    @Argument(help: "The bundle; - for standard input.")
    var bundle: String
    @Option(
        help: ArgumentHelp(
            "The journal's public key: a file, or the text itself. Default: the key of this state.", valueName: "key"))
    var key: String?
    @Option(help: ArgumentHelp("How many bytes it may become when it is decompressed.", valueName: "bytes"))
    var maxSize: Int64 = 64 << 30
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let verification = try workspace.verifyEvidence(bundle, key: key, limit: maxSize)
        try console.show(verification)
        return verification.intact ? .done : .checkFailed
    }
}

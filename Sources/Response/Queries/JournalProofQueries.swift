internal import Basics
internal import Files
public import Incidents

/// Whether a proof proves what it says.
public struct ProofVerification: Sendable, Encodable {
    /// The entry; nil where nothing is proven.
    public let entry: JournalEntry?
    /// The journal's name.
    public let origin: String?
    /// How many entries the checkpoint covers that it stands under.
    public let size: Int64?
    /// Why it does not hold, in a sentence; nil where it does.
    public let problem: String?
}

extension Workspace {
    /// The proof that an entry is in the journal, under a checkpoint of all there is.
    public func proof(of position: Int64) throws -> EntryProof {
        _ = try journal.checkpoint()
        return try journal.proof(of: position)
    }

    /// Writes the whole journal as lines that anyone can verify. Nil where it is empty.
    public func exportJournal(_ write: ([UInt8]) throws -> Void) throws -> Checkpoint? {
        _ = try journal.checkpoint()
        return try journal.export(write)
    }

    /// Verifies an exported journal.
    ///
    /// - Parameters:
    ///   - path: the file; `-` for standard input.
    ///   - key: the public key, or the file that it stands in; nil takes the key beside this state, and where there is
    ///     none the one that the journal itself names.
    ///   - paths: files with a checkpoint each that were kept elsewhere.
    public func verifyExport(_ path: String, key: String?, witnesses paths: [String] = []) throws -> JournalVerification
    {
        let verifier = JournalVerifier(
            verifier: try journalVerifier(key), witnesses: try paths.map { try FileReader.readText($0, limit: 64 << 10) })
        var input = try path == "-" ? InputFile.standardInput() : InputFile(path)
        return try verifier.verify { try input.read(upTo: 1 << 20) }
    }

    /// Verifies the proof of an entry, in a file or on standard input (`-`).
    public func verifyProof(_ path: String, key: String?) throws -> ProofVerification {
        let bytes = try path == "-" ? FileReader.readStandardInput(limit: 1 << 20) : FileReader.read(path, limit: 1 << 20)
        guard let verifier = try journalVerifier(key) else { throw LookupFailure.noJournalKey }
        do {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw JournalError.badProof("it is not text in UTF-8")
            }
            let proven = try EntryProof(text).verify(verifier)
            return ProofVerification(
                entry: proven.entry, origin: proven.checkpoint.origin, size: proven.checkpoint.size, problem: nil)
        } catch let error as JournalError {
            return ProofVerification(entry: nil, origin: nil, size: nil, problem: error.message)
        }
    }

    /// What checks the signatures of a journal: the key that was given, or the one beside this state; nil where there is
    /// neither. No state is made for it.
    func journalVerifier(_ key: String?) throws -> CheckpointVerifier? {
        guard let key else {
            guard FileReader.exists(journalKeyPath) else { return nil }
            return try CheckpointVerifier(verifierKey: keyText(journalKeyPath))
        }
        // A name with a plus sign in it is the key itself, unless a file has that name.
        let isText = key.contains("+") && !FileReader.exists(key)
        return try CheckpointVerifier(verifierKey: isText ? key : keyText(key))
    }

    private func keyText(_ path: String) throws -> String {
        try FileReader.readText(path, limit: 4096).filter { !$0.isWhitespace }
    }
}

internal import Files
public import Incidents

extension Workspace {
    /// The timeline of everything in the journal.
    public var timeline: Timeline { get throws { Timeline(journal: try journal) } }

    /// Verifies the journal as it stands, signing nothing, against the public key that stands beside the state, and against
    /// checkpoints that were kept elsewhere.
    ///
    /// - Parameter paths: files with a checkpoint each.
    public func verifyJournal(witnesses paths: [String] = []) throws -> JournalVerification {
        // Opening makes the key file where the state is new, so that there is always a key to verify against.
        let database = try database
        let key = try FileReader.readText(journalKeyPath, limit: 4096).filter { !$0.isNewline }
        return try JournalVerifier(
            verifier: CheckpointVerifier(verifierKey: key),
            witnesses: try paths.map { try FileReader.readText($0, limit: 64 << 10) }
        ).verify(database)
    }
}

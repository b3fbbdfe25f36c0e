internal import Files
public import Incidents

extension Workspace {
    /// Writes files' digests into the journal of an incident.
    ///
    /// - Parameter directory: what relative paths are relative to.
    public func addEvidence(
        _ paths: [String], incident: String?, note: String? = nil, in directory: String
    ) throws -> [EvidenceItem] {
        let id = try readableIncident(incident).id
        return try paths.map { path in
            try incidents.addEvidence(
                path.hasPrefix("/") ? path : directory + "/" + path, incident: id, note: note, actor: actor)
        }
    }

    /// Writes a bundle of an incident's evidence to a file, with the incident's entries or the whole journal.
    public func bundleEvidence(
        _ incident: String?, output: String, wholeJournal: Bool = false
    ) throws -> EvidenceBundle.Receipt {
        let incident = try readableIncident(incident)
        let bundle = try EvidenceBundle(
            incident, incidents.evidence(of: incident.id), journal: journal, wholeJournal: wholeJournal)
        var file = try StreamedFile(replacing: output)
        let receipt = try bundle.write { piece in try piece.withUnsafeBytes { try file.write($0) } }
        try file.finish()
        try incidents.noteBundle(receipt, actor: actor)
        return receipt
    }

    /// Verifies a bundle, in a file or on standard input (`-`).
    ///
    /// - Parameter key: the public key, or the file that it stands in; nil takes the key beside this state, and where
    ///   there is none the one in the bundle.
    public func verifyEvidence(_ path: String, key: String?, limit: Int64) throws -> EvidenceVerification {
        let verifier = EvidenceBundleVerifier(verifier: try journalVerifier(key), limit: limit)
        var input = try path == "-" ? InputFile.standardInput() : InputFile(path)
        return try verifier.verify { try input.read(upTo: 1 << 20) }
    }
}

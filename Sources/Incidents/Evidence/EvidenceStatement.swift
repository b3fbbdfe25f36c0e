import JSON

/// The in-toto statement of a bundle (in-toto attestation v1, statement.md): the digests of all its members.
enum EvidenceStatement {
    static let type = "https://in-toto.io/Statement/v1"
    static let predicateType = "urn:firebreak:evidence:v1"

    /// The statement of members, by their names below the bundle's folder.
    static func bytes(_ members: [(name: String, sha256: String)], incident: String, note: String) -> [UInt8] {
        let statement: JSONValue = [
            "_type": .string(type), "predicateType": .string(predicateType),
            "predicate": ["incident": .string(incident), "checkpoint": .string(note)],
            "subject": .array(
                members.map { ["name": .string($0.name), "digest": ["sha256": .string($0.sha256)]] }),
        ]
        return statement.canonical
    }

    /// The members that a statement names, with their digests. Throws `EvidenceError.badBundle`.
    static func members(_ statement: JSONValue) throws(EvidenceError) -> [String: String] {
        guard statement["_type"]?.stringValue == type, statement["predicateType"]?.stringValue == predicateType else {
            throw .badBundle("its statement is not one of evidence")
        }
        var members: [String: String] = [:]
        for subject in statement["subject"]?.arrayValue ?? [] {
            guard let name = subject["name"]?.stringValue,
                let sha256 = subject.value(at: "digest.sha256")?.stringValue,
                members.updateValue(sha256, forKey: name) == nil
            else { throw .badBundle("its statement names something without a digest, or twice") }
        }
        return members
    }
}

import Basics
import JSON

/// A signed statement in DSSE's envelope (github.com/secure-systems-lab/dsse, protocol.md and envelope.md), signed with
/// the journal's key.
enum DSSEEnvelope {
    /// What in-toto statements are called in envelopes (in-toto attestation v1, envelope.md).
    static let statementType = "application/vnd.in-toto+json"

    /// What is signed: "DSSEv1", and the lengths of type and body before each.
    static func preAuthentication(_ type: String, _ body: [UInt8]) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(body.count) ".utf8) + body
    }

    /// The envelope of a statement.
    static func sealed(_ body: [UInt8], _ signer: CheckpointSigner) throws(JournalError) -> [UInt8] {
        let signature = try signer.sign(bytes: preAuthentication(statementType, body))
        let envelope: JSONValue = [
            "payload": .string(Base64.encode(body)), "payloadType": .string(statementType),
            "signatures": [
                [
                    "keyid": .string(Hexadecimal.encode(signer.verifier.keyID)),
                    "sig": .string(Base64.encode(signature)),
                ]
            ],
        ]
        return Array((envelope.pretty + "\n").utf8)
    }

    /// The statement in an envelope, where the key has signed it. Throws `EvidenceError.badBundle` where it is no
    /// envelope; nil where no signature of the key is good.
    static func opened(_ bytes: [UInt8], _ verifier: CheckpointVerifier) throws(EvidenceError) -> JSONValue? {
        guard let envelope = try? JSONValue(parsing: bytes, strict: true),
            let payload = envelope["payload"]?.stringValue.flatMap({ Base64.decode($0) }),
            let type = envelope["payloadType"]?.stringValue, let signatures = envelope["signatures"]?.arrayValue,
            signatures.count <= 100
        else { throw .badBundle("its statement is no DSSE envelope") }
        guard type == statementType else { throw .badBundle("its statement is of the type \(type)") }
        let signed = preAuthentication(type, payload)
        let isGood = signatures.contains { signature in
            guard let bytes = signature["sig"]?.stringValue.flatMap({ Base64.decode($0) }) else { return false }
            return verifier.verifies(bytes, of: signed)
        }
        guard isGood else { return nil }
        guard let statement = try? JSONValue(parsing: payload, strict: true) else {
            throw .badBundle("its statement is no JSON")
        }
        return statement
    }
}

import Basics
import Cryptography

/// Checks a journal's checkpoints: the journal's name and its public key.
public struct CheckpointVerifier: Sendable {
    /// The key's name, which is the journal's origin.
    public let name: String
    /// The Ed25519 public key, 32 bytes.
    public let publicKey: [UInt8]
    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key) (c2sp.org/signed-note, Ed25519).
    public let keyID: [UInt8]
    private let key: PublicKey

    /// Throws `JournalError.badKey` where the name is no key's name, or the key is not an Ed25519 key.
    public init(name: String, publicKey: [UInt8]) throws(JournalError) {
        guard SignedNote.isValidName(name) else {
            throw .badKey("its name is empty or has a space or a plus sign in it")
        }
        do {
            key = try PublicKey(ed25519: publicKey)
        } catch {
            throw .badKey(error.message)
        }
        self.name = name
        self.publicKey = publicKey
        keyID = Array(SHA256.hash(Array(name.utf8) + [0x0A, Self.algorithm] + publicKey)[..<4])
    }

    /// Reads `name+hex(keyID)+base64(0x01 ‖ public key)`, the form in which verifier keys are handed on.
    public init(verifierKey text: String) throws(JournalError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let keyID = Hexadecimal.decode(parts[1]), let bytes = Base64.decode(parts[2]),
            bytes.first == Self.algorithm
        else { throw .badKey("it has not the form name+keyid+key of an Ed25519 key") }
        try self.init(name: String(parts[0]), publicKey: Array(bytes.dropFirst()))
        guard keyID == self.keyID else { throw .badKey("its identifier is not that of its name and key") }
    }

    /// `name+hex(keyID)+base64(0x01 ‖ public key)`.
    public var verifierKey: String {
        "\(name)+\(Hexadecimal.encode(keyID))+\(Base64.encode([Self.algorithm] + publicKey))"
    }

    /// The checkpoint that a note holds, where this key signed it. Signatures by keys unknown here are passed over, as
    /// the form asks. Throws `JournalError.badCheckpoint`.
    public func checkpoint(_ note: String) throws(JournalError) -> Checkpoint {
        guard let signed = SignedNote(note), let checkpoint = Checkpoint(signed, note: note) else {
            throw .badCheckpoint("it has not the form of a checkpoint")
        }
        let mine = signed.signatures.filter { $0.name == name && $0.keyID == keyID }
        guard let signature = mine.first, mine.count == 1 else { throw .badCheckpoint("it is not signed by \(name)") }
        guard checkpoint.origin == name else { throw .badCheckpoint("it is of another journal") }
        guard key.verify(signature.bytes, of: Array(signed.text.utf8), .ed25519) else {
            throw .badCheckpoint("its signature does not verify")
        }
        return checkpoint
    }

    /// Whether a signature of bytes is this key's.
    func verifies(_ signature: [UInt8], of bytes: [UInt8]) -> Bool { key.verify(signature, of: bytes, .ed25519) }

    /// The signature type of Ed25519 (c2sp.org/signed-note).
    private static let algorithm: UInt8 = 1
}

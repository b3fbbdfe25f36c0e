public import Cryptography

/// Signs a journal's checkpoints with the key that the keyring keeps for it.
public final class CheckpointSigner: Sendable {
    /// What checks the signatures.
    public let verifier: CheckpointVerifier
    private let key: PrivateKey

    /// The key's name, which is the journal's origin.
    public var name: String { verifier.name }

    /// A signer with an Ed25519 key. Throws `JournalError.badKey`.
    public init(name: String, key: consuming PrivateKey) throws(JournalError) {
        let publicKey: [UInt8]?
        do {
            publicKey = try key.publicKey().ed25519Bytes
        } catch {
            throw .badKey(error.message)
        }
        guard let publicKey else { throw .badKey("it is not an Ed25519 key") }
        verifier = try CheckpointVerifier(name: name, publicKey: publicKey)
        self.key = key
    }

    /// The signed checkpoint of a tree.
    func sign(size: Int64, root: [UInt8]) throws(JournalError) -> Checkpoint {
        let text = Checkpoint.text(origin: name, size: size, root: root)
        let signature = try sign(bytes: Array(text.utf8))
        let note = text + "\n" + SignedNote.line(name: name, keyID: verifier.keyID, signature: signature)
        return try verifier.checkpoint(note)
    }

    /// The signature of bytes that no checkpoint could be taken for: another form's own prefix stands before them.
    func sign(bytes: [UInt8]) throws(JournalError) -> [UInt8] {
        do {
            return try key.sign(bytes, .ed25519)
        } catch {
            throw .badKey(error.message)
        }
    }
}

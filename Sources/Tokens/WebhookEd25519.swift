internal import Basics
internal import Cryptography

/// Ed25519 keys as webhook schemes hand them out: a secret key of 64 bytes, the seed and then the public key, as NaCl
/// holds it (doc.libsodium.org, "Public-key signatures"), or of 32 bytes, the seed alone; a public key of 32 bytes.
enum WebhookEd25519 {
    /// How long a signature is.
    static let signatureByteCount = 64

    /// A new secret key of 64 bytes.
    static func generate() throws(CryptographyError) -> Secret {
        let key = try PrivateKey.generate(.ed25519)
        return try key.ed25519Seed().appending(Secret(key.publicKey().ed25519Bytes ?? []))
    }

    /// Reads a secret key, whose halves must belong together.
    static func privateKey(_ bytes: borrowing Secret) throws(WebhookError) -> PrivateKey {
        guard bytes.count == 32 || bytes.count == 64 else {
            throw .unusableKey("an Ed25519 secret key has 32 or 64 bytes, and this one \(bytes.count)")
        }
        let key = try bytes.withUnsafeBytes { (bytes) throws(WebhookError) in
            try privateKey(seed: Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[..<32])))
        }
        let given = bytes.withUnsafeBytes { Array($0[32...]) }
        let own = try publicKey(of: key).ed25519Bytes
        guard given.isEmpty || given == own else {
            throw .unusableKey("the secret key's two halves do not belong together")
        }
        return key
    }

    private static func privateKey(seed: borrowing Secret) throws(WebhookError) -> PrivateKey {
        do throws(CryptographyError) {
            return try PrivateKey(ed25519Seed: seed)
        } catch { throw .unusableKey(error.message) }
    }

    /// Reads a public key.
    static func publicKey(_ bytes: borrowing Secret) throws(WebhookError) -> PublicKey {
        do throws(CryptographyError) {
            return try PublicKey(ed25519: bytes.revealedBytes())
        } catch { throw .unusableKey(error.message) }
    }

    /// The public half of a secret key.
    static func publicKey(of key: borrowing PrivateKey) throws(WebhookError) -> PublicKey {
        do throws(CryptographyError) { return try key.publicKey() } catch { throw .unusableKey(error.message) }
    }

    /// Signs a text.
    static func sign(_ text: [UInt8], _ key: borrowing PrivateKey) throws(WebhookError) -> [UInt8] {
        do throws(CryptographyError) {
            return try key.sign(text, .ed25519)
        } catch { throw .unusableKey(error.message) }
    }
}

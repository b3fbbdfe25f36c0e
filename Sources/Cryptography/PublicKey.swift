internal import Basics
internal import COpenSSL

/// A public key.
public final class PublicKey: Sendable {
    let handle: KeyHandle
    /// The key as DER (SubjectPublicKeyInfo, RFC 5280 §4.1.2.7).
    public let subjectPublicKeyInfo: [UInt8]
    /// The 32 bytes of an Ed25519 key (RFC 8032 §5.1.2); nil for any other.
    public let ed25519Bytes: [UInt8]?

    /// Its kind.
    public var type: KeyType { handle.type }

    /// Takes a key from outside; one that is not valid on its curve, or an RSA key with an odd exponent of more than
    /// 64 bits or an even one, is refused.
    init(_ handle: consuming KeyHandle) throws(CryptographyError) {
        try handle.checkPublicNumbers()
        subjectPublicKeyInfo = try handle.subjectPublicKeyInfo()
        ed25519Bytes = try handle.ed25519PublicBytes()
        self.handle = handle
    }

    /// Reads DER; nothing may follow it, and it must be the one encoding of its key.
    public convenience init(subjectPublicKeyInfo bytes: [UInt8]) throws(CryptographyError) {
        let found = unsafe bytes.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_PUBKEY(nil, &cursor, buffer.count)
        }
        let read = unsafe RawKey(found)
        guard read.exists else {
            _ = OpenSSLError.drainQueue()
            throw .malformed("this is not a public key in DER")
        }
        try self.init(KeyHandle(adopting: read, to: .verify, "the public key"))
        guard subjectPublicKeyInfo == bytes else { throw .malformed("the public key is not in its shortest form") }
    }

    /// Reads PEM with a `PUBLIC KEY` block (RFC 7468 §13).
    public convenience init(pem: String) throws(CryptographyError) {
        let text = Array(pem.utf8)
        guard text.count <= PrivateKey.maximumPEMByteCount else { throw .malformed("a public key's PEM is too long") }
        let found = unsafe text.withUnsafeBytes { bytes in
            let input = unsafe MemoryBIO(reading: bytes)
            return unsafe PEM_read_bio_PUBKEY(input.pointer, nil, refusePassphrase, nil)
        }
        let read = unsafe RawKey(found)
        guard read.exists else {
            _ = OpenSSLError.drainQueue()
            throw .malformed("this is not a public key in PEM")
        }
        try self.init(KeyHandle(adopting: read, to: .verify, "the public key"))
    }

    /// The Ed25519 key of 32 bytes (RFC 8032 §5.1.2).
    public convenience init(ed25519 bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count == 32 else { throw .malformed("an Ed25519 public key must have 32 bytes") }
        let made = unsafe RawKey(EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, bytes, bytes.count))
        try self.init(KeyHandle(adopting: made, to: .verify, "an Ed25519 public key"))
    }

    /// PEM with a `PUBLIC KEY` block (RFC 7468 §13).
    public var pem: String {
        var text = "-----BEGIN PUBLIC KEY-----\n"
        var rest = Base64.encode(subjectPublicKeyInfo)[...]
        while !rest.isEmpty {
            text += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return text + "-----END PUBLIC KEY-----\n"
    }
}

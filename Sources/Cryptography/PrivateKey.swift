internal import COpenSSL

/// A private key. OpenSSL cleanses its numbers when the value ends.
public struct PrivateKey: ~Copyable, Sendable {
    let handle: KeyHandle

    /// Its kind.
    public var type: KeyType { handle.type }

    init(_ handle: consuming KeyHandle) { self.handle = handle }

    /// Makes a new key; an RSA key of 4096 bits takes some seconds at worst.
    public static func generate(_ type: KeyType) throws(CryptographyError) -> PrivateKey {
        let context = KeyContext(named: type.algorithmName)
        var ready = unsafe EVP_PKEY_keygen_init(context.pointer) == 1
        if let group = type.groupName {
            ready = unsafe ready && EVP_PKEY_CTX_set_group_name(context.pointer, group) == 1
        }
        if let bits = type.modulusBits {
            ready = unsafe ready && EVP_PKEY_CTX_set_rsa_keygen_bits(context.pointer, Int32(bits)) == 1
        }
        var made: OpaquePointer?
        guard ready, unsafe EVP_PKEY_generate(context.pointer, &made) == 1 else { throw .fromQueue("make a key") }
        return try unsafe PrivateKey(KeyHandle(adopting: RawKey(made), to: .sign, "a new key"))
    }

    /// The key pair of an Ed25519 seed of 32 bytes (RFC 8032 §5.1.5).
    public init(ed25519Seed seed: borrowing Secret) throws(CryptographyError) {
        guard seed.count == 32 else { throw .malformed("an Ed25519 seed must have 32 bytes") }
        let made = unsafe seed.withUnsafeBytes { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe RawKey(EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, start, bytes.count))
        }
        handle = try KeyHandle(adopting: made, to: .sign, "an Ed25519 seed")
    }

    /// The seed of an Ed25519 key, 32 bytes.
    public borrowing func ed25519Seed() throws(CryptographyError) -> Secret {
        guard type == .ed25519 else { throw .unsupported("only an Ed25519 key has a seed") }
        return try unsafe Secret(count: 32) { (buffer) throws(CryptographyError) in
            var count = buffer.count
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            guard unsafe EVP_PKEY_get_raw_private_key(handle.pointer, start, &count) == 1, count == 32 else {
                throw .fromQueue("read an Ed25519 seed")
            }
        }
    }

    /// The public half.
    public borrowing func publicKey() throws(CryptographyError) -> PublicKey {
        try PublicKey(subjectPublicKeyInfo: handle.subjectPublicKeyInfo())
    }
}

/// An EVP_PKEY_CTX for making keys.
@safe struct KeyContext: ~Copyable {
    let pointer: OpaquePointer?
    init(named name: String) { unsafe pointer = EVP_PKEY_CTX_new_from_name(nil, name, nil) }
    deinit { unsafe EVP_PKEY_CTX_free(pointer) }
}

internal import COpenSSL

/// A hash function: SHA-1 (RFC 3174, for old signature schemes only) or one of the SHA-2 family (FIPS 180-4).
public enum DigestAlgorithm: Sendable, Hashable, CaseIterable {
    case sha1, sha256, sha384, sha512

    /// The digest's length in bytes.
    public var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// OpenSSL's name for it.
    var name: String {
        switch self {
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        }
    }

    var fetched: FetchedDigest {
        switch self {
        case .sha1: .sha1
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        }
    }

    /// The digest of bytes.
    public func hash(_ bytes: [UInt8]) -> [UInt8] { unsafe bytes.withUnsafeBytes { unsafe hash($0) } }

    /// The digest of the UTF-8 bytes of a text.
    public func hash(utf8 text: String) -> [UInt8] { hash(Array(text.utf8)) }

    /// The digest of a secret. It still tells a short secret to whoever tries them all.
    public func hash(_ secret: borrowing Secret) -> [UInt8] { unsafe secret.withUnsafeBytes { unsafe hash($0) } }

    /// The digest of bytes in memory.
    public func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            let done = unsafe EVP_Digest(bytes.baseAddress, bytes.count, buffer.baseAddress, nil, fetched.pointer, nil)
            // Nothing can go on safely without SHA-2, and a wrong digest must not be handed out instead.
            precondition(done == 1, "OpenSSL does not offer \(name)")
            count = byteCount
        }
    }
}

/// SHA-256, by name.
public enum SHA256 {
    /// The digest of bytes, 32 bytes.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] { DigestAlgorithm.sha256.hash(bytes) }
}

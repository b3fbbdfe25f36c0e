/// How a key signs. A key and a scheme that do not belong together never sign and never verify.
public enum SignatureScheme: Sendable, Hashable, CaseIterable {
    /// Ed25519, pure (RFC 8032 §5.1).
    case ed25519
    /// ECDSA on P-256 with SHA-256; the signature is r ‖ s, 32 bytes each (RFC 7518 §3.4).
    case ecdsaSHA256
    /// ECDSA on P-384 with SHA-384; the signature is r ‖ s, 48 bytes each (RFC 7518 §3.4).
    case ecdsaSHA384
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2).
    case rsaPKCS1SHA256
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256, and a salt of 32 bytes (RFC 8017 §8.1, RFC 7518 §3.5).
    case rsaPSSSHA256

    /// Whether keys of a type sign this way.
    public func fits(_ type: KeyType) -> Bool {
        switch self {
        case .ed25519: type == .ed25519
        case .ecdsaSHA256: type == .p256
        case .ecdsaSHA384: type == .p384
        case .rsaPKCS1SHA256, .rsaPSSSHA256: type.modulusBits != nil
        }
    }

    /// OpenSSL's name of the digest; nil where the scheme brings its own.
    var digestName: String? {
        switch self {
        case .ed25519: nil
        case .ecdsaSHA256, .rsaPKCS1SHA256, .rsaPSSSHA256: "SHA256"
        case .ecdsaSHA384: "SHA384"
        }
    }
}

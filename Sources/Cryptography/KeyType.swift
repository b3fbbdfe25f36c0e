/// The kinds of key pair that firebreak makes and takes.
public enum KeyType: String, Sendable, CaseIterable {
    /// Edwards-curve signatures (RFC 8032).
    case ed25519
    /// ECDSA on NIST P-256, that is prime256v1 or secp256r1 (FIPS 186-5).
    case p256
    /// ECDSA on NIST P-384, that is secp384r1 (FIPS 186-5).
    case p384
    /// RSA with a modulus of that many bits (RFC 8017).
    case rsa2048, rsa3072, rsa4096

    /// OpenSSL's name of the algorithm.
    var algorithmName: String {
        switch self {
        case .ed25519: "ED25519"
        case .p256, .p384: "EC"
        case .rsa2048, .rsa3072, .rsa4096: "RSA"
        }
    }

    /// OpenSSL's name of the curve.
    var groupName: String? {
        switch self {
        case .p256: "prime256v1"
        case .p384: "secp384r1"
        default: nil
        }
    }

    /// How many bits an RSA modulus has.
    var modulusBits: Int? {
        switch self {
        case .rsa2048: 2048
        case .rsa3072: 3072
        case .rsa4096: 4096
        default: nil
        }
    }

    /// How many bytes a coordinate on the curve has (RFC 7518 §6.2.1.2).
    var coordinateByteCount: Int? {
        switch self {
        case .p256: 32
        case .p384: 48
        default: nil
        }
    }
}

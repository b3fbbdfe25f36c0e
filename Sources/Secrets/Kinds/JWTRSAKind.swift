internal import Configuration
internal import Cryptography

/// A key pair kind on RSA, whose modulus can be longer than 2048 bits: `{bits: 3072}`.
protocol JWTRSAKind: JWTKeyPairKind, ConfigurableSecretKind {
    var keyType: KeyType { get set }
}

extension JWTRSAKind {
    func configured(by options: inout ConfigurationMapping) throws(ConfigurationError) -> Self {
        var kind = self
        if let node = options.optional("bits") {
            switch try node.integer() {
            case 2048: kind.keyType = .rsa2048
            case 3072: kind.keyType = .rsa3072
            case 4096: kind.keyType = .rsa4096
            default: throw node.failure("'\(node.path)' should be 2048, 3072 or 4096")
            }
        }
        return kind
    }
}

internal import Cryptography
internal import Synchronization

/// A key made ready once: parsing PEM, or keying an HMAC, takes longer than some signatures.
final class PreparedJWTKey: Sendable {
    /// A public key and the name that can be computed from it.
    struct Named: Sendable {
        let key: PublicKey
        let thumbprint: String
    }

    private enum Form: Sendable {
        case symmetric(HMACKey, byteCount: Int)
        case keyPair(Signer, Named)
        case publicKey(Named)
    }

    /// A private key that several copies share.
    private final class Signer: Sendable {
        let key: PrivateKey
        init(_ key: consuming PrivateKey) { self.key = key }
    }

    private let material: JWTMaterial
    private let algorithm: JWTAlgorithm
    private let form = Mutex<Form?>(nil)

    init(_ material: JWTMaterial, _ algorithm: JWTAlgorithm) {
        self.material = material
        self.algorithm = algorithm
    }

    /// The public half; nil for a symmetric key.
    func publicKey() throws(JWTError) -> Named? {
        switch try ready() {
        case .symmetric: nil
        case .keyPair(_, let named), .publicKey(let named): named
        }
    }

    func sign(_ input: [UInt8]) throws(JWTError) -> [UInt8] {
        switch (try ready(), algorithm.scheme) {
        case (.symmetric(let key, let byteCount), _):
            // RFC 7518 §3.2. Tokens under an older, shorter secret can still be verified.
            let needed = key.algorithm.byteCount
            guard byteCount >= needed else { throw .weakKey(bytes: byteCount, needed: needed) }
            return try asKeyProblem { () throws(CryptographyError) in try key.authenticate(input) }
        case (.keyPair(let signer, _), let scheme?):
            return try asKeyProblem { () throws(CryptographyError) in try signer.key.sign(input, scheme) }
        default: throw .unusableKey("the key cannot sign: it is a public key")
        }
    }

    func verify(_ signature: [UInt8], of input: [UInt8]) throws(JWTError) -> Bool {
        switch (try ready(), algorithm.scheme) {
        case (.symmetric(let key, _), _):
            return try asKeyProblem { () throws(CryptographyError) in try key.verify(signature, of: input) }
        case (.keyPair(_, let named), let scheme?), (.publicKey(let named), let scheme?):
            return named.key.verify(signature, of: input, scheme)
        default: return false
        }
    }

    private func ready() throws(JWTError) -> Form {
        if let made = form.withLock({ $0 }) { return made }
        let made = try asKeyProblem { () throws(CryptographyError) in try prepare() }
        form.withLock { $0 = made }
        return made
    }

    private func prepare() throws(CryptographyError) -> Form {
        switch material {
        case .symmetric(let box):
            return try box.withSecret { (secret) throws(CryptographyError) in try symmetric(secret) }
        case .keyPair(let box):
            let key = try box.withSecret { (pem) throws(CryptographyError) in try PrivateKey(pem: pem) }
            let named = try named(key.publicKey())
            return .keyPair(Signer(key), named)
        case .publicKey(let key): return .publicKey(try named(key))
        }
    }

    private func symmetric(_ secret: borrowing Secret) throws(CryptographyError) -> Form {
        guard let digest = algorithm.digest else { throw .unsupported("\(algorithm.rawValue) needs a key pair") }
        guard secret.count > 0 else { throw .unsupported("the secret is empty") }
        // A verifier that takes a public key for an HMAC key believes anybody (RFC 8725 §2.1): it is no secret.
        let start = Array("-----BEGIN ".utf8)
        let isPEM = secret.withUnsafeBytes { $0.starts(with: start) }
        guard !isPEM else { throw .unsupported("the secret is a key in PEM, which is no HMAC key") }
        return .symmetric(try HMACKey(secret, digest), byteCount: secret.count)
    }

    private func named(_ key: PublicKey) throws(CryptographyError) -> Named {
        guard algorithm.scheme?.fits(key.type) == true else {
            throw .unsupported("a key of type \(key.type.rawValue) is not for \(algorithm.rawValue)")
        }
        return Named(key: key, thumbprint: try key.thumbprint())
    }
}

/// Turns what the cryptography says of a key into an error of tokens.
private func asKeyProblem<R>(_ body: () throws(CryptographyError) -> R) throws(JWTError) -> R {
    do throws(CryptographyError) { return try body() } catch { throw .unusableKey(error.message) }
}

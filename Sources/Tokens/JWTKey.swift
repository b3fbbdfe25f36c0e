public import Cryptography

/// What a token is signed or verified with.
public enum JWTMaterial: Sendable {
    /// The bytes of an HMAC key: for a secret that is a text, its UTF-8 bytes.
    case symmetric(SecretBox)
    /// A private key in PEM.
    case keyPair(SecretBox)
    /// A public key, which verifies only.
    case publicKey(PublicKey)
}

/// A key with the one algorithm that it is used with (RFC 8725 §3.1): whatever a token says, a key is never used with
/// another.
public struct JWTKey: Sendable {
    /// The algorithm.
    public let algorithm: JWTAlgorithm
    private let givenID: String?
    private let prepared: PreparedJWTKey

    /// A key. It is read when it is used first; every use of this value and its copies shares that.
    ///
    /// - Parameter keyID: what tokens and key sets call it (`kid`). Where it is nil, a key pair is called by its
    ///   thumbprint (RFC 7638). A symmetric key then has no name: its thumbprint would be a hash of the secret, so the
    ///   caller gives it a random one, as `Random.identifier()`.
    public init(keyID: String? = nil, algorithm: JWTAlgorithm, material: JWTMaterial) {
        givenID = keyID
        self.algorithm = algorithm
        prepared = PreparedJWTKey(material, algorithm)
    }

    /// What tokens and key sets call it; nil for a symmetric key that was given no name.
    public func keyID() throws(JWTError) -> String? {
        if let givenID { return givenID }
        return try prepared.publicKey()?.thumbprint
    }

    /// The public half; nil for a symmetric key.
    public func publicKey() throws(JWTError) -> PublicKey? { try prepared.publicKey()?.key }

    /// Signs bytes as the middle of a token is signed.
    package func sign(_ input: [UInt8]) throws(JWTError) -> [UInt8] { try prepared.sign(input) }

    /// Whether a signature of bytes is this key's.
    package func verify(_ signature: [UInt8], of input: [UInt8]) throws(JWTError) -> Bool {
        try prepared.verify(signature, of: input)
    }
}

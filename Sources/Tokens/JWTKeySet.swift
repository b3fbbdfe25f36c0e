internal import Cryptography
public import JSON

extension JWT {
    /// The public halves of keys as a key set (JWKS, RFC 7517 §5) to be served: each with its required members, `use`,
    /// `alg` and `kid`. Symmetric keys are left out, whoever asks.
    public static func keySet(_ keys: [JWTKey]) throws(JWTError) -> JSONValue {
        var entries: [JSONValue] = []
        for key in keys {
            guard let publicKey = try key.publicKey() else { continue }
            var entry: JSONObject
            do throws(CryptographyError) { entry = try publicKey.jwk() } catch { throw .unusableKey(error.message) }
            entry["use"] = "sig"
            entry["alg"] = .string(key.algorithm.rawValue)
            if let keyID = try key.keyID() { entry["kid"] = .string(keyID) }
            if !entries.contains(.object(entry)) { entries.append(.object(entry)) }
        }
        return ["keys": .array(entries)]
    }

    /// The keys of a key set that tokens can be verified with. Passed over, as RFC 7517 §5 asks, are those of an
    /// unknown kind or curve, those for something else than verifying (`use`, `key_ops`), and symmetric keys. A key
    /// without `alg` gets the one that its kind has; an RSA key gets RS256, and verifies nothing else.
    public static func keys(inSet set: JSONValue) throws(JWTError) -> [JWTKey] {
        guard let entries = set["keys"]?.arrayValue else { throw .unusableKey("the key set has no list 'keys'") }
        return entries.compactMap { entry in
            guard isForVerifying(entry), let key = try? PublicKey(jwk: entry) else { return nil }
            let algorithm: JWTAlgorithm
            if let named = entry["alg"] {
                guard let known = named.stringValue.flatMap(JWTAlgorithm.init(rawValue:)) else { return nil }
                algorithm = known
            } else {
                algorithm = usualAlgorithm(key.type)
            }
            guard algorithm.scheme?.fits(key.type) == true else { return nil }
            return JWTKey(keyID: entry["kid"]?.stringValue, algorithm: algorithm, material: .publicKey(key))
        }
    }

    /// RFC 7517 §4.2 and §4.3.
    private static func isForVerifying(_ entry: JSONValue) -> Bool {
        if let use = entry["use"], use != "sig" { return false }
        if let operations = entry["key_ops"] { return operations.arrayValue?.contains("verify") == true }
        return true
    }

    private static func usualAlgorithm(_ type: KeyType) -> JWTAlgorithm {
        switch type {
        case .ed25519: .eddsa
        case .p256: .es256
        case .p384: .es384
        case .rsa2048, .rsa3072, .rsa4096: .rs256
        }
    }
}

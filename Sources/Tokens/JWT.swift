internal import Basics
public import JSON

/// JSON Web Tokens (RFC 7519) in the compact form of JWS (RFC 7515), by the rules of RFC 8725.
public enum JWT {
    /// Longest token that is read, in bytes: no server takes a longer header line.
    public static let maximumByteCount = 65_536

    /// Headers that are not the caller's: they name the key and the algorithm, point to keys elsewhere, or change what
    /// the signature means.
    private static let reserved = ["alg", "kid", "crit", "b64", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256"]

    /// Signs claims as they are; `stamped` sets their times. The header has `alg`, `typ`, the key's `kid` where it has
    /// one, and what `header` adds, which may replace `typ`.
    public static func sign(
        claims: JSONObject, key: JWTKey, header extra: JSONObject = [:]
    ) throws(JWTError) -> String {
        var header: JSONObject = ["alg": .string(key.algorithm.rawValue), "typ": "JWT"]
        if let keyID = try key.keyID() { header["kid"] = .string(keyID) }
        for (name, value) in extra {
            guard !reserved.contains(name) else { throw .reservedHeader(name.printable) }
            header[name] = value
        }
        var token = Base64.encodeURLBytes(JSONValue.object(header).compactBytes)
        let payload = Base64.encodeURLBytes(JSONValue.object(claims).compactBytes)
        // Room for the longest signature, that of RSA-4096, so that the token is not copied as it grows.
        token.reserveCapacity(token.count + payload.count + 2 + 683)
        token.append(UInt8(ascii: "."))
        token += payload
        let signature = try key.sign(token)
        token.append(UInt8(ascii: "."))
        token += Base64.encodeURLBytes(signature)
        guard token.count <= maximumByteCount else { throw .tooLarge(limit: maximumByteCount) }
        return String(decoding: token, as: UTF8.self)
    }

    /// Verifies a token with the keys that are trusted, and checks its claims.
    ///
    /// The algorithms allowed are those of the keys, and each key is tried only with its own. The header's `kid`
    /// decides no more than which key is tried first; what it says of keys elsewhere (`jku`, `jwk`, `x5u`, `x5c`) is
    /// not read.
    public static func verify(
        _ token: String, keys: [JWTKey], expecting expectations: JWTExpectations
    ) throws(JWTError) -> VerifiedToken {
        let parsed = try CompactJWS(token)
        let matched = try matchingKey(parsed, keys)
        let claims = try parsed.claims()
        try expectations.check(claims, header: parsed.header)
        return VerifiedToken(
            header: parsed.header, claims: claims, algorithm: keys[matched].algorithm, keyID: try keys[matched].keyID(),
            matched: matched)
    }

    /// The position of the key that has signed.
    static func matchingKey(_ token: CompactJWS, _ keys: [JWTKey]) throws(JWTError) -> Int {
        // RFC 7518 §3.6 spells it in small letters; no other spelling means anything either.
        if token.algorithmName.lowercased() == "none" { throw .unsigned }
        guard token.header["crit"] == nil else { throw .critical }
        let candidates = keys.indices.filter { keys[$0].algorithm.rawValue == token.algorithmName }
        guard !candidates.isEmpty else {
            throw .algorithmNotAllowed(String(token.algorithmName.prefix(32)).printable)
        }
        var first: [Int] = []
        var rest: [Int] = []
        for index in candidates {
            if let keyID = token.keyID, try keys[index].keyID() == keyID {
                first.append(index)
            } else {
                rest.append(index)
            }
        }
        for index in first + rest where try keys[index].verify(token.signature, of: token.signingInput) { return index }
        throw .signatureMismatch
    }
}

public import JSON

/// What a token says of itself. Nobody has checked that it is true.
public struct InspectedToken: Sendable {
    /// Its header.
    public let header: JSONObject
    /// Its claims.
    public let claims: JSONObject
    /// The algorithm that it names.
    public let algorithm: String
    /// The key that it names.
    public let keyID: String?
    /// How long its signature is; 0 where it has none.
    public let signatureByteCount: Int
    /// What a reader should know, a sentence each; the first always says that nothing was verified.
    public let warnings: [String]

    /// For `--json`: `verified` is always false.
    public var report: JSONObject {
        [
            "verified": false, "header": .object(header), "claims": .object(claims),
            "signatureBytes": .integer(Int64(signatureByteCount)), "warnings": .array(warnings.map { .string($0) }),
        ]
    }
}

extension JWT {
    /// Takes a token apart without verifying it, signed or not.
    public static func inspect(_ token: String) throws(JWTError) -> InspectedToken {
        let parsed = try CompactJWS(token)
        var warnings = ["the signature was not verified: anybody may have written this"]
        if parsed.algorithmName.lowercased() == "none" || parsed.signature.isEmpty {
            warnings.append("it is not signed")
        } else if JWTAlgorithm(rawValue: parsed.algorithmName) == nil {
            warnings.append("its algorithm is not one that firebreak verifies")
        }
        if parsed.header["crit"] != nil { warnings.append("it has a 'crit' header, so it will not verify") }
        for name in ["jku", "jwk", "x5u", "x5c"] where parsed.header[name] != nil {
            warnings.append("its '\(name)' offers a key of its own, which must never be trusted")
        }
        return InspectedToken(
            header: parsed.header, claims: try parsed.claims(), algorithm: parsed.algorithmName, keyID: parsed.keyID,
            signatureByteCount: parsed.signature.count, warnings: warnings)
    }
}

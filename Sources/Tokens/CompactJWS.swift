internal import Basics
internal import JSON

/// A token taken apart (RFC 7515 §7.1), and nothing of it believed yet.
struct CompactJWS {
    let header: JSONObject
    /// What the header says of its algorithm: not one that is known, as may be.
    let algorithmName: String
    /// What the header says of its key: a hint from whoever made the token, and no more.
    let keyID: String?
    let payload: [UInt8]
    let signature: [UInt8]
    /// What was signed: the first two parts and the point between them.
    let signingInput: [UInt8]

    init(_ token: String) throws(JWTError) {
        guard token.utf8.count <= JWT.maximumByteCount else { throw .tooLarge(limit: JWT.maximumByteCount) }
        let bytes = Array(token.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            let kind = parts.count == 5 ? ", as an encrypted one has" : ""
            throw .malformed(
                "it has \(parts.count) part\(parts.count == 1 ? "" : "s")\(kind), and a signed one has three")
        }
        guard let headerBytes = Base64.decodeURL(parts[0]), !headerBytes.isEmpty else {
            throw .malformed("its header is not Base64url")
        }
        guard let payload = Base64.decodeURL(parts[1]) else {
            throw .malformed("its payload is not Base64url")
        }
        guard let signature = Base64.decodeURL(parts[2]) else { throw .malformed("its signature is not Base64url") }
        header = try Self.object(headerBytes, "header")
        guard let algorithm = header["alg"]?.stringValue else { throw .malformed("its header has no text 'alg'") }
        algorithmName = algorithm
        switch header["kid"] {
        case nil: keyID = nil
        case .string(let text)?: keyID = text
        default: throw .malformed("its 'kid' is not a text")
        }
        self.payload = payload
        self.signature = signature
        signingInput = Array(bytes[..<parts[1].endIndex])
    }

    /// The claims. RFC 7519 §4 leaves members that stand twice to the reader: they are refused, since whoever checks
    /// and whoever uses the token may read different ones.
    func claims() throws(JWTError) -> JSONObject { try Self.object(payload, "payload") }

    private static func object(_ bytes: [UInt8], _ what: String) throws(JWTError) -> JSONObject {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes, maximumDepth: 32, strict: true)
        } catch {
            throw .malformed("its \(what) is \(error.message)")
        }
        guard let object = value.objectValue else { throw .malformed("its \(what) is not a JSON object") }
        return object
    }
}

internal import Basics
internal import COpenSSL
internal import JSON

/// The members of a JSON Web Key, read as strictly as RFC 7518 §6 writes them.
struct JWKReader {
    let members: JSONObject

    init(_ value: JSONValue) throws(CryptographyError) {
        guard let members = value.objectValue else { throw .malformed("a JWK is a JSON object") }
        self.members = members
    }

    /// A member that is a text.
    func text(_ name: String) throws(CryptographyError) -> String {
        guard let text = members[name]?.stringValue else { throw .malformed("the JWK has no text '\(name)'") }
        return text
    }

    /// The kind of key, by `kty` and `crv` (RFC 7518 §6.1, RFC 8037 §2).
    func curveOrKind() throws(CryptographyError) -> JWKKind {
        switch try text("kty") {
        case "EC":
            switch try text("crv") {
            case "P-256": return .curve(.p256)
            case "P-384": return .curve(.p384)
            default: throw .unsupported("the JWK is on another curve than P-256 and P-384")
            }
        case "OKP":
            guard try text("crv") == "Ed25519" else { throw .unsupported("the JWK is on another curve than Ed25519") }
            return .ed25519
        case "RSA": return .rsa
        case "oct": throw .unsupported("the JWK is a symmetric key")
        default: throw .unsupported("the JWK's kind 'kty' is none of EC, OKP and RSA")
        }
    }

    /// A coordinate or a public key: exactly `count` bytes.
    func bytes(_ name: String, count: Int) throws(CryptographyError) -> [UInt8] {
        guard let bytes = Base64.decodeURL(try text(name)), bytes.count == count else {
            throw .malformed("the JWK's '\(name)' is not \(count) bytes in Base64url")
        }
        return bytes
    }

    /// A public number, in the fewest bytes (RFC 7518 §2, Base64urlUInt).
    func number(_ name: String) throws(CryptographyError) -> BigNumber {
        guard let bytes = Base64.decodeURL(try text(name)), let first = bytes.first, first != 0, bytes.count <= 1024
        else {
            throw .malformed("the JWK's '\(name)' is not a number in its shortest Base64url")
        }
        return BigNumber(bytes)
    }

    /// A private value; `count` where its length is fixed.
    func secret(_ name: String, count: Int? = nil) throws(CryptographyError) -> Secret {
        let secret = try Secret(base64: Secret(utf8: text(name)), .url, "the JWK's '\(name)'")
        guard secret.count <= 1024, count == nil || secret.count == count else {
            throw .malformed("the JWK's '\(name)' has the wrong length")
        }
        return secret
    }

    /// A private number.
    func secretNumber(_ name: String) throws(CryptographyError) -> BigNumber {
        let secret = try secret(name)
        return unsafe secret.withUnsafeBytes { unsafe BigNumber(secret: $0) }
    }
}

/// Which members a JWK has.
enum JWKKind {
    case ed25519, curve(KeyType), rsa
}

internal import Basics
internal import COpenSSL
internal import JSON

extension PrivateKey {
    /// Reads a private JWK (RFC 7518 §6, RFC 8037 §2), an RSA one with all of its numbers. Its halves must belong
    /// together. While it is read, parts of it stand in memory that is not cleansed.
    public init(jwk: borrowing Secret) throws(CryptographyError) {
        guard jwk.count <= Self.maximumPEMByteCount else { throw .malformed("a JWK is too long") }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: jwk.revealedBytes(), maximumDepth: 8, strict: true)
        } catch {
            throw .malformed("the JWK is \(error.message)")
        }
        let reader = try JWKReader(value)
        switch try reader.curveOrKind() {
        case .ed25519:
            let key = try PrivateKey(ed25519Seed: reader.secret("d", count: 32))
            guard try key.publicKey().ed25519Bytes == reader.bytes("x", count: 32) else {
                throw .malformed("the private key's two halves do not belong together")
            }
            self = key
        case .curve(let type):
            let bytes = try reader.secret("d", count: type.coordinateByteCount)
            let scalar = unsafe bytes.withUnsafeBytes { unsafe BigNumber(secret: $0) }
            let made = try reader.point(type).key(on: type, scalar: scalar)
            try self.init(proving: KeyHandle(adopting: made, to: .sign, "the JWK"))
        case .rsa:
            guard reader.members["oth"] == nil else { throw .unsupported("an RSA key of more than two primes") }
            let n = try reader.number("n")
            let e = try reader.number("e")
            let d = try reader.secretNumber("d")
            let p = try reader.secretNumber("p")
            let q = try reader.secretNumber("q")
            let dp = try reader.secretNumber("dp")
            let dq = try reader.secretNumber("dq")
            let qi = try reader.secretNumber("qi")
            let made = unsafe RawKey(
                firebreak_rsa_key(
                    n.pointer, e.pointer, d.pointer, p.pointer, q.pointer, dp.pointer, dq.pointer, qi.pointer))
            try self.init(proving: KeyHandle(adopting: made, to: .sign, "the JWK"))
        }
    }

    /// The key as a private JWK: the public members, then `d`, and for RSA `p`, `q`, `dp`, `dq` and `qi`.
    public borrowing func jwk() throws(CryptographyError) -> Secret {
        let members = JSONValue.object(try publicKey().jwk()).compact
        var text = Secret(utf8: String(members.dropLast()))
        func append(_ name: String, _ value: borrowing Secret) {
            text = text.appending(Secret(utf8: ",\"\(name)\":\"")).appending(value.base64(.url)).appending(
                Secret(utf8: "\""))
        }
        if type == .ed25519 {
            append("d", try ed25519Seed())
        } else if let count = type.coordinateByteCount {
            append("d", try handle.number(OSSL_PKEY_PARAM_PRIV_KEY).secret(count: count))
        } else {
            for (name, parameter) in Self.rsaMembers {
                let number = try handle.number(parameter)
                append(name, try number.secret(count: number.byteCount))
            }
        }
        return text.appending(Secret(utf8: "}"))
    }

    /// The private members of an RSA JWK (RFC 7518 §6.3.2), and OpenSSL's names for them (EVP_PKEY-RSA), whose macros
    /// Swift does not see.
    private static let rsaMembers = [
        ("d", "d"), ("p", "rsa-factor1"), ("q", "rsa-factor2"), ("dp", "rsa-exponent1"), ("dq", "rsa-exponent2"),
        ("qi", "rsa-coefficient1"),
    ]
}

extension Secret {
    /// A secret with the bytes of this one and then those of another.
    public borrowing func appending(_ other: borrowing Secret) -> Secret {
        let start = count
        return unsafe Secret(count: start + other.count) { output in
            unsafe withUnsafeBytes { unsafe output.copyMemory(from: $0) }
            unsafe other.withUnsafeBytes { bytes in
                unsafe UnsafeMutableRawBufferPointer(rebasing: output[start...]).copyMemory(from: bytes)
            }
        }
    }
}

internal import Basics
internal import COpenSSL
public import JSON

extension PublicKey {
    /// Reads a JWK (RFC 7517) of kind OKP with Ed25519 (RFC 8037), EC with P-256 or P-384, or RSA (RFC 7518 §6).
    /// Private members in it are passed over, and so is what it says of itself (`use`, `alg`, `kid`): that is for
    /// whoever knows what the key is wanted for.
    public convenience init(jwk: JSONValue) throws(CryptographyError) {
        let reader = try JWKReader(jwk)
        switch try reader.curveOrKind() {
        case .ed25519:
            try self.init(ed25519: reader.bytes("x", count: 32))
        case .curve(let type):
            let made = try reader.point(type).key(on: type, scalar: .none)
            try self.init(KeyHandle(adopting: made, to: .verify, "the JWK"))
        case .rsa:
            let n = try reader.number("n")
            let e = try reader.number("e")
            let made = unsafe RawKey(firebreak_rsa_key(n.pointer, e.pointer, nil, nil, nil, nil, nil, nil))
            try self.init(KeyHandle(adopting: made, to: .verify, "the JWK"))
        }
    }

    /// The key as a JWK with the members that it needs, and no other: `kty`, then `crv`, `x` and `y`, or `n` and `e`.
    public func jwk() throws(CryptographyError) -> JSONObject {
        if let bytes = ed25519Bytes {
            return ["kty": "OKP", "crv": "Ed25519", "x": .string(Base64.encodeURL(bytes))]
        }
        func member(_ name: String, _ count: Int?) throws(CryptographyError) -> JSONValue {
            let number = try handle.number(name)
            guard let bytes = number.bytes(count: count ?? number.byteCount) else { throw .fromQueue("write a JWK") }
            return .string(Base64.encodeURL(bytes))
        }
        guard let count = type.coordinateByteCount else {
            return [
                "kty": "RSA", "n": try member(OSSL_PKEY_PARAM_RSA_N, nil), "e": try member(OSSL_PKEY_PARAM_RSA_E, nil),
            ]
        }
        return [
            "kty": "EC", "crv": type == .p256 ? "P-256" : "P-384",
            "x": try member(OSSL_PKEY_PARAM_EC_PUB_X, count), "y": try member(OSSL_PKEY_PARAM_EC_PUB_Y, count),
        ]
    }
}

/// A point of a curve, as SEC 1 writes it without compression: 4, x, y.
struct ECPoint {
    let bytes: [UInt8]

    /// The key that has this point, and the scalar where it is private.
    func key(on type: KeyType, scalar: borrowing BigNumber) throws(CryptographyError) -> RawKey {
        let made = unsafe RawKey(firebreak_ec_key(type.groupName, bytes, bytes.count, scalar.pointer))
        guard made.exists else {
            _ = OpenSSLError.drainQueue()
            throw .malformed("the JWK's 'x' and 'y' are not a point of its curve")
        }
        return made
    }
}

extension JWKReader {
    /// The point of `x` and `y`, which have the full length of a coordinate (RFC 7518 §6.2.1.2).
    func point(_ type: KeyType) throws(CryptographyError) -> ECPoint {
        let count = type.coordinateByteCount ?? 0
        return ECPoint(bytes: [4] + (try bytes("x", count: count)) + (try bytes("y", count: count)))
    }
}

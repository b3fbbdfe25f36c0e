import Cryptography
import Testing

@Suite struct SignatureTests {
    struct Ed25519Row: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let seed: Hex?
        let publicKey: Hex
        let message: Hex
        let signature: Hex
        let invalid: Bool?
        var testDescription: String { name }
    }

    @Test(
        "Ed25519 signs and verifies as RFC 8032 and Wycheproof say",
        arguments: VectorFile<Ed25519Row>.rows("ed25519.json"))
    func ed25519(_ row: Ed25519Row) throws {
        let key = try PublicKey(ed25519: row.publicKey.bytes)
        #expect(key.verify(row.signature.bytes, of: row.message.bytes, .ed25519) == (row.invalid != true))
        #expect(key.ed25519Bytes == row.publicKey.bytes)
        guard let seed = row.seed else { return }
        let secretKey = try PrivateKey(ed25519Seed: Secret(seed.bytes))
        #expect(try secretKey.publicKey().ed25519Bytes == row.publicKey.bytes)
        #expect(try secretKey.sign(row.message.bytes, .ed25519) == row.signature.bytes)
        #expect(try secretKey.ed25519Seed().revealedBytes() == seed.bytes)
    }

    struct ECDSARow: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let curve: String
        let publicKey: Hex
        let message: Hex
        let signature: Hex
        let invalid: Bool?
        var testDescription: String { name }

        /// SubjectPublicKeyInfo for an uncompressed point (RFC 5480 §2): the headers of the two curves are fixed.
        var der: [UInt8] {
            let header: [UInt8] =
                curve == "P-256"
                ? [
                    0x30, 0x59, 0x30, 0x13, 6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1, 6, 8, 0x2A, 0x86, 0x48, 0xCE,
                    0x3D,
                    3, 1, 7, 3, 0x42, 0,
                ]
                : [
                    0x30, 0x76, 0x30, 0x10, 6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1, 6, 5, 0x2B, 0x81, 4, 0, 0x22, 3,
                    0x62, 0,
                ]
            return header + publicKey.bytes
        }
    }

    @Test("ECDSA verifies as RFC 6979 and Wycheproof say", arguments: VectorFile<ECDSARow>.rows("ecdsa.json"))
    func ecdsa(_ row: ECDSARow) throws {
        let key = try PublicKey(subjectPublicKeyInfo: row.der)
        let scheme: SignatureScheme = row.curve == "P-256" ? .ecdsaSHA256 : .ecdsaSHA384
        #expect(key.verify(row.signature.bytes, of: row.message.bytes, scheme) == (row.invalid != true))
    }

    struct RSARow: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let scheme: String
        let publicKey: Hex
        let message: Hex
        let signature: Hex
        let invalid: Bool?
        var testDescription: String { name }
    }

    @Test("RSA verifies as Wycheproof says", arguments: VectorFile<RSARow>.rows("rsa.json"))
    func rsa(_ row: RSARow) throws {
        let key = try PublicKey(subjectPublicKeyInfo: row.publicKey.bytes)
        let (scheme, other): (SignatureScheme, SignatureScheme) =
            row.scheme == "pss" ? (.rsaPSSSHA256, .rsaPKCS1SHA256) : (.rsaPKCS1SHA256, .rsaPSSSHA256)
        #expect(key.verify(row.signature.bytes, of: row.message.bytes, scheme) == (row.invalid != true))
        if row.invalid != true { #expect(!key.verify(row.signature.bytes, of: row.message.bytes, other)) }
    }
}

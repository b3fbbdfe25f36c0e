import Cryptography
import JSON
import Testing

@Suite struct KeyTests {
    /// What each type signs with.
    static let pairs: [(KeyType, SignatureScheme)] = [
        (.ed25519, .ed25519), (.p256, .ecdsaSHA256), (.p384, .ecdsaSHA384), (.rsa2048, .rsaPKCS1SHA256),
        (.rsa2048, .rsaPSSSHA256),
    ]
    static let message = Array("the message".utf8)

    @Test("a new key signs what its public half verifies, in the length that the scheme has", arguments: pairs)
    func roundTrip(type: KeyType, scheme: SignatureScheme) throws {
        let key = try PrivateKey.generate(type)
        #expect(key.type == type)
        let signature = try key.sign(Self.message, scheme)
        let length = [.ed25519: 64, .p256: 64, .p384: 96, .rsa2048: 256][type]
        #expect(signature.count == length)
        let other = try PrivateKey.generate(type).publicKey()
        let publicKey = try key.publicKey()
        #expect(publicKey.verify(signature, of: Self.message, scheme))
        #expect(!publicKey.verify(signature, of: Self.message + [0], scheme))
        #expect(!publicKey.verify(signature, of: [], scheme))
        #expect(!other.verify(signature, of: Self.message, scheme))
        let empty = try key.sign([], scheme)
        #expect(publicKey.verify(empty, of: [], scheme))
    }

    @Test("every bit of a signature counts, and so does its length", arguments: pairs)
    func edits(type: KeyType, scheme: SignatureScheme) throws {
        let key = try PrivateKey.generate(type)
        let publicKey = try key.publicKey()
        let signature = try key.sign(Self.message, scheme)
        for bit in stride(from: 0, to: signature.count * 8, by: type == .rsa2048 ? 7 : 1) {
            var edited = signature
            edited[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!publicKey.verify(edited, of: Self.message, scheme), "bit \(bit)")
        }
        for edited in [
            [], [0], Array(signature.dropLast()), Array(signature.dropFirst()), signature + [0], [0] + signature,
        ] {
            #expect(!publicKey.verify(edited, of: Self.message, scheme), "\(edited.count) bytes")
        }
        #expect(!publicKey.verify([UInt8](repeating: 0, count: signature.count), of: Self.message, scheme))
        #expect(!publicKey.verify([UInt8](repeating: 0xFF, count: signature.count), of: Self.message, scheme))
    }

    @Test("an RSA signature that begins with a zero does not verify without it")
    func leadingZero() throws {
        let key = try PrivateKey.generate(.rsa2048)
        let publicKey = try key.publicKey()
        for scheme in [SignatureScheme.rsaPKCS1SHA256, .rsaPSSSHA256] {
            // One in 256 begins so.
            var message: [UInt8] = [0, 0]
            var signature = try key.sign(message, scheme)
            for number in 1..<10_000 where signature.first != 0 {
                message = [UInt8(number / 256), UInt8(number % 256)]
                signature = try key.sign(message, scheme)
            }
            try #require(signature.first == 0)
            #expect(publicKey.verify(signature, of: message, scheme))
            #expect(!publicKey.verify(Array(signature.dropFirst()), of: message, scheme))
            #expect(!publicKey.verify([0] + signature, of: message, scheme))
        }
    }

    @Test("an ECDSA signature with a number that is none is refused", arguments: [KeyType.p256, .p384])
    func ecdsaNumbers(type: KeyType) throws {
        // The orders of the groups (FIPS 186-5; SP 800-186 §3.2.1).
        let order: [UInt8] =
            type == .p256
            ? [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8) + [
                0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
            ]
            : [UInt8](repeating: 0xFF, count: 24) + [
                0xC7, 0x63, 0x4D, 0x81, 0xF4, 0x37, 0x2D, 0xDF, 0x58, 0x1A, 0x0D, 0xB2, 0x48, 0xB0, 0xA7, 0x7A, 0xEC,
                0xEC,
                0x19, 0x6A, 0xCC, 0xC5, 0x29, 0x73,
            ]
        let scheme: SignatureScheme = type == .p256 ? .ecdsaSHA256 : .ecdsaSHA384
        let key = try PrivateKey.generate(type)
        let signature = try key.sign(Self.message, scheme)
        let width = order.count
        let (r, s) = (Array(signature[..<width]), Array(signature[width...]))
        let zero = [UInt8](repeating: 0, count: width)
        let one: [UInt8] = zero.dropLast() + [1]
        let publicKey = try key.publicKey()
        let wrong: [[UInt8]] = [zero + s, r + zero, zero + zero, r + order, order + s, one + one, s + r]
        for signature in wrong { #expect(!publicKey.verify(signature, of: Self.message, scheme)) }
        #expect(publicKey.verify(r + s, of: Self.message, scheme))
    }

    @Test("a scheme that is not the key's neither signs nor verifies", arguments: KeyType.allCases)
    func foreignSchemes(type: KeyType) throws {
        let type = type.rawValue.hasPrefix("rsa") ? KeyType.rsa2048 : type
        let key = try PrivateKey.generate(type)
        let publicKey = try key.publicKey()
        for scheme in SignatureScheme.allCases where !scheme.fits(type) {
            #expect(throws: CryptographyError.self) { try key.sign(Self.message, scheme) }
            for count in [0, 64, 96, 256] {
                #expect(!publicKey.verify([UInt8](repeating: 1, count: count), of: Self.message, scheme))
            }
        }
    }

    @Test("PEM and JWK give the same key back", arguments: KeyType.allCases)
    func forms(type: KeyType) throws {
        let key = try PrivateKey.generate(type)
        let publicKey = try key.publicKey()
        let fromPEM = try PrivateKey(pem: key.pem())
        let fromJWK = try PrivateKey(jwk: key.jwk())
        #expect(fromPEM.type == type)
        #expect(fromJWK.type == type)
        #expect(try fromPEM.publicKey().subjectPublicKeyInfo == publicKey.subjectPublicKeyInfo)
        #expect(try fromJWK.publicKey().subjectPublicKeyInfo == publicKey.subjectPublicKeyInfo)
        let (pem, again, fromJWKAgain) = (
            try key.pem().revealedText(), try fromPEM.pem().revealedText(), try fromJWK.pem().revealedText()
        )
        #expect(pem == again)
        #expect(pem == fromJWKAgain)
        #expect(pem?.hasPrefix("-----BEGIN PRIVATE KEY-----\n") == true)
        #expect(try PublicKey(pem: publicKey.pem).subjectPublicKeyInfo == publicKey.subjectPublicKeyInfo)
        #expect(try PublicKey(jwk: .object(publicKey.jwk())).subjectPublicKeyInfo == publicKey.subjectPublicKeyInfo)
        #expect(publicKey.type == type)
    }

    @Test("many threads verify with one key at once")
    func sharing() async throws {
        let key = try PrivateKey.generate(.p256)
        let signature = try key.sign(Self.message, .ecdsaSHA256)
        let publicKey = try key.publicKey()
        let verified = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<100).allSatisfy { _ in publicKey.verify(signature, of: Self.message, .ecdsaSHA256) }
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(verified)
    }
}

import Cryptography
import JSON
import TestSupport
import Testing

/// Keys with bytes changed, cut, doubled and swapped: they are read or refused, and nothing else happens.
@Suite struct HostileKeyTests {
    private static func spoilt(_ original: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            guard !bytes.isEmpty else { break }
            let place = Int.random(in: 0..<bytes.count, using: &numbers)
            switch Int.random(in: 0..<6, using: &numbers) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
            case 1: bytes[place] = .random(in: 0...255, using: &numbers)
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(.random(in: 0...255, using: &numbers), at: place)
            case 4: bytes.removeSubrange(place..<min(bytes.count, place + 20))
            default: bytes.append(contentsOf: bytes[place..<min(bytes.count, place + 20)])
            }
        }
        return bytes
    }

    /// Whatever could be read can also be used.
    private func use(_ key: PublicKey) throws {
        _ = try key.jwk()
        _ = try key.thumbprint()
        for scheme in SignatureScheme.allCases { #expect(!key.verify([1, 2, 3], of: [4], scheme)) }
    }

    @Test("public and private keys in all their forms", arguments: [KeyType.ed25519, .p256, .p384, .rsa2048])
    func mutations(type: KeyType) throws {
        var numbers = SeededNumbers(seed: 7)
        let key = try PrivateKey.generate(type)
        let publicKey = try key.publicKey()
        let der = publicKey.subjectPublicKeyInfo
        let publicPEM = Array(publicKey.pem.utf8)
        let publicJWK = Array(try JSONValue.object(publicKey.jwk()).compact.utf8)
        let pem = try key.pem().revealedBytes()
        let jwk = try key.jwk().revealedBytes()
        for _ in 0..<500 {
            if let key = try? PublicKey(subjectPublicKeyInfo: Self.spoilt(der, &numbers)) { try use(key) }
            if let key = try? PublicKey(pem: String(decoding: Self.spoilt(publicPEM, &numbers), as: UTF8.self)) {
                try use(key)
            }
            if let value = try? JSONValue(parsing: Self.spoilt(publicJWK, &numbers)),
                let key = try? PublicKey(jwk: value)
            {
                try use(key)
            }
        }
        for _ in 0..<(type == .rsa2048 ? 60 : 300) {
            do { _ = try PrivateKey(pem: Secret(Self.spoilt(pem, &numbers))).type } catch {}
            do { _ = try PrivateKey(jwk: Secret(Self.spoilt(jwk, &numbers))).type } catch {}
        }
    }
}

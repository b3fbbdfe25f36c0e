import Testing

@testable import Cryptography

/// DER and r ‖ s, by hand; Wycheproof's signatures in `SignatureTests` go through both.
@Suite("ECDSA signatures in two forms")
struct ECDSASignatureTests {
    @Test(
        "numbers with zeros before them and with their first bit set, there and back",
        arguments: [[0, 0], [1, 0x7F], [0x80, 0xFF], [0, 0x80], [0x7F, 0]] as [[UInt8]], [32, 48])
    func edges(first: [UInt8], width: Int) throws {
        for tail in [UInt8(0), 1, 0xFF] {
            let raw = first.flatMap { [$0] + [UInt8](repeating: tail, count: width - 1) }
            let der = try #require(ECDSASignature.der(raw: raw, width: width))
            #expect(ECDSASignature.raw(der: der, width: width) == raw)
            #expect(Int(der[1]) == der.count - 2)
        }
        let small = [UInt8](repeating: 0, count: 2 * width - 1) + [5]
        #expect(ECDSASignature.der(raw: small, width: width) == [0x30, 6, 2, 1, 0, 2, 1, 5])
    }

    @Test("what OpenSSL makes is read, whatever zeros its numbers begin with", arguments: [KeyType.p256, .p384])
    func signatures(type: KeyType) throws {
        let key = try PrivateKey.generate(type)
        let publicKey = try key.publicKey()
        let scheme: SignatureScheme = type == .p256 ? .ecdsaSHA256 : .ecdsaSHA384
        // One in 128 has a number that is a byte shorter.
        for round in 0..<400 {
            let message = [UInt8(round & 255), UInt8(round >> 8)]
            let signature = try key.sign(message, scheme)
            #expect(publicKey.verify(signature, of: message, scheme))
        }
    }

    @Test("other bytes are refused: cut short, longer, of other types and lengths")
    func hostile() throws {
        let raw = (0..<64).map { UInt8($0 + 1) }
        let der = try #require(ECDSASignature.der(raw: raw, width: 32))
        for count in 0..<der.count { #expect(ECDSASignature.raw(der: Array(der[..<count]), width: 32) == nil) }
        #expect(ECDSASignature.raw(der: der + [0], width: 32) == nil)
        #expect(ECDSASignature.raw(der: der, width: 31) == nil)
        for index in [0, 1, 2, 3, 36, 37] {
            for value in [UInt8(0), 0x30, 0x7F, 0x80, 0xFF] where value != der[index] {
                var edited = der
                edited[index] = value
                #expect(ECDSASignature.raw(der: edited, width: 32) == nil, "\(index): \(value)")
            }
        }
        for count in [0, 1, 63, 65, 96] {
            #expect(ECDSASignature.der(raw: [UInt8](repeating: 1, count: count), width: 32) == nil)
        }
    }
}

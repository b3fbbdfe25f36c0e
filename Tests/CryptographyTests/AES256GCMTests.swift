import Basics
import Testing

@testable import Cryptography

@Suite struct AES256GCMTests {
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let key: Hex
        let nonce: Hex
        let additional: Hex
        let plaintext: Hex
        let sealed: Hex
        let invalid: Bool?
        var testDescription: String { name }
    }

    @Test("the texts of McGrew and Viega, NIST and Wycheproof", arguments: VectorFile<Row>.rows("aes256gcm.json"))
    func published(_ row: Row) throws {
        let key = Secret(row.key.bytes)
        if row.invalid == true {
            #expect(throws: CryptographyError.authenticationFailed("a sealed value")) {
                _ = try AES256GCM.open(row.sealed.bytes, key: key, authenticating: row.additional.bytes).count
            }
            return
        }
        let sealed = try AES256GCM.seal(
            Secret(row.plaintext.bytes), key: key, nonce: row.nonce.bytes, authenticating: row.additional.bytes)
        #expect(sealed == row.sealed.bytes)
        let opened = try AES256GCM.open(row.sealed.bytes, key: key, authenticating: row.additional.bytes)
        #expect(opened.revealedBytes() == row.plaintext.bytes)
    }

    @Test("every bit of a sealed value counts")
    func edits() throws {
        let key = try Random.secret(32)
        let sealed = try AES256GCM.seal(Secret(utf8: "value"), key: key, authenticating: [1, 2])
        for bit in 0..<sealed.count * 8 {
            var edited = sealed
            edited[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: CryptographyError.self) {
                _ = try AES256GCM.open(edited, key: key, authenticating: [1, 2]).count
            }
        }
        for count in 0..<sealed.count {
            #expect(throws: CryptographyError.self) {
                _ = try AES256GCM.open(Array(sealed.prefix(count)), key: key, authenticating: [1, 2]).count
            }
        }
    }

    @Test("another key, or other additional data, opens nothing")
    func binding() throws {
        let key = try Random.secret(32)
        let sealed = try AES256GCM.seal(Secret(utf8: "value"), key: key, authenticating: Array("web 1".utf8))
        #expect(throws: CryptographyError.authenticationFailed("a sealed value")) {
            _ = try AES256GCM.open(sealed, key: key, authenticating: Array("web 2".utf8)).count
        }
        let other = try Random.secret(32)
        #expect(throws: CryptographyError.authenticationFailed("a sealed value")) {
            _ = try AES256GCM.open(sealed, key: other, authenticating: Array("web 1".utf8)).count
        }
        #expect(OpenSSLError.drainQueue().isEmpty)
    }

    @Test("no nonce is used twice")
    func nonces() throws {
        let key = try Random.secret(32)
        let nonces = try (0..<1000).map { _ in
            try Array(AES256GCM.seal(Secret([]), key: key, authenticating: []).prefix(12))
        }
        #expect(Set(nonces).count == 1000)
    }

    @Test("a key of another length is refused", arguments: [0, 16, 24, 31, 33])
    func keyLength(count: Int) throws {
        let key = try Random.secret(count)
        #expect(throws: CryptographyError.unsupported("an AES-256 key must have 32 bytes")) {
            _ = try AES256GCM.seal(Secret(utf8: "v"), key: key, authenticating: [])
        }
    }
}

import Cryptography
import Testing

@Suite struct HMACTests {
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        let algorithm: String
        let name: String
        let key: Hex
        let message: Hex
        let code: Hex
        let invalid: Bool?
        var testDescription: String { "\(algorithm), \(name)" }
    }

    @Test("the codes of RFC 4231 and Wycheproof", arguments: VectorFile<Row>.rows("hmac.json"))
    func published(_ row: Row) throws {
        let algorithm = try #require(DigestTests.algorithms[row.algorithm])
        let code = try HMAC.authenticate(row.message.bytes, key: Secret(row.key.bytes), algorithm)
        #expect(constantTimeEqual(code, row.code.bytes) == (row.invalid != true))
        let key = try HMACKey(Secret(row.key.bytes), algorithm)
        #expect(try key.verify(row.code.bytes, of: row.message.bytes) == (row.invalid != true))
        #expect(try !key.verify(Array(code.dropLast()), of: row.message.bytes))
    }

    @Test("an empty key is one of zeros")
    func emptyKey() throws {
        let empty = try HMAC.authenticate(Array("m".utf8), key: Secret([]), .sha256)
        let zero = try HMAC.authenticate(Array("m".utf8), key: Secret([0]), .sha256)
        #expect(empty == zero)
    }

    @Test("one prepared key serves many messages, and many threads at once")
    func prepared() async throws {
        let key = try HMACKey(Secret(utf8: "key"), .sha384)
        let once = try (0..<64).map { try HMAC.authenticate([UInt8($0)], key: Secret(utf8: "key"), .sha384) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for number in 0..<64 {
                        let code = try key.authenticate([UInt8(number)])
                        #expect(code == once[number])
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(
        "byte strings of different lengths or bytes are unequal",
        arguments: [
            ([], [], true), ([1, 2], [1, 2], true), ([1, 2], [1, 3], false), ([1], [1, 2], false), ([], [0], false),
        ] as [([UInt8], [UInt8], Bool)])
    func comparison(a: [UInt8], b: [UInt8], equal: Bool) {
        #expect(constantTimeEqual(a, b) == equal)
        let areEqual = Secret(a).matches(Secret(b))
        #expect(areEqual == equal)
    }
}

import Basics
import Cryptography
import Testing

@Suite struct KeyDerivationTests {
    struct HKDFRow: Decodable, Sendable, CustomTestStringConvertible {
        let algorithm: String
        let name: String
        let key: Hex
        let salt: Hex
        let info: Hex
        let count: Int
        let output: Hex
        let invalid: Bool?
        var testDescription: String { "\(algorithm), \(name)" }
    }

    @Test("the keys of RFC 5869 and Wycheproof", arguments: VectorFile<HKDFRow>.rows("hkdf.json"))
    func hkdf(_ row: HKDFRow) throws {
        let algorithm = try #require(DigestTests.algorithms[row.algorithm])
        func derive() throws -> [UInt8] {
            try HKDF.derive(
                from: Secret(row.key.bytes), salt: row.salt.bytes, info: row.info.bytes, count: row.count, algorithm
            ).revealedBytes()
        }
        if row.invalid == true {
            #expect(throws: CryptographyError.self) { try derive() }
        } else {
            #expect(try derive() == row.output.bytes)
        }
    }

    struct ScryptRow: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let password: String
        let salt: String?
        let saltHex: Hex?
        let cost: Int
        let blockSize: Int
        let parallelism: Int
        let output: Hex
        var testDescription: String { name }
    }

    @Test(
        "the keys of RFC 7914, and of the settings that need more memory than OpenSSL's default",
        arguments: VectorFile<ScryptRow>.rows("scrypt.json"))
    func scrypt(_ row: ScryptRow) throws {
        let salt = row.saltHex?.bytes ?? Array((row.salt ?? "").utf8)
        let key = try Scrypt.derive(
            password: Secret(utf8: row.password), salt: salt, cost: row.cost, blockSize: row.blockSize,
            parallelism: row.parallelism, count: row.output.bytes.count)
        #expect(key.revealedBytes() == row.output.bytes)
    }

    static let outOfBounds: [(Int, Int, Int)] = [
        (0, 8, 1), (1, 8, 1), (3, 8, 1), (262_144, 0, 1), (262_144, 8, 0), (1_073_741_824, 8, 1),
        (16_777_216, 1024, 1), (1_048_576, 8, 1), (-2, 8, 1), (16_384, -1, -1), (131_072, 1, 1),
        (.max, .max, .max),
    ]

    @Test("numbers out of bounds are refused before any memory is taken", arguments: outOfBounds)
    func scryptBounds(cost: Int, blockSize: Int, parallelism: Int) {
        #expect {
            _ = try Scrypt.derive(
                password: Secret(utf8: "p"), salt: [1], cost: cost, blockSize: blockSize, parallelism: parallelism
            )
            .count
        } throws: { error in
            guard case .unsupported = error as? CryptographyError else { return false }
            return true
        }
    }
}

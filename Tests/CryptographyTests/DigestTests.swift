import Basics
import Cryptography
import Testing

@Suite struct DigestTests {
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        let algorithm: String
        let name: String
        let message: Hex
        let `repeat`: Int?
        let digest: Hex
        var testDescription: String { "\(algorithm), \(name)" }
    }

    static let algorithms: [String: DigestAlgorithm] = [
        "sha1": .sha1, "sha256": .sha256, "sha384": .sha384, "sha512": .sha512,
    ]

    @Test("the digests of NIST's and FIPS 180's messages", arguments: VectorFile<Row>.rows("sha.json"))
    func published(_ row: Row) throws {
        let algorithm = try #require(Self.algorithms[row.algorithm])
        let message = Array(repeatElement(row.message.bytes, count: row.repeat ?? 1).joined())
        #expect(algorithm.hash(message) == row.digest.bytes)
        #expect(algorithm.byteCount == row.digest.bytes.count)
    }

    @Test("one message after the other gives the same as each alone", arguments: DigestAlgorithm.allCases)
    func repeated(_ algorithm: DigestAlgorithm) {
        var digest = RepeatedDigest(algorithm)
        for size in [0, 1, 63, 64, 65, 1000, 0, 3] {
            let (first, second) = (Array(repeating: UInt8(7), count: size), Array(repeating: UInt8(9), count: size))
            let pair = digest.hash(1, first, second)
            #expect(pair == algorithm.hash([1] + first + second))
            let alone = digest.hash(0, first)
            #expect(alone == algorithm.hash([0] + first))
        }
    }

    @Test("piece by piece gives the same as at once", arguments: [1, 63, 64, 65, 1000])
    func pieces(size: Int) {
        let message = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for algorithm in DigestAlgorithm.allCases {
            var hasher = DigestAlgorithm.Hasher(algorithm)
            for start in stride(from: 0, to: message.count, by: size) {
                hasher.update(Array(message[start..<min(start + size, message.count)]))
            }
            hasher.update([])
            let digest = hasher.finalize()
            #expect(digest == algorithm.hash(message))
        }
    }

    @Test("a text and a secret are hashed as their bytes")
    func conveniences() {
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Hexadecimal.encode(SHA256.hash(Array("abc".utf8))) == digest)
        #expect(Hexadecimal.encode(DigestAlgorithm.sha256.hash(utf8: "abc")) == digest)
        #expect(Hexadecimal.encode(DigestAlgorithm.sha256.hash(Secret(utf8: "abc"))) == digest)
    }
}

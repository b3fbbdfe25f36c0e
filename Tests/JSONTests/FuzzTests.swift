import TestSupport
import Testing

@testable import JSON

/// Two readers that know nothing of each other, simdjson's and the one that looks for the fault, must agree on every
/// text.
@Suite("Hostile bytes")
struct FuzzTests {
    static let documents = [
        FieldReaderTests.session, CodingTests.text, #"[1e5,-0.5E-3,18446744073709551616,"\u00e9\ud83d\ude00\\",{}]"#,
        #"{"a":{"b":{"c":[[[]]],"d":"\"\\\/\b\f\n\r\t"}},"é😀":"日本語"}"#, "[\"\u{80}\u{7FF}\u{800}\u{FFFF}\u{10FFFF}\"]",
    ]

    static func check(_ bytes: [UInt8]) {
        let fault = bytes.withUnsafeBytes { JSONFaultScan.fault(in: $0) }
        let value = try? JSONValue(parsing: bytes)
        #expect((value != nil) == (fault == nil), "\(bytes)")
        var reader = JSONFieldReader()
        let isRead = bytes.withUnsafeBytes { bytes in
            reader.withDocument(bytes) { document in
                _ = document.string(at: ["a", "b"])
                _ = document.scalarTexts(at: ["roles"])
                return true
            }
        }
        if value != nil { #expect(isRead == true) }
        guard let value else { return }
        #expect((try? JSONValue(parsing: value.compact)) == value)
        #expect((try? JSONValue(parsing: value.pretty)) == value)
        #expect((try? JSONValue(parsing: value.canonical))?.canonical == value.canonical)
    }

    @Test("random bytes", arguments: [1, 2, 3] as [UInt64])
    func randomBytes(seed: UInt64) {
        var generator = SeededNumbers(seed: seed)
        for _ in 0..<5000 {
            let count = Int.random(in: 0...40, using: &generator)
            Self.check((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test("random tokens", arguments: [4, 5, 6] as [UInt64])
    func randomTokens(seed: UInt64) {
        let tokens = [
            "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "1", "-", ".", "e", "+", "0", "99999999999999999999", "true",
            "null", "\\", "\\u", "d800", "\\udc00", " ", "\n", "\u{0}", "é",
        ]
        var generator = SeededNumbers(seed: seed)
        for _ in 0..<10_000 {
            let count = Int.random(in: 1...8, using: &generator)
            let text = (0..<count).map { _ in tokens.randomElement(using: &generator) ?? "" }.joined()
            Self.check(Array(text.utf8))
        }
    }

    @Test("mutated documents", arguments: documents)
    func mutations(document: String) {
        var generator = SeededNumbers(seed: UInt64(document.utf8.count))
        let original = Array(document.utf8)
        Self.check(original)
        for end in 0..<original.count { Self.check(Array(original[..<end])) }
        for _ in 0..<3000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 2: bytes.remove(at: position)
                default: bytes.insert(original[Int.random(in: 0..<original.count, using: &generator)], at: position)
                }
                if bytes.isEmpty { break }
            }
            Self.check(bytes)
        }
    }
}

import JSON
import Testing

/// Text is looked at eight bytes at a time: what has to be escaped is found wherever it stands.
@Suite struct EscapingTests {
    static let characters =
        (0..<0x100).compactMap(Unicode.Scalar.init) + ["\u{7FF}", "\u{800}", "\u{2028}", "\u{FEFF}", "\u{1F600}"]

    @Test("a character is written alike at every place", arguments: [false, true])
    func everyPlace(canonical: Bool) throws {
        func written(_ text: String) -> [UInt8] {
            let value = JSONValue.string(text)
            return Array((canonical ? value.canonical : value.compactBytes).dropFirst().dropLast())
        }
        for scalar in Self.characters {
            let alone = written(String(scalar))
            for length in [7, 8, 9, 17, 24] {
                for place in 0...length {
                    let before = String(repeating: "x", count: place)
                    let after = String(repeating: "~", count: length - place)
                    let text = before + String(scalar) + after
                    #expect(written(text) == Array(before.utf8) + alone + Array(after.utf8), "U+\(String(scalar.value, radix: 16)) at \(place)")
                    #expect(try JSONValue(parsing: JSONValue.string(text).compactBytes) == .string(text))
                }
            }
        }
    }
}

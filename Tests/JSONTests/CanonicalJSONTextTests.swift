import Testing

@testable import JSON

@Suite struct CanonicalJSONTextTests {
    @Test func piecesAreWhatTheValueWouldBe() {
        var text = CanonicalJSONText()
        for round in 0..<2 {
            let value: JSONValue = [
                "a": .string("q\"\\\n\u{1}\u{7F}\u{202E}ü\u{1F525}"), "b": .integer(-7), "c": [1.5, nil, ["z": 1, "y": 2]],
            ]
            text.append(tokens: "{\"a\":")
            text.append(text: "q\"\\\n\u{1}\u{7F}\u{202E}ü\u{1F525}")
            text.append(tokens: ",\"b\":")
            text.append(-7)
            text.append(tokens: ",\"c\":")
            text.append(value: [1.5, nil, ["z": 1, "y": 2]])
            text.append { $0.append(UInt8(ascii: "}")) }
            #expect(text.count == value.canonical.count)
            let read = text.withUnsafeBytes { Array($0) }
            #expect(read == value.canonical, "round \(round)")
            var moved: [UInt8] = [1]
            text.move(to: &moved)
            #expect(moved == [1] + value.canonical && text.count == 0)
        }
        text.append(7)
        text.clear()
        #expect(text.count == 0)
    }

    /// RFC 8785 §3.2.3: by UTF-16 code units, where surrogates come before U+E000 to U+FFFF.
    @Test func keysAreSortedByUTF16() {
        let keys = [
            "", "\r", "1", "a", "aa", "ab", "b", "\u{80}", "ö", "€", "\u{D7FF}", "\u{1F600}", "\u{10FFFF}", "\u{E000}",
            "\u{FB33}", "\u{FFFF}", "\u{E000}a", "\u{1F600}a", "\u{1F600}\u{E000}", "\u{1F600}\u{10000}",
        ]
        for left in keys {
            for right in keys {
                #expect(
                    left.comesBeforeInUTF16(right) == left.utf16.lexicographicallyPrecedes(right.utf16),
                    "\(left.debugDescription) \(right.debugDescription)")
            }
        }
        let object = JSONObject(keys.map { (key: $0, value: JSONValue.null) })
        #expect(!object.hasCanonicalOrder)
        let sorted = JSONObject(keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }.map { (key: $0, value: JSONValue.null) })
        #expect(sorted.hasCanonicalOrder)
        #expect(JSONValue.object(object).canonical == JSONValue.object(sorted).canonical)
    }
}

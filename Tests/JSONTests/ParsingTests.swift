import Basics
import JSON
import Testing

@Suite("Parsing")
struct ParsingTests {
    @Test(
        "each kind of value",
        arguments: [
            ("null", .null), ("true", true), ("false", false), ("0", 0), ("-0", 0), ("-0.0", .double(-0.0)),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("1.5", 1.5), ("1e3", .double(1000)), ("5e-324", .double(5e-324)), ("\"\"", ""),
            (#""a\u0000\"\\\/\b\f\n\r\t""#, "a\0\"\\/\u{8}\u{C}\n\r\t"), (#""\ud83d\ude00 é""#, "😀 é"),
            ("[]", []), ("[1, [2]]", [1, [2]]), ("{}", [:]), (#"{"a": {"": null}}"#, ["a": ["": nil]]),
            (" \n\t\r[ ]\n", []),
        ] as [(String, JSONValue)])
    func kinds(text: String, expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == expected)
        #expect(try JSONValue(parsing: Array(text.utf8)) == expected)
    }

    @Test("a whole number beyond 64 bits leaves the others exact")
    func longNumberBesideOthers() throws {
        let text = "[9223372036854775807, -9223372036854775808, 1234567890123456789, 18446744073709551616]"
        #expect(
            try JSONValue(parsing: text)
                == [.integer(.max), .integer(.min), .integer(1_234_567_890_123_456_789), .double(18446744073709551616.0)])
    }

    @Test(
        "whole numbers beyond 64 bits become doubles",
        arguments: [
            ("9223372036854775808", 9223372036854775808.0), ("-9223372036854775809", -9223372036854775809.0),
            ("18446744073709551615", 18446744073709551615.0), ("18446744073709551616", 18446744073709551616.0),
            ("123456789012345678901234567890", 123456789012345678901234567890.0),
            ("-123456789012345678901234567890", -123456789012345678901234567890.0),
            ("1234567890123456789012345.25e-3", 1234567890123456789012345.25e-3),
            ("0.1234567890123456789012345", 0.1234567890123456789012345),
            ("1e0000000000000000000000002", 100), ("1e-0000000000000000000000002", 0.01),
        ] as [(String, Double)])
    func longNumbers(text: String, expected: Double) throws {
        #expect(try JSONValue(parsing: text) == .double(expected))
        let inText = #"{"12345678901234567890123": ["\"98765432109876543210987", \#(text)]}"#
        let value = try JSONValue(parsing: inText)
        #expect(value["12345678901234567890123"]?[0] == "\"98765432109876543210987")
        #expect(value["12345678901234567890123"]?[1] == .double(expected))
    }

    @Test("a whole number stays an integer, others are doubles")
    func numberKinds() throws {
        guard case .integer = try JSONValue(parsing: "9007199254740993") else {
            Issue.record("not an integer")
            return
        }
        guard case .double = try JSONValue(parsing: "1.0") else {
            Issue.record("not a double")
            return
        }
        #expect(try JSONValue(parsing: "9007199254740993").integerValue == 9_007_199_254_740_993)
        #expect(try JSONValue(parsing: "1.0").integerValue == 1)
        #expect(try JSONValue(parsing: "1.5").integerValue == nil)
        #expect(try JSONValue(parsing: "1e30").integerValue == nil)
    }

    @Test(
        "what is not JSON, and where",
        arguments: [
            ("[1, 2", 5), ("[1,]", 3), ("{\"a\" 1}", 5), ("{\"a\": 1,}", 8), ("{a: 1}", 1), ("tru", 3), ("nul!", 3),
            ("01", 1), ("-", 1), ("1.", 2), (".5", 0), ("1e", 2), ("+1", 0), ("NaN", 0), ("[1] 2", 4), ("]", 0),
            ("{]", 1), ("[}", 1), ("\"a", 2), ("\"a\nb\"", 2), ("\"\\x\"", 2), ("\"\\u12g4\"", 5), ("'a'", 0),
            ("\u{FEFF}{}", 0), ("/* */1", 0), ("[1]]", 3), ("\"\\", 2), ("{\"a\":1 \"b\":2}", 7), ("{\"a\":}", 5),
        ])
    func syntaxErrors(text: String, offset: Int) {
        #expect {
            _ = try JSONValue(parsing: text)
        } throws: { error in
            guard case .invalid(let place)? = error as? JSONError else { return false }
            #expect(place?.byteOffset == offset)
            return true
        }
    }

    @Test("nothing at all", arguments: ["", " \n "])
    func nothing(text: String) {
        #expect(throws: JSONError.empty) { _ = try JSONValue(parsing: text) }
    }

    @Test(
        "bytes that are not UTF-8",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0x80],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        let text = Array("{\"key\":\n \"ab".utf8) + bytes + Array("\"}".utf8)
        #expect(throws: JSONError.notUTF8(at: JSONPlace(byteOffset: 12, line: 2, column: 5))) {
            _ = try JSONValue(parsing: text)
        }
    }

    @Test(
        "escapes of single surrogates",
        arguments: [
            #""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\ud800""#, #""\udc00\ud800""#,
        ])
    func loneSurrogates(text: String) {
        #expect(throws: JSONError.notUTF8(at: JSONPlace(byteOffset: 1, line: 1, column: 2))) {
            _ = try JSONValue(parsing: text)
        }
    }

    @Test("numbers that no double holds", arguments: ["1e400", "-1e400", String(repeating: "9", count: 400)])
    func hugeNumbers(text: String) {
        #expect(throws: JSONError.numberTooLarge(at: JSONPlace(byteOffset: 1, line: 1, column: 2))) {
            _ = try JSONValue(parsing: "[\(text)]")
        }
    }

    @Test("depth is bounded exactly", arguments: [1, 2, 16, 128, 1024])
    func depth(limit: Int) throws {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            func nested(_ depth: Int) -> String {
                let inner = open == "[" ? "" : "1"
                return String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
            }
            _ = try JSONValue(parsing: nested(limit), maximumDepth: limit)
            #expect(throws: JSONError.tooDeep(limit: limit)) {
                _ = try JSONValue(parsing: nested(limit + 1), maximumDepth: limit)
            }
        }
    }

    @Test("no depth is too much to be refused", arguments: [100_000, 5_000_000])
    func extremeDepth(depth: Int) {
        for text in [String(repeating: "[", count: depth), String(repeating: #"{"":"#, count: depth)] {
            #expect(throws: JSONError.self) { _ = try JSONValue(parsing: text, maximumDepth: .max, maximumBytes: .max) }
        }
    }

    @Test("size is bounded")
    func size() throws {
        _ = try JSONValue(parsing: "\"abcdef\"", maximumBytes: 8)
        #expect(throws: JSONError.tooLarge(limit: 7)) { _ = try JSONValue(parsing: "\"abcdef\"", maximumBytes: 7) }
    }

    @Test("a key that stands twice: the last counts, or it is an error where asked")
    func duplicateKeys() throws {
        let text = #"{"a": 1, "b": 2, "a": 3}"#
        #expect(try JSONValue(parsing: text) == ["a": 3, "b": 2])
        #expect(throws: JSONError.duplicateKey) { _ = try JSONValue(parsing: text, strict: true) }
        #expect(throws: JSONError.duplicateKey) {
            _ = try JSONValue(parsing: #"[{"x": {"\u0061": 1, "a": 2}}]"#, strict: true)
        }
        _ = try JSONValue(parsing: "{\"\u{E9}\": 1, \"e\u{301}\": 2}", strict: true)
    }

    @Test("an error says where and never what")
    func messages() {
        #expect {
            _ = try JSONValue(parsing: "{\n  \"password\": hunter2\n}")
        } throws: { error in
            guard let error = error as? JSONError else { return false }
            #expect(error.message == "not valid JSON (line 2, column 15)")
            #expect(error.status == .badInput)
            return true
        }
    }
}

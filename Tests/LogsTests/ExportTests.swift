import Basics
import JSON
import Testing

@testable import Logs

@Suite struct ExportTests {
    static let hostile: [String] = [
        "\u{1B}[31mred\u{1B}[0m", "\u{9B}31m C1", "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "\tx", "<script>alert(1)</script>",
        "<!channel> <@U123>", "a\u{0}b", "\u{202E}gnp.exe", "quote \" backslash \\", "line\nbreak\r\n", "\u{FEFF}mark",
        "emoji 👩‍👩‍👧", "é e\u{301}", "\u{2028}",
    ]

    private func export(_ text: [UInt8], _ encoder: @escaping @Sendable () -> any RecordEncoder) throws -> [UInt8] {
        var out: [UInt8] = []
        _ = try LogReading([LogSource(.bytes(text), name: "s\u{1B}[2J.log", format: LogFormats().named("json"))])
            .merge(makeEncoder: encoder) { out += Array($1) }
        return out
    }

    @Test("Timesketch's lines are JSON with the fields it wants, all others texts, whatever the log says")
    func timesketch() throws {
        for text in Self.hostile {
            let row: JSONValue = [
                "time": "2026-11-21T16:24:57.123456+01:00", "msg": .string(text), "n": 5, "user": ["name": .string(text)],
                "user.name": "other", "user_name": "third", "datetime": "x", "_id": "y", "timestamp_desc": "z",
                .init(stringLiteral: ""): "empty", "list": [1, "two"],
            ]
            let out = try export(Array(row.compact.utf8)) { TimesketchLines(keepsRow: true) }
            #expect(!out.dropLast().contains { $0 < 0x20 || $0 == 0x7F })
            let line = try JSONValue(parsing: Array(out), strict: true)
            #expect(line["message"]?.stringValue == text)
            #expect(line["datetime"]?.stringValue == "2026-11-21T15:24:57.123456+00:00")
            #expect(line["timestamp"]?.integerValue == 1_795_274_697_123_456)
            #expect(line["timestamp_desc"]?.stringValue == "Event Logged")
            #expect(line["n"]?.stringValue == "5")
            #expect(line["user_name"]?.stringValue == text)
            #expect(line["user_name_2"]?.stringValue == "other")
            #expect(line["user_name_3"]?.stringValue == "third")
            #expect(line["id"]?.stringValue == "y")
            #expect(line["log_timestamp_desc"]?.stringValue == "z")
            #expect(line["list"]?.stringValue == #"[1,"two"]"#)
            #expect(line["original"]?.stringValue == row.compact)
            #expect(line["line"]?.integerValue == 1)
        }
    }

    @Test("no field is longer than OpenSearch indexes, in bytes of what arrives", arguments: [
        [UInt8](repeating: 0xFF, count: 40_000), [UInt8](repeating: 0x41, count: 1 << 20),
        Array(String(repeating: "€", count: 20_000).utf8),
    ])
    func limits(_ text: [UInt8]) throws {
        let row = Array(#"{"time":1763742297,"msg":""#.utf8) + text + Array(#"","f":""#.utf8) + text + Array("\"}".utf8)
        let out = try export(row) { TimesketchLines(keepsRow: true) }
        let line = try JSONValue(parsing: out, maximumBytes: 64 << 20)
        for (_, value) in try #require(line.objectValue).map({ ($0.key, $0.value) }) {
            if let text = value.stringValue { #expect(text.utf8.count <= 32_766) }
        }
        #expect(line["message"]?.stringValue?.hasSuffix(" more bytes]") == true)
    }

    @Test("cells that a spreadsheet would calculate begin with an apostrophe, and a row is a line")
    func cells() throws {
        for (text, cell) in [
            ("=1+1", "\"'=1+1\""), ("@x", "\"'@x\""), (" =1", "\"' =1\""), ("-5", "\"-5\""), ("-5+2", "\"'-5+2\""),
            ("\tx", "\"'\\u{9}x\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\\u{a}b\""), ("\u{1B}[m", "\"\\u{1b}[m\""),
            ("＝1", "\"'＝1\""), ("plain", "\"plain\""),
        ] {
            #expect(String(decoding: csvCell(text), as: UTF8.self) == cell)
        }
        for text in Self.hostile {
            let row: JSONValue = ["time": 1_763_742_297, "msg": .string(text), "who": .string(text)]
            for form in CSVLines.Form.allCases {
                let encoder = CSVLines(form, columns: ["who"], keepsRow: true)
                let out = try export(Array(row.compact.utf8)) { encoder }
                #expect(out.count { $0 == 0x0A } == 1)
                #expect(!out.dropLast().contains { $0 < 0x20 || $0 == 0x7F })
            }
        }
    }

    @Test("what a journal keeps is JSON with everything that is known, without credentials")
    func stored() throws {
        let out = try export(
            Array(#"{"time":1763742297,"level":40,"msg":"in","headers":{"cookie":"sid=s3cret"},"userId":"u1"}"#.utf8)
        ) { StoredRecords() }
        let record = try JSONValue(parsing: out)
        #expect(record["fields"]?["headers.cookie"]?.stringValue == "[redacted]")
        #expect(record["fields"]?["userId"]?.stringValue == "u1")
        #expect(record["original"]?.stringValue?.contains("s3cret") == false)
        #expect(record["redacted"]?.boolValue == true)
        #expect(record["zoneFrom"]?.stringValue == "format")
    }
}

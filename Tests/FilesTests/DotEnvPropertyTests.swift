import Files
import TestSupport
import Testing

/// Random documents and edits from a fixed seed: a failure is found again.
@Suite struct DotEnvPropertyTests {
    static let values = [
        "", "x", "true", "a b", "it's", "say \"x\"", "a#b", "a # b", "p$X", "${X}", "$$", "a\\b", "a\\", "\\n", "a\nb",
        "a\r\nb", " x ", "`x`", "'x'", "\"x\"", "é\u{2028}", "=", "#", "a'b\"c", "a'b\"c`d", "/+=:@%,.-_", "\t",
    ]

    static func document(_ random: inout SeededNumbers) -> String {
        let keys = ["A", "B", "C_1", "D", "export E", "  F", "export\t G", "# H", "A"]
        let equals = ["=", "=", "=", "=", " = ", ": ", "= "]
        let values = [
            "", "x", "\"x\"", "'x'", "`x`", "\"a b\" # c", "'a#b'#c", "a#b", "a # b", "\"a\nb\"", "'a\r\nb'", "\"open",
            "'open", "\"a\\\"b\"", "'a\\'b'", "'a\\\\'", "\"a\"b\"", "  y  ", "\"p$H\"", "'p${X}'", "$$5", "\\'", "é",
        ]
        let count = Int(random.next() % 7)
        var text = random.next() % 10 == 0 ? "\u{FEFF}" : ""
        for _ in 0..<count {
            text += random.pick(keys) + random.pick(equals) + random.pick(values) + random.pick(["", "", " ", "\t# c"])
            text += random.pick(["\n", "\n", "\r\n", "\n\n", "\n# c\n", "\nbare\n"])
        }
        if random.next() % 4 == 0 { while text.last?.isNewline == true { text.removeLast() } }
        return text
    }

    /// Only the value asked for changes, in the reader's eyes and in the bytes: what stood before and behind it stays.
    @Test(arguments: [nil, .node, .compose, .python, .literal] as [DotEnvDocument.Dialect?])
    func anEditChangesNothingElse(dialect: DotEnvDocument.Dialect?) throws {
        var random = SeededNumbers(seed: 20_261_121)
        var edits = 0
        for _ in 0..<6000 {
            let text = Self.document(&random)
            guard var document = try? DotEnvDocument(parsing: Array(text.utf8), dialect: dialect) else { continue }
            let before = document
            let key = random.pick(["A", "B", "C_1", "D", "E", "F", "G", "NEW"])
            let value = random.pick(Self.values)
            do {
                try document.set(key, to: value)
            } catch {
                #expect(document.bytes == before.bytes)
                continue
            }
            edits += 1
            let reread = try DotEnvDocument(parsing: document.bytes, dialect: dialect)
            #expect(try reread.value(of: key) == value)
            #expect(reread.keys.filter { $0 != key } == before.keys.filter { $0 != key })
            for other in before.keys where other != key {
                #expect(Self.reading(other, in: reread) == Self.reading(other, in: before))
            }
            let raw = try #require(try document.rawValue(of: key))
            if let old = try before.rawValue(of: key) {
                let hadOne = Self.splits(before.bytes, old).contains { head, tail in document.bytes == head + raw + tail
                }
                #expect(hadOne, "\(text.debugDescription) \(key)=\(value.debugDescription)")
                try document.setRaw(key, to: old)
            } else {
                #expect(document.bytes.starts(with: before.bytes))
                try document.remove(key, droppingLineBreak: !before.endsWithLineBreak)
            }
            #expect(document.bytes == before.bytes)
        }
        #expect(edits > 1000)
    }

    /// Every way of cutting `part` out of `bytes`.
    static func splits(_ bytes: [UInt8], _ part: [UInt8]) -> [([UInt8], [UInt8])] {
        (0...(bytes.count - part.count)).compactMap { start in
            bytes[start...].starts(with: part) ? (Array(bytes[..<start]), Array(bytes[(start + part.count)...])) : nil
        }
    }

    static func reading(_ key: String, in document: DotEnvDocument) -> String {
        do {
            return try document.value(of: key).debugDescription
        } catch .duplicateKey(let key, _) {
            return "twice \(key)"
        } catch {
            return "unreadable"
        }
    }

    @Test(arguments: DotEnvDocument.Dialect.allCases)
    func randomBytesAreNeverTooMuch(dialect: DotEnvDocument.Dialect) {
        var random = SeededNumbers(seed: 7)
        let hostile = Array("A=\"'`\\$#{}\n\r: \u{FEFF}\u{2028}export é".utf8) + [0, 0xFF, 0xC2, 0xE2, 0x80, 0xEF]
        for round in 0..<20_000 {
            let length = Int(random.next() % 40)
            let bytes = (0..<length).map { _ in
                round % 2 == 0 ? random.pick(hostile) : UInt8(truncatingIfNeeded: random.next())
            }
            guard var document = try? DotEnvDocument(parsing: bytes, dialect: dialect) else { continue }
            for key in document.keys { _ = try? document.value(of: key) }
            _ = try? document.set("A", to: "x y")
            _ = try? document.remove("A")
            if let key = document.keys.first { _ = try? document.remove(key) }
        }
    }

    /// Much of the worst is read in a moment: nothing is quadratic.
    @Test(arguments: DotEnvDocument.Dialect.allCases, ["\n", "A='\n", "A=\"\\\"", "'", "A\n", " ", "A=\n\n", "\\'"])
    func longFilesAreReadInOneGo(dialect: DotEnvDocument.Dialect, unit: String) {
        let bytes = [UInt8](String(repeating: unit, count: 200_000 / unit.utf8.count).utf8)
        _ = try? DotEnvDocument(parsing: bytes, dialect: dialect)
    }
}

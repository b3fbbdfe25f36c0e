import Files
import Testing

@Suite struct DotEnvWritingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let before: String
        let value: String
        let after: String
        var dialect: DotEnvDocument.Dialect? = .node
        var testDescription: String { "\(dialect?.rawValue ?? "unnamed") \(before.debugDescription)" }
    }

    /// A becomes `value`.
    static let rows: [Row] = [
        // The place and the style stay.
        Row(before: "A=1", value: "2", after: "A=2"),
        Row(before: "export  A = 'x y'  # why\r\nB=1", value: "z", after: "export  A = 'z'  # why\r\nB=1"),
        Row(before: "A=\"1\"\n", value: "", after: "A=\"\"\n"),
        Row(before: "A=`1`\n", value: "a'b", after: "A=`a'b`\n"),
        Row(before: "A=\nB=1", value: "x", after: "A=x\nB=1"),
        Row(before: "A= # why\n", value: "x", after: "A=x # why\n"),
        Row(before: "A=#why\n", value: "x", after: "A=x#why\n"),
        Row(before: "A = \nB=1", value: "x", after: "A = x\nB=1"),
        Row(before: "A: 1\n", value: "2", after: "A: 2\n"),
        Row(before: "#A=0\nA='a\nb' # c\nB=\"A=1\"\n", value: "x", after: "#A=0\nA='x' # c\nB=\"A=1\"\n"),
        Row(before: "\u{FEFF}A=1\n", value: "2", after: "\u{FEFF}A=2\n"),
        Row(before: "A=\"open\nB=1\n", value: "x", after: "A=x\nB=1\n"),
        // Appended in the file's own line ending.
        Row(before: "", value: "x", after: "A=x\n"),
        Row(before: "B=1", value: "x", after: "B=1\nA=x\n"),
        Row(before: "B=1\r\n# A=0\r\n", value: "x", after: "B=1\r\n# A=0\r\nA=x\r\n"),
        Row(before: "B=1\n", value: "a b", after: "B=1\nA='a b'\n"),
        Row(before: "B=1\n", value: "it's", after: "B=1\nA=\"it's\"\n"),
        // Another style only where the one that stands there cannot hold it.
        Row(before: "A=1\n", value: "a b", after: "A='a b'\n"),
        Row(before: "A='1'\n", value: "it's", after: "A=\"it's\"\n"),
        Row(before: "A=\"1\"\n", value: "say \"x\"", after: "A='say \"x\"'\n"),
        Row(before: "A= x \n", value: "", after: "A= '' \n"),
        Row(before: "A=1 # c\n", value: "", after: "A='' # c\n", dialect: .python),
        // What a dialect can hold in its own way.
        Row(before: "A='1'\n", value: "it's", after: "A='it\\'s'\n", dialect: .compose),
        Row(before: "A=\"1\"\n", value: "p$X", after: "A=\"p$X\"\n"),
        Row(before: "A=\"1\"\n", value: "p$X", after: "A=\"p\\$X\"\n", dialect: .compose),
        Row(before: "A=1\n", value: "a'b\"c\\d", after: "A='a\\'b\"c\\\\d'\n", dialect: .python),
        Row(before: "A=1\n", value: "a'b\"c", after: "A=`a'b\"c`\n"),
        Row(before: "A=1\n", value: "'a' \"b\" # c ", after: "A='a' \"b\" # c \n", dialect: .literal),
        // Where nobody said who reads the file, all must agree.
        Row(before: "A=\"1\"\n", value: "p$X", after: "A='p$X'\n", dialect: nil),
        Row(before: "A=`1`\n", value: "x y", after: "A=`x y`\n", dialect: nil),
        Row(before: "A=1 # c\n", value: "", after: "A='' # c\n", dialect: nil),
    ]

    @Test(arguments: rows)
    func writes(row: Row) throws {
        var document = try DotEnvDocument(parsing: Array(row.before.utf8), dialect: row.dialect)
        try document.set("A", to: row.value)
        #expect(String(decoding: document.bytes, as: UTF8.self) == row.after)
        #expect(try document.value(of: "A") == row.value)
        let reread = try DotEnvDocument(parsing: document.bytes, dialect: row.dialect)
        #expect(try reread.value(of: "A") == row.value)
    }

    @Test(
        arguments: [
            ("A=1", "a'b\"c`d", .node), ("A=1", "${X}", .python), ("A=1", "a\nb", .literal),
            ("A=1", "a\0b", .node), ("A=1", "a'b\"c", nil), ("A='1'", "a\\\\b", nil), ("A=1", "a\rb'", nil),
        ] as [(String, String, DotEnvDocument.Dialect?)])
    func refusesWhatCannotBeHeld(before: String, value: String, dialect: DotEnvDocument.Dialect?) throws {
        var document = try DotEnvDocument(parsing: Array(before.utf8), dialect: dialect)
        #expect(throws: DotEnvError.self) { try document.set("A", to: value) }
        #expect(document.bytes == Array(before.utf8))
    }

    @Test func tellsWhenTheQuotingChanges() throws {
        var document = try DotEnvDocument(parsing: Array("A=1\n".utf8))
        #expect(try document.set("A", to: "1") == DotEnvEdit(kind: .unchanged, changesQuoting: false))
        #expect(try document.set("A", to: "2") == DotEnvEdit(kind: .replaced, changesQuoting: false))
        #expect(try document.set("A", to: "a b") == DotEnvEdit(kind: .replaced, changesQuoting: true))
        #expect(try document.set("B", to: "a b") == DotEnvEdit(kind: .appended, changesQuoting: false))
        #expect(throws: DotEnvError.invalidKey("C-D")) { try document.set("C-D", to: "") }
    }

    @Test(arguments: [
        ("A=1\nB=2\n", "B=2\n"), ("B=2\nA=1 # c\n", "B=2\n"), ("B=2\r\n  export A='x\r\ny'\r\nC=3", "B=2\r\nC=3"),
        ("A=1", ""), ("B=2\nA=1", "B=2\n"), ("B=2\n", "B=2\n"),
    ])
    func removes(before: String, after: String) throws {
        var document = try DotEnvDocument(parsing: Array(before.utf8))
        try document.remove("A")
        #expect(String(decoding: document.bytes, as: UTF8.self) == after)
    }

    @Test(arguments: ["", "B=2", "B=2\n", "B=2\r\n", "B=2\r\nC='x'", "# nothing", "\u{FEFF}B=1", "\n\n"])
    func whatWasAppendedCanBeTakenBackToTheByte(before: String) throws {
        var document = try DotEnvDocument(parsing: Array(before.utf8))
        let hadLineBreak = document.endsWithLineBreak
        try document.set("A", to: "x")
        #expect(document.bytes.last == 0x0A)
        try document.remove("A", droppingLineBreak: !hadLineBreak)
        #expect(String(decoding: document.bytes, as: UTF8.self) == before)
    }

    @Test(arguments: ["A=1", "A='a b' # c\n", "A=\"a\nb\"\nB=1\n", "export A = `x`\r\n", "A=${B}", "A=\"open\n"])
    func aRawValueGoesBackAsItWas(before: String) throws {
        var document = try DotEnvDocument(parsing: Array(before.utf8))
        let raw = try #require(try document.rawValue(of: "A"))
        try document.set("A", to: "it's")
        #expect(try document.value(of: "A") == "it's")
        try document.setRaw("A", to: raw)
        #expect(String(decoding: document.bytes, as: UTF8.self) == before)
    }

    @Test(arguments: ["x\nB=2", "'open", "x\n", "\"a\" b"])
    func aRawValueThatWouldSpillOverIsRefused(raw: String) throws {
        var document = try DotEnvDocument(parsing: Array("A=1\nB='2'\n".utf8), dialect: .python)
        #expect(throws: DotEnvError.self) { try document.setRaw("A", to: Array(raw.utf8)) }
        #expect(document.bytes == Array("A=1\nB='2'\n".utf8))
    }

    @Test func aStatementThatSharesItsLineIsNotRemoved() throws {
        let before = "A=\"1\" B=2\n"
        var document = try DotEnvDocument(parsing: Array(before.utf8), dialect: .compose)
        #expect(try document.value(of: "B") == "2")
        #expect(throws: DotEnvError.malformedLine(1)) { try document.remove("A") }
        try document.set("A", to: "x")
        #expect(String(decoding: document.bytes, as: UTF8.self) == "A=\"x\" B=2\n")
    }

    @Test func aValueGoesBeforeTheReturnThatEndsItsLine() throws {
        var document = try DotEnvDocument(parsing: Array("A=\r\nB= \t\r\nC=1\r\n".utf8), dialect: .compose)
        try document.set("A", to: "x")
        try document.set("B", to: "y z")
        #expect(String(decoding: document.bytes, as: UTF8.self) == "A=x\r\nB='y z' \t\r\nC=1\r\n")
    }

    /// Up to 1.2.2 python-dotenv takes the quote in `'9\'` for the end, later versions for an escaped one.
    @Test func whatVersionsOfPythonDotEnvReadDifferentlyIsNotWritten() throws {
        var document = try DotEnvDocument(parsing: Array("A='9\\'\nB=1\n".utf8), dialect: .python)
        #expect(throws: DotEnvError.self) { try document.value(of: "A") }
        try document.set("B", to: "9\\")
        #expect(String(decoding: document.bytes, as: UTF8.self) == "A='9\\'\nB=\"9\\\\\"\n")
        // With quotes of both kinds behind it, no quotes can hold it, and without them it stands as it is.
        document = try DotEnvDocument(parsing: Array("B=1\nC='\"'\nD=\"'\"\n".utf8), dialect: .python)
        try document.set("B", to: "9\\")
        #expect(String(decoding: document.bytes, as: UTF8.self) == "B=9\\\nC='\"'\nD=\"'\"\n")
        #expect(throws: DotEnvError.self) { try document.set("B", to: " 9\\") }
    }
}

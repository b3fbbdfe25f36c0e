import Files
import Testing

/// What each reader makes of a file. Checked against dotenv 17 for node, compose-go 2 and python-dotenv 1.2.2, on
/// these and on 150,000 random documents.
@Suite struct DotEnvReadingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let file: String
        let node, compose, python, literal: Expected
        var testDescription: String { file.debugDescription }
    }

    enum Expected: Sendable, Equatable, ExpressibleByStringLiteral {
        case value(String)
        case absent, unreadable, fileRefused
        init(stringLiteral value: String) { self = .value(value) }
    }

    /// Of the key A.
    static let rows: [Row] = [
        // The table of the dialects.
        Row(file: "A=abc#def", node: "abc", compose: "abc#def", python: "abc#def", literal: "abc#def"),
        Row(file: #"A="p$HOMEX""#, node: "p$HOMEX", compose: .unreadable, python: "p$HOMEX", literal: #""p$HOMEX""#),
        Row(file: "A='p${X}'", node: "p${X}", compose: "p${X}", python: .unreadable, literal: "'p${X}'"),
        Row(file: #"A='a\'b'"#, node: #"a\'b"#, compose: "a'b", python: "a'b", literal: #"'a\'b'"#),
        Row(file: #"A='a\\b'"#, node: #"a\\b"#, compose: #"a\\b"#, python: #"a\b"#, literal: #"'a\\b'"#),
        Row(file: #"A="a\tb""#, node: #"a\tb"#, compose: "a\tb", python: "a\tb", literal: #""a\tb""#),
        Row(file: "A=`a b`", node: "a b", compose: "`a b`", python: "`a b`", literal: "`a b`"),
        Row(file: "A: 1", node: "1", compose: "1", python: .absent, literal: .absent),
        Row(file: "A\nB=1", node: .absent, compose: .absent, python: .absent, literal: .absent),
        // What they agree on.
        Row(file: "export A=1", node: "1", compose: "1", python: "1", literal: .absent),
        Row(file: "A=\"a\nb\"", node: "a\nb", compose: "a\nb", python: "a\nb", literal: "\"a"),
        Row(file: "A='a # b' # c", node: "a # b", compose: "a # b", python: "a # b", literal: "'a # b' # c"),
        Row(file: "A=a # b", node: "a", compose: "a", python: "a", literal: "a # b"),
        Row(file: "A=\nB=1", node: "", compose: "", python: "", literal: ""),
        Row(file: "A=1\r\nB=2\r\n", node: "1", compose: "1", python: "1", literal: "1"),
        Row(file: "# A=0\nA=1", node: "1", compose: "1", python: "1", literal: "1"),
        Row(file: "A=a=b", node: "a=b", compose: "a=b", python: "a=b", literal: "a=b"),
        Row(file: "\n\n  A=1", node: "1", compose: "1", python: "1", literal: "1"),
        // Where they part again.
        Row(file: "A = 1 ", node: "1", compose: "1", python: "1", literal: .absent),
        Row(file: "A= x ", node: "x", compose: "x", python: "x", literal: " x "),
        Row(file: "\u{FEFF}A=1", node: "1", compose: "1", python: .absent, literal: "1"),
        Row(file: "A= # c", node: "", compose: "# c", python: "# c", literal: " # c"),
        Row(file: "A=\"a\r\nb\"", node: "a\nb", compose: "a\r\nb", python: "a\nb", literal: "\"a"),
        Row(file: #"A="a\nb\rc""#, node: "a\nb\rc", compose: "a\nb\rc", python: "a\nb\rc", literal: #""a\nb\rc""#),
        Row(file: #"A="a\"b""#, node: #"a\"b"#, compose: #"a"b"#, python: #"a"b"#, literal: #""a\"b""#),
        Row(file: "A=\"open\nB=1", node: "\"open", compose: .fileRefused, python: .absent, literal: "\"open"),
        Row(file: #"A="a" b"#, node: #""a" b"#, compose: "a", python: .absent, literal: #""a" b"#),
        Row(file: "A='it's'", node: "it's", compose: .fileRefused, python: .absent, literal: "'it's'"),
        Row(file: "A=${B}", node: "${B}", compose: .unreadable, python: .unreadable, literal: "${B}"),
        Row(file: "A=a$$b", node: "a$$b", compose: "a$b", python: "a$$b", literal: "a$$b"),
        Row(file: "A=\n'x'", node: "x", compose: .fileRefused, python: "", literal: ""),
        Row(file: "A:\nB=1", node: "B=1", compose: "", python: .absent, literal: .absent),
    ]

    @Test(arguments: rows, DotEnvDocument.Dialect.allCases)
    func reads(row: Row, dialect: DotEnvDocument.Dialect) {
        let expected =
            switch dialect {
            case .node: row.node
            case .compose: row.compose
            case .python: row.python
            case .literal: row.literal
            }
        #expect(Self.read("A", row.file, dialect) == expected)
    }

    static func read(_ key: String, _ file: String, _ dialect: DotEnvDocument.Dialect) -> Expected {
        guard let document = try? DotEnvDocument(parsing: Array(file.utf8), dialect: dialect) else {
            return .fileRefused
        }
        do {
            return try document.value(of: key).map { .value($0) } ?? .absent
        } catch {
            return .unreadable
        }
    }

    @Test(arguments: DotEnvDocument.Dialect.allCases)
    func aKeyThatStandsTwiceIsAnErrorWithBothLines(dialect: DotEnvDocument.Dialect) throws {
        let file = "# one\nA=secret1\nB=2\n\nA='secret2'\n"
        var document = try DotEnvDocument(parsing: Array(file.utf8), dialect: dialect)
        let error = DotEnvError.duplicateKey("A", lines: [2, 5])
        #expect(throws: error) { try document.value(of: "A") }
        #expect(throws: error) { try document.set("A", to: "x") }
        #expect(throws: error) { try document.remove("A") }
        #expect(error.message == "A stands twice: on lines 2 and 5")
        #expect(try document.value(of: "B") == "2")
        #expect(document.keys == ["A", "B"])
        #expect(document.bytes == Array(file.utf8))
    }

    @Test func errorsNameLinesAndNoContent() {
        let files = ["X=1\nA=\"hunter2\n", "X=1\nhunter2*=1\n", "X=1\nhun ter2=1\n"]
        let errors = files.map { file in
            do throws(DotEnvError) {
                _ = try DotEnvDocument(parsing: Array(file.utf8), dialect: .compose)
                return ""
            } catch {
                return error.message + (error.hint ?? "")
            }
        }
        for error in errors {
            #expect(error.contains("line 2"))
            #expect(!error.contains("hun"))
        }
    }

    @Test(arguments: [
        ("A", true), ("_a9", true), ("", false), ("9A", false), ("A-B", false), ("A.B", false), ("A B", false),
        ("Ä", false), ("A\n", false),
    ])
    func keys(key: String, isValid: Bool) { #expect(DotEnvDocument.isValidKey(key) == isValid) }
}

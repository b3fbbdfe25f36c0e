import State
import TestSupport
import Testing

@Suite struct SQLiteValueTests {
    static let values: [String: SQLValue] = [
        "null": .null, "zero": 0, "least": .integer(.min), "greatest": .integer(.max), "empty text": "",
        "any text": "naïve \u{1F525} \u{7F}\n\t'quoted'", "long text": .text(String(repeating: "x", count: 200_000)),
        "no bytes": .blob([]), "every byte": .blob(Array(0...255)),
    ]

    @Test(arguments: values.keys.sorted())
    func comesBackAsItWent(_ name: String) throws {
        let value = try #require(Self.values[name])
        try withState { state in
            try state.write { session in
                try session.execute("CREATE TABLE t (v)")
                try session.execute("INSERT INTO t (v) VALUES ($1)", [value])
            }
            let read = try state.read { try $0.first("SELECT v FROM t")?["v"] }
            #expect(read == value)
        }
    }

    @Test func placeholdersAreNumbersWhateverTheirOrder() throws {
        try withState { state in
            let row = try state.read { session in
                try session.first(
                    "SELECT $2 AS b, $1 AS a, $2 AS again, '$1' AS quoted, \"a$2\" AS name FROM (SELECT 9 AS \"a$2\")",
                    ["one", "two"])
            }
            #expect(row?.values == ["two", "one", "two", "$1", 9])
            #expect(row?.columns == ["b", "a", "again", "quoted", "name"])
        }
    }

    @Test func textWithNULIsRefused() throws {
        try withState { state in
            #expect(throws: StateError.statement("a text with a NUL character")) {
                try state.read { try $0.query("SELECT $1", ["a\0b"]) }
            }
        }
    }

    @Test func aColumnOfAnotherTypeIsAnError() throws {
        let row = SQLRow(columns: ["n", "t", "b", "nothing"], values: [1, "x", .blob([1]), .null])
        #expect(try row.integer("n") == 1)
        #expect(try row.text("t") == "x")
        #expect(try row.blob("b") == [1])
        #expect(try row.optionalText("nothing") == nil)
        #expect(throws: StateError.column("t", expected: "a number")) { try row.integer("t") }
        #expect(throws: StateError.column("nothing", expected: "text")) { try row.text("nothing") }
        #expect(throws: StateError.column("absent", expected: "bytes")) { try row.blob("absent") }
        #expect(throws: StateError.column("n", expected: "text")) { try row.optionalText("n") }
    }

    @Test func changesAreCounted() throws {
        try withState { state in
            let counts = try state.write { session in
                try session.execute("CREATE TABLE t (v BIGINT PRIMARY KEY)")
                return [
                    try session.execute("INSERT INTO t (v) VALUES ($1), ($2), ($3)", [1, 2, 3]),
                    try session.execute("INSERT INTO t (v) VALUES ($1) ON CONFLICT DO NOTHING", [1]),
                    try session.execute("UPDATE t SET v = v + 10 WHERE v > $1", [1]),
                    try session.execute("DELETE FROM t WHERE v = $1", [99]),
                ]
            }
            #expect(counts == [3, 0, 2, 0])
        }
    }
}

/// Gives `body` a fresh state.
@discardableResult
func withState<T>(_ body: (SQLiteDatabase) throws -> T) throws -> T {
    try withTemporaryDirectory { folder in try body(try SQLiteDatabase(path: folder + "/state.db")) }
}

import TestSupport
import Testing

@testable import State

@Suite("Values, alike on both databases") struct ValueTests {
    private static let values: [(name: String, type: String, value: SQLValue)] = [
        ("null number", "BIGINT", .null), ("null text", "TEXT", .null), ("null bytes", "BYTES", .null),
        ("zero", "BIGINT", 0), ("least", "BIGINT", .integer(.min)), ("greatest", "BIGINT", .integer(.max)),
        ("empty text", "TEXT", ""), ("any text", "TEXT", "naïve \u{1F525} \u{7F}\n\t'quoted' \\x41 $1"),
        ("text like a number", "TEXT", "0123"), ("long text", "TEXT", .text(String(repeating: "xé", count: 100_000))),
        ("no bytes", "BYTES", .blob([])), ("every byte", "BYTES", .blob(Array(0...255))),
        ("many bytes", "BYTES", .blob(Array(repeating: 0x5C, count: 300_000))),
    ]

    @Test("a value comes back as it went", arguments: Engine.allCases)
    func roundTrip(_ engine: Engine) throws {
        try withStore(engine) { store in
            let state = try store.open()
            for (index, (name, type, value)) in Self.values.enumerated() {
                try state.write { session in
                    try session.execute(store.schema("CREATE TABLE t\(index) (v \(type))"))
                    try session.execute("INSERT INTO t\(index) (v) VALUES ($1)", [value])
                }
                let read = try state.read { try $0.first("SELECT v FROM t\(index)")?["v"] }
                #expect(read == value, "\(name)")
                let same = try state.read { try $0.query("SELECT 1 AS n FROM t\(index) WHERE v = $1", [value]) }
                #expect(same.count == (value == .null ? 0 : 1), "\(name)")
            }
        }
    }

    @Test("what is worked out is a number in both", arguments: Engine.allCases)
    func expressions(_ engine: Engine) throws {
        try withStore(engine) { store in
            let row = try store.open().write { session in
                try session.execute(store.schema("CREATE TABLE t (n BIGINT, s TEXT)"))
                try session.execute("INSERT INTO t (n, s) VALUES (3, 'b'), (4, 'B'), (NULL, 'é')")
                return try session.first(
                    """
                    SELECT COUNT(*) AS count, SUM(n) AS sum, MAX(n) AS most, MIN(s) AS least, COUNT(n) > 1 AS several,
                        LENGTH(MAX(s)) AS length, COALESCE(MAX(n), 0) + $1 AS more, CAST(NULL AS BIGINT) AS absent FROM t
                    """, [10])
            }
            #expect(row?.values == [3, 7, 4, "B", 1, 1, 14, .null])
        }
    }

    @Test("texts are in the order of their bytes", arguments: Engine.allCases)
    func order(_ engine: Engine) throws {
        try withStore(engine) { store in
            let found = try store.open().write { session in
                try session.execute(store.schema("CREATE TABLE t (s TEXT)"))
                try session.insert(into: "t", ["s": .texts(["b", "a", "B", "_", "-", "é", "z", "a b", "ab"])])
                return try session.query("SELECT s FROM t ORDER BY s").map { try $0.text("s") }
            }
            #expect(found == ["-", "B", "_", "a", "a b", "ab", "b", "z", "é"])
        }
    }

    @Test("placeholders are numbers, whatever their order", arguments: Engine.allCases)
    func placeholders(_ engine: Engine) throws {
        try withStore(engine) { store in
            let row = try store.open().read { session in
                try session.first(
                    "SELECT $2 AS b, $1 AS a, $2 AS again, '$1' AS quoted, \"a$2\" AS name FROM (SELECT 9 AS \"a$2\") AS x",
                    ["one", "two"])
            }
            #expect(row?.values == ["two", "one", "two", "$1", 9])
            #expect(row?.columns == ["b", "a", "again", "quoted", "name"])
        }
    }

    @Test("text with a NUL is refused", arguments: Engine.allCases)
    func nul(_ engine: Engine) throws {
        try withStore(engine) { store in
            let state = try store.open()
            #expect(throws: StateError.statement("a text with a NUL character")) {
                try state.read { try $0.query("SELECT $1", ["a\0b"]) }
            }
        }
    }

    @Test("a column of another type is an error")
    func columns() throws {
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

    @Test("changes are counted", arguments: Engine.allCases)
    func changes(_ engine: Engine) throws {
        try withStore(engine) { store in
            let counts = try store.open().write { session in
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

    @Test("a server tells its own time, a file has none", arguments: Engine.allCases)
    func time(_ engine: Engine) throws {
        try withStore(engine) { store in
            let (first, second) = try store.open().write { (try $0.ownTime(), try $0.ownTime()) }
            if engine == .sqlite {
                #expect(first == nil && second == nil)
            } else {
                // Within a transaction it goes on.
                #expect(try #require(first) < (try #require(second)) && #require(first) > 1_700_000_000_000_000)
            }
        }
    }
}

import Postgres
import TestSupport
import Testing

@Suite("Prepared statements of PostgreSQL") struct PreparationTests {
    private static func prepared(_ connection: inout PostgresConnection) throws -> [String] {
        try connection.query("SELECT statement FROM pg_prepared_statements ORDER BY 1").rows.map {
            try $0.optionalText("statement") ?? ""
        }
    }

    @Test("what comes again is prepared once, with the types of its parameters")
    func kept() throws {
        let server = try PostgresServer()
        var connection = try PostgresConnection(PostgresEndpoint(url: server.url))
        func ask(_ value: PostgresValue, _ connection: inout PostgresConnection) throws -> PostgresValue? {
            try connection.query(PostgresStatement("SELECT $1::bigint AS n", [value], areTyped: true, isKept: true))
                .rows.first?.values.first
        }
        #expect(try ask(.integer(1), &connection) == .integer(1))
        #expect(try Self.prepared(&connection) == [])
        for number in [2, 3, 4] as [Int64] { #expect(try ask(.integer(number), &connection) == .integer(number)) }
        #expect(try Self.prepared(&connection) == ["SELECT $1::bigint AS n"])
        // A text is sent in another way: that is another statement.
        for _ in 0..<3 { #expect(try ask(.text("5"), &connection) == .integer(5)) }
        #expect(try ask(.null, &connection) == .null)
        #expect(try Self.prepared(&connection).count == 2)
        connection.endPreparing()
        #expect(try ask(.integer(6), &connection) == .integer(6))
    }

    @Test("in a pipeline it is prepared before those behind it; one that fails is not taken for prepared")
    func pipelines() throws {
        let server = try PostgresServer()
        var connection = try PostgresConnection(PostgresEndpoint(url: server.url))
        try connection.execute(script: "CREATE TABLE t (n BIGINT PRIMARY KEY)")
        func insertion(_ number: Int64) -> PostgresStatement {
            PostgresStatement("INSERT INTO t VALUES ($1)", [.integer(number)], areTyped: true, isKept: true)
        }
        let first = try connection.pipeline((0..<20).map(insertion))
        #expect(first.allSatisfy { (try? $0.get())?.affectedRows == 1 })
        #expect(try Self.prepared(&connection) == ["INSERT INTO t VALUES ($1)"])

        let missing = PostgresStatement("SELECT * FROM missing", isKept: true)
        for _ in 0..<3 {
            // Before the table is there not even its preparation succeeds, and nothing behind it is done.
            let results = try connection.pipeline([insertion(50), missing, insertion(51)])
            #expect(results.count == 3)
            guard case .success = results[0], case .failure(.server("42P01", _)) = results[1],
                case .failure(.server("42P01", _)) = results[2]
            else {
                Issue.record("\(results)")
                return
            }
        }
        #expect(try connection.query("SELECT count(*) AS n FROM t").rows.first?.optionalInteger("n") == 20)
        try connection.execute(script: "CREATE TABLE missing (n BIGINT)")
        for _ in 0..<3 { #expect(try connection.pipeline([missing, insertion(.random(in: 100...(.max)))]).count == 2) }
        #expect(try Self.prepared(&connection).count == 2)
    }
}

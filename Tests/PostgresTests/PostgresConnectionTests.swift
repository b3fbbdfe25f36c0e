import Basics
import Glibc
import Postgres
import TestSupport
import Testing

@Suite("Connections to PostgreSQL") struct PostgresConnectionTests {
    private static func connect(
        _ url: String, _ change: (inout PostgresEndpoint) -> Void = { _ in }
    ) throws -> PostgresConnection {
        var endpoint = try PostgresEndpoint(url: url)
        change(&endpoint)
        return try PostgresConnection(endpoint)
    }

    /// Why there is no connection.
    private static func refusal(_ url: String) -> PostgresError? {
        do {
            _ = try connect(url)
            return nil
        } catch {
            return error as? PostgresError
        }
    }

    @Test("values of every type go in as parameters and come out as they were")
    func values() throws {
        let server = try PostgresServer()
        var connection = try Self.connect(server.url)
        #expect(connection.isOpen && !connection.usesTLS && connection.serverVersion >= 120_000)
        try connection.execute(
            script: "CREATE TABLE t (i BIGINT, t TEXT, b BYTEA, d DOUBLE PRECISION, o BOOLEAN); CREATE TABLE u (x INT)")
        let rows: [[PostgresValue]] = [
            [.integer(.max), "it's; DROP TABLE t; --\n\té\u{1F512}", .bytes([0, 255, 0x5C, 39]), .double(0.1), true],
            [.integer(.min), "", .bytes([]), .double(-1e300), false], [.null, .null, .null, .null, .null],
        ]
        for row in rows {
            let result = try connection.query("INSERT INTO t VALUES ($1, $2, $3, $4, $5)", row)
            #expect(result.affectedRows == 1 && result.rows.isEmpty)
        }
        let found = try connection.query("SELECT * FROM t ORDER BY i DESC NULLS LAST").rows
        #expect(found.map(\.values) == rows)
        #expect(try found[0].optionalInteger("i") == .max && found[2].optionalText("t") == nil)
        #expect(try found[0].optionalBytes("b") == [0, 255, 0x5C, 39] && found[0].optionalBoolean("o") == true)
        #expect(throws: PostgresError.self) { try found[0].optionalInteger("t") }
        #expect(throws: PostgresError.self) { try found[0].value("none") }
        #expect(try connection.query("DELETE FROM t").affectedRows == 3)
        let large = String(repeating: "x", count: 5_000_000)
        let length = try connection.query("SELECT length($1) AS n", [.text(large)]).rows.first?.optionalInteger("n")
        #expect(length == 5_000_000)
        let nul = #expect(throws: PostgresError.self) { try connection.query("SELECT $1", ["a\u{0}b"]) }
        #expect(nul != nil && connection.isOpen)
    }

    @Test("a failed statement is told with its SQLSTATE, without its values, and the connection goes on")
    func failures() throws {
        let server = try PostgresServer()
        var connection = try Self.connect(server.url)
        try connection.query("CREATE TABLE t (a TEXT PRIMARY KEY)")
        try connection.query("INSERT INTO t VALUES ($1)", ["s3cret"])
        let twice = #expect(throws: PostgresError.self) { try connection.query("INSERT INTO t VALUES ($1)", ["s3cret"]) }
        guard case .server(let code, _) = twice else { throw TestFailure("another error: \(String(describing: twice))") }
        #expect(code == "23505" && twice?.message.contains("s3cret") == false)
        // A script is one transaction: what came before the failure is not there.
        #expect(throws: PostgresError.self) { try connection.execute(script: "CREATE TABLE v (x INT); SELECT nonsense") }
        #expect(throws: PostgresError.self) { try connection.query("SELECT * FROM v") }
        try connection.query("BEGIN")
        let isInside = connection.isInTransaction
        #expect(isInside)
        try connection.query("ROLLBACK")
        #expect(!connection.isInTransaction && connection.isOpen)
        #expect(try connection.query("").rows.isEmpty)
    }

    @Test("a statement that takes too long, and one that waits for a lock, are given up")
    func timeouts() throws {
        let server = try PostgresServer()
        var one = try Self.connect(server.url) { $0.statementTimeout = .milliseconds(300) }
        let slow = #expect(throws: PostgresError.self) { try one.query("SELECT pg_sleep(60)") }
        #expect(slow?.status == .busy && one.isOpen)
        var other = try Self.connect(server.url) { $0.lockTimeout = .milliseconds(100) }
        try one.execute(script: "CREATE TABLE t (a INT)")
        try one.query("BEGIN")
        try one.query("LOCK TABLE t")
        let waiting = #expect(throws: PostgresError.self) { try other.query("SELECT * FROM t") }
        guard case .server(let code, _) = waiting else { throw TestFailure("another error") }
        #expect(code == "55P03" && waiting?.hint != nil)
    }

    @Test("a server that is frozen is given up, and one that goes is noticed")
    func lost() throws {
        let server = try PostgresServer()
        var connection = try Self.connect(server.url) {
            $0.timeout = .milliseconds(300)
            $0.statementTimeout = .milliseconds(300)
        }
        let process = try #require(try connection.query("SELECT pg_backend_pid() AS n").rows.first?.optionalInteger("n"))
        try Signals.send(SIGSTOP, to: Int32(process))
        let silent = #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
        #expect(silent?.status == .unavailable && !connection.isOpen)
        try Signals.send(SIGCONT, to: Int32(process))
        let again = #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
        #expect(again != nil)

        var other = try Self.connect(server.url)
        try server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'firebreak'")
        let ended = #expect(throws: PostgresError.self) { try other.query("SELECT 1") }
        #expect(ended != nil && !other.isOpen)
        server.freeze()
        defer { server.thaw() }
        var hasty = try PostgresEndpoint(url: server.url)
        hasty.timeout = .milliseconds(300)
        let endpoint = hasty
        let unanswered = #expect(throws: PostgresError.self) { _ = try PostgresConnection(endpoint) }
        #expect(unanswered == .timedOut(place: endpoint.place))
    }

    @Test("who may not come in is told why, without the password")
    func login() throws {
        let server = try PostgresServer(password: "correct-horse")
        #expect(Self.refusal(server.url) == nil && Self.refusal(server.socketURL) == nil)
        for url in [server.url(user: "firebreak", password: "wrong-horse"), server.url(user: "nobody", password: "x")] {
            let error = Self.refusal(url)
            #expect(error?.status == .refused && error?.message.contains("horse") == false, "\(String(describing: error))")
        }
        let database = Self.refusal(server.url.replacing("/postgres", with: "/none"))
        #expect(database?.status == .refused && database?.message.contains("none") == true)
        let gone = Self.refusal("postgres://u:correct-horse@127.0.0.1:1/x")
        #expect(gone?.status == .unavailable && gone?.message.contains("horse") == false)
    }

    @Test("TLS is verified unless the URL says otherwise")
    func tls() throws {
        let server = try PostgresServer(tls: true)
        let authority = try #require(server.certificates?.authority)
        let stranger = try #require(server.certificates?.stranger)
        let trusted = try Self.connect(server.url + "?sslmode=verify-full&sslrootcert=\(authority)")
        let isEncrypted = trusted.usesTLS
        #expect(isEncrypted)
        #expect(Self.refusal(server.url + "?sslmode=verify-full&sslrootcert=\(stranger)")?.status == .unavailable)
        // The system's authorities do not know it.
        #expect(Self.refusal(server.url + "?sslmode=verify-full")?.status == .unavailable)
        // A host that is not this machine is verified where nothing is said.
        let elsewhere = try PostgresEndpoint(url: "postgres://u@db.example.com/x")
        #expect(elsewhere.sslMode == "verify-full" && elsewhere.place == "db.example.com/x")
        #expect(try PostgresEndpoint(url: "postgres:///x").sslMode == "prefer")
        #expect(try PostgresEndpoint(url: nil, environment: ["PGHOST": "db"]).sslMode == "verify-full")
        #expect(try PostgresEndpoint(url: nil, environment: ["PGHOST": "db", "PGSSLMODE": "disable"]).sslMode == "disable")
    }

    @Test("of several servers one that is not there, one that is silent and one that only reads are passed over")
    func several() throws {
        let (server, reader, silent) = (try PostgresServer(), try PostgresServer(), try PostgresServer())
        try reader.ask("ALTER ROLE firebreak SET default_transaction_read_only = on")
        silent.freeze()
        defer { silent.thaw() }
        func url(_ ports: [Int]) -> String {
            "postgres://firebreak@" + ports.map { "127.0.0.1:\($0)" }.joined(separator: ",")
                + "/postgres?target_session_attrs=read-write"
        }
        var connection = try Self.connect(url([1, silent.port, reader.port, server.port])) { $0.timeout = .seconds(8) }
        let port = try connection.query("SHOW port").rows.first?.optionalText("port")
        #expect(port == "\(server.port)")
        let none = Self.refusal(url([1, reader.port]))
        guard case .onlyReads = none else { throw TestFailure("another answer: \(String(describing: none))") }
    }

    @Test(
        "what is no URL is refused and not quoted",
        arguments: [
            "", "redis://h", "postgres://h:port/x", "postgres://h?options=-c%20x=1", "postgres://h?service=x",
            "postgres://u:s3cret@h?nonsense=1", "postgres://[::1/x", "host=h password=s3cret", "postgres://h/%zz",
        ])
    func urls(url: String) {
        let error = #expect(throws: PostgresError.self) { try PostgresEndpoint(url: url) }
        #expect(error?.message.contains("s3cret") == false && error?.status == .configuration)
    }
}

/// Signals to the processes of a server of the test's own.
private enum Signals {
    static func send(_ signal: Int32, to process: Int32) throws {
        guard process > 1, kill(process, signal) == 0 else { throw TestFailure("cannot signal \(process)") }
    }
}

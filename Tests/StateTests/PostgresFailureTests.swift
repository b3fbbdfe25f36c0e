import Basics
import Glibc
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import State

@Suite("PostgreSQL that fails, and its state") struct PostgresFailureTests {
    /// A database of a server, maybe by a relay to it.
    private static func open(
        _ url: String, schema: String = "firebreak", creating: Bool = true, wait: Duration = .seconds(10),
        _ change: (inout PostgresEndpoint) -> Void = { _ in }
    ) throws -> PostgresDatabase {
        var endpoint = try PostgresEndpoint(url: url)
        change(&endpoint)
        return try PostgresDatabase(endpoint, schema: schema, creating: creating, wait: wait)
    }

    private static func url(_ port: Int) -> String { "postgres://firebreak@127.0.0.1:\(port)/postgres?sslmode=disable" }

    /// Why it does not open.
    private static func refusal(_ url: String, creating: Bool = true) -> StateError? {
        do {
            _ = try open(url, creating: creating, wait: .milliseconds(500))
            return nil
        } catch {
            return error as? StateError
        }
    }

    @Test("a connection that went while nobody needed it is replaced, and nobody notices")
    func idle() throws {
        let server = try PostgresServer()
        let state = try Self.open(server.url)
        try makeCounter(state)
        for _ in 0..<3 {
            try server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'firebreak'")
            try increment(state)
            try server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'firebreak'")
            _ = try counter(state)
        }
        #expect(try counter(state) == 3)
    }

    @Test("a server that is started again is waited for")
    func restart() throws {
        let server = try PostgresServer()
        let state = try Self.open(server.url, wait: .seconds(60))
        try makeCounter(state)
        for _ in 0..<3 {
            try server.crash(isAwaited: false)
            do {
                try increment(state)
            } catch StateError.lost {
                // It had begun before the server went: that was undone, and now there is nothing to be lost.
                try increment(state)
            }
        }
        #expect(try counter(state) == 3)
    }

    @Test("a network that is down for a moment is waited for, and one that stays down is told")
    func network() throws {
        let server = try PostgresServer()
        let relay = try TCPRelay(to: server.port)
        defer { relay.stop() }
        let state = try Self.open(Self.url(relay.port))
        try makeCounter(state)
        relay.interrupt()
        let later = BackgroundThread {
            pause(.milliseconds(300))
            relay.goOn()
        }
        try increment(state)
        try later.join()
        #expect(try counter(state) == 1)

        let hasty = try Self.open(Self.url(relay.port), wait: .milliseconds(300))
        relay.interrupt()
        let error = #expect(throws: StateError.self) { try increment(hasty) }
        #expect(error?.status == .unavailable && error?.hint != nil)
    }

    @Test("a client that is killed in the middle has done nothing, is told so, and the next one goes on")
    func middle() throws {
        let server = try PostgresServer()
        let state = try Self.open(server.url)
        try makeCounter(state)
        let error = #expect(throws: StateError.self) {
            try state.write { session in
                try session.execute("UPDATE counter SET value = 7")
                try server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'firebreak'")
                try session.execute("UPDATE counter SET value = 8")
            }
        }
        #expect(error == .lost(place: state.place) && error?.status == .unavailable)
        // The same where the body takes no notice.
        #expect(throws: StateError.lost(place: state.place)) {
            try state.write { session in
                try session.execute("UPDATE counter SET value = 7")
                try server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'firebreak'")
                do {
                    try session.execute("UPDATE counter SET value = 8")
                } catch {}
            }
        }
        #expect(try counter(state) == 0)
        try increment(state)
        #expect(try counter(state) == 1)
    }

    @Test("a connection that is lost during the commit: what became of it is found out")
    func commit() throws {
        let server = try PostgresServer()
        let relay = try TCPRelay(to: server.port)
        defer { relay.stop() }
        let state = try Self.open(Self.url(relay.port))
        try makeCounter(state)
        // The server has heard it: it is done, and so it is told, once.
        relay.cut(.afterAnswer("COMMIT\0"))
        let value = try state.write { session in
            try session.execute("UPDATE counter SET value = value + 1")
            return "done"
        }
        #expect(value == "done" && relay.cuts == 1)
        #expect(try counter(state) == 1)
        // The server has not: it is undone, and so it is told.
        relay.cut(.before("COMMIT\0"))
        #expect(throws: StateError.lost(place: state.place)) { try increment(state) }
        #expect(relay.cuts == 2)
        #expect(try counter(state) == 1)
    }

    @Test("where nobody can tell what became of a commit, that is said")
    func unknown() throws {
        let server = try PostgresServer()
        let relay = try TCPRelay(to: server.port)
        defer { relay.stop() }
        let state = try Self.open(Self.url(relay.port), wait: .milliseconds(400))
        try makeCounter(state)
        relay.cut(.forGoodAfterAnswer("COMMIT\0"))
        #expect(throws: StateError.outcomeUnknown(place: state.place)) { try increment(state) }
        relay.goOn()
        #expect(try counter(state) == 1)
    }

    @Test("what was told to be written is there after a crash, whoever wrote beside it")
    func durable() throws {
        let server = try PostgresServer()
        let state = try Self.open(server.url, wait: .seconds(60))
        try state.write { _ = try $0.execute("CREATE TABLE t (writer BIGINT, number BIGINT, PRIMARY KEY (writer, number))") }
        let isOver = Mutex(false)
        let writers = (0..<4).map { writer in
            BackgroundThread {
                let own = try Self.open(server.url, wait: .seconds(60))
                var told: [Int64] = []
                var number: Int64 = 0
                // As long as it takes until each crash has hit somebody's work.
                while !isOver.withLock({ $0 }) {
                    number += 1
                    do {
                        try own.write { session in
                            try session.execute(
                                "INSERT INTO t (writer, number) VALUES ($1, $2)", [.integer(Int64(writer)), .integer(number)])
                        }
                        told.append(number)
                    } catch StateError.lost {}
                }
                return told
            }
        }
        for _ in 0..<3 {
            pause(.milliseconds(250))
            try? server.crash(isAwaited: false)
        }
        pause(.milliseconds(250))
        isOver.withLock { $0 = true }
        for (writer, thread) in writers.enumerated() {
            let told = try thread.join()
            let found = try state.read { session in
                try session.query("SELECT number FROM t WHERE writer = $1 ORDER BY number", [.integer(Int64(writer))])
            }.map { try $0.integer("number") }
            // What was told to be lost is not there either.
            #expect(found == told)
        }
    }

    @Test("what a reader was shown is there after a crash, though its writer had not waited for the disk")
    func shown() throws {
        let server = try PostgresServer(settings: ["wal_writer_delay": "10s"])
        let state = try Self.open(server.url, wait: .seconds(60))
        try makeCounter(state)
        for value in 1...3 as ClosedRange<Int64> {
            // As a transaction of firebreak's is for a moment.
            try server.ask("SET synchronous_commit = off; UPDATE firebreak.counter SET value = \(value)")
            let before = try counter(state)
            try server.crash()
            let after = try counter(state)
            #expect(before == value && after == value)
        }
    }

    @Test("who is cut off in the middle does not hold the others up for good, and is refused when it comes back")
    func silence() throws {
        let server = try PostgresServer()
        let endpoint = try PostgresEndpoint(url: server.url)
        let state = try PostgresDatabase(endpoint, silence: .milliseconds(300), migrations: Migration.all)
        try makeCounter(state)
        let error = #expect(throws: StateError.self) {
            try state.write { session in
                try session.execute("UPDATE counter SET value = 50")
                // Others get on before this one says anything again.
                try increment(try Self.open(server.url))
                try session.execute("UPDATE counter SET value = 51")
            }
        }
        #expect(error == .lost(place: state.place))
        #expect(try counter(state) == 1)
    }

    @Test("a certificate that nobody vouches for, and a name that is not in it, are refused")
    func certificates() throws {
        let server = try PostgresServer(password: "right", tls: true)
        let authority = try #require(server.certificates?.authority)
        let stranger = try #require(server.certificates?.stranger)
        #expect(Self.refusal(server.url + "?sslmode=verify-full&sslrootcert=\(authority)") == nil)
        for url in [
            server.url + "?sslmode=verify-full&sslrootcert=\(stranger)", server.url + "?sslmode=verify-full",
            server.url.replacing("127.0.0.1", with: "127.0.0.2") + "?sslmode=verify-full&sslrootcert=\(authority)&hostaddr=127.0.0.1",
        ] {
            let error = Self.refusal(url)
            guard case .untrusted = error else { throw TestFailure("another answer: \(String(describing: error))") }
            #expect(error?.hint?.contains("sslrootcert") == true && error?.message.contains("right") == false)
        }
        let wrong = Self.refusal(server.url(user: "firebreak", password: "wrong") + "?sslmode=verify-full&sslrootcert=\(authority)")
        guard case .loginRefused(_, _, let remedy) = wrong else { throw TestFailure("another answer: \(String(describing: wrong))") }
        #expect(remedy.contains("password") && wrong?.status == .refused && wrong?.message.contains("wrong") == false)
        let none = Self.refusal(server.url(user: "firebreak") + "?sslmode=verify-full&sslrootcert=\(authority)")
        #expect(none?.hint?.contains("PGPASSWORD") == true)
        let absent = Self.refusal(server.url.replacing("/postgres", with: "/absent") + "?sslmode=verify-full&sslrootcert=\(authority)")
        #expect(absent?.hint?.contains("createdb") == true)
    }

    @Test("a server that takes no writes can be read where that is asked for, and is refused otherwise")
    func standby() throws {
        let server = try PostgresServer()
        let writable = try Self.open(server.url)
        try makeCounter(writable)
        try server.ask("ALTER ROLE firebreak SET default_transaction_read_only = on")
        #expect(Self.refusal(server.url) == .onlyReads(place: writable.place))
        let state = try Self.open(server.url + "?target_session_attrs=any")
        #expect(try counter(state) == 0)
        #expect(Self.refusal("postgres://firebreak@127.0.0.1:1/x")?.status == .unavailable)
    }

    @Test("rights that are missing, another program's schema and another encoding are said")
    func unfit() throws {
        let server = try PostgresServer()
        try server.ask("CREATE ROLE poor LOGIN")
        try server.ask("CREATE SCHEMA firebreak CREATE TABLE photos (id BIGINT)")
        try server.ask("CREATE DATABASE latin TEMPLATE template0 ENCODING LATIN1 LOCALE 'C'")
        let foreign = Self.refusal(server.url)
        guard case .foreignDatabase = foreign else { throw TestFailure("another answer: \(String(describing: foreign))") }
        let latin = Self.refusal(server.url.replacing("/postgres", with: "/latin"))
        #expect(latin?.message.contains("LATIN1") == true && latin?.status == .configuration)
        let poor = #expect(throws: StateError.self) { try Self.open(server.url(user: "poor"), schema: "other") }
        guard case .notAllowed = poor else { throw TestFailure("another answer: \(String(describing: poor))") }
        // With a schema of its own it needs no right to make one.
        try server.ask("CREATE SCHEMA other AUTHORIZATION poor")
        try makeCounter(try Self.open(server.url(user: "poor"), schema: "other"))
        let absent = #expect(throws: StateError.self) { try Self.open(server.url, schema: "none", creating: false) }
        guard case .notFound = absent else { throw TestFailure("another answer: \(String(describing: absent))") }
    }

    @Test("what the role may not ask about is a finding, and everything else is looked at all the same")
    func unaskable() throws {
        let server = try PostgresServer()
        try server.ask("CREATE ROLE poor LOGIN SUPERUSER")
        let state = try Self.open(server.url(user: "poor"))
        #expect(!(try state.findings().contains { $0.text.contains("cannot be asked") }))
        try server.ask("ALTER ROLE poor NOSUPERUSER; ALTER SCHEMA firebreak OWNER TO poor")
        try server.ask("REVOKE SELECT ON pg_catalog.pg_stat_ssl, pg_catalog.pg_stat_replication FROM PUBLIC")
        let findings = try Self.open(server.url(user: "poor")).findings()
        let said = findings.filter { $0.text.contains("the server cannot be asked about everything: permission denied") }
        #expect(said.count == 2 && said.allSatisfy { $0.outcome == .doubtful }, "\(findings)")
    }

    @Test(
        "what is no address of a state is refused",
        arguments: [
            "postgres://h/x?schema=", "postgres://h/x?schema=A", "postgres://h/x?schema=a;b", "postgres://h/x?schema=pg_x",
            "postgres://h/x?schema=a&schema=b", "postgres://h/x?schema=1a", "postgres://h/x?schema=%61", "sqlite:x",
            "postgres://u:s3cret@h:port/x?schema=a", "postgres://h/x?schema=\(String(repeating: "a", count: 64))",
        ])
    func addresses(url: String) {
        let error = #expect(throws: PostgresError.self) { try PostgresAddress(url: url) }
        #expect(error?.message.contains("s3cret") == false)
    }

    @Test("an address may name the schema among other options")
    func schema() throws {
        let address = try PostgresAddress(url: "postgres://u:s3cret@db.example.com:5433/x?schema=team_1&sslmode=require")
        #expect(address.schema == "team_1" && address.endpoint.sslMode == "require")
        #expect(address.place == "postgres://db.example.com:5433/x?schema=team_1")
        #expect(try PostgresAddress(url: "postgres:///x").schema == "firebreak")
    }
}

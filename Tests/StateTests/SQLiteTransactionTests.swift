import Basics
import State
import TestSupport
import Testing

@Suite struct SQLiteTransactionTests {
    struct Mine: Error, Equatable { let number: Int }

    @Test func aThrowingBodyUndoesEverythingAndItsErrorPassesThrough() throws {
        try withCounter { state in
            #expect(throws: Mine(number: 7)) {
                try state.write { session in
                    try session.execute("UPDATE counter SET value = 1")
                    throw Mine(number: 7)
                }
            }
            #expect(try counter(state) == 0)
            try state.write { try $0.execute("UPDATE counter SET value = 2") }
            #expect(try counter(state) == 2)
        }
    }

    @Test func aReadCannotChangeAnything() throws {
        try withCounter { state in
            let error = #expect(throws: StateError.self) {
                try state.read { try $0.execute("UPDATE counter SET value = 1") }
            }
            #expect(error?.status == .internalError)
            let value = try counter(state)
            #expect(value == 0)
        }
    }

    @Test func transactionsDoNotNest() throws {
        try withCounter { state in
            #expect(throws: StateError.nested) { try state.write { _ in try counter(state) } }
            #expect(throws: StateError.nested) { try state.read { _ in try state.write { _ in } } }
            let value = try counter(state)
            #expect(value == 0)
        }
    }

    @Test func aWriterThatWaitsInVainIsBusy() throws {
        try withCounter { state in
            let other = try SQLiteDatabase(path: state.path, wait: .milliseconds(30))
            let error = try state.write { _ in
                #expect(throws: StateError.self) { try other.write { _ in } }
            }
            #expect(error == .busy(place: state.path))
            #expect(error?.status == .busy)
            try other.write { try $0.execute("UPDATE counter SET value = 3") }
            #expect(try counter(state) == 3)
        }
    }

    @Test func readersSeeTheLastCommitWhileSomebodyWrites() throws {
        try withCounter { state in
            let other = try SQLiteDatabase(path: state.path)
            try state.write { session in
                try session.execute("UPDATE counter SET value = 5")
                #expect(try counter(other) == 0)
            }
            #expect(try counter(other) == 5)
        }
    }

    @Test func aReadIsOneSnapshot() throws {
        try withCounter { state in
            let other = try SQLiteDatabase(path: state.path)
            let values = try state.read { session in
                let before = try session.first("SELECT value FROM counter")?.integer("value")
                try other.write { try $0.execute("UPDATE counter SET value = 6") }
                return [before, try session.first("SELECT value FROM counter")?.integer("value")]
            }
            #expect(values == [0, 0])
            #expect(try counter(state) == 6)
        }
    }

    @Test func aDuplicateKeyIsAConstraintAndTheRestOfTheTransactionLives() throws {
        try withCounter { state in
            try state.write { session in
                try session.execute("CREATE TABLE t (id TEXT PRIMARY KEY)")
                try session.execute("INSERT INTO t (id) VALUES ($1)", ["a"])
                let error = #expect(throws: StateError.self) {
                    try session.execute("INSERT INTO t (id) VALUES ($1)", ["a"])
                }
                guard case .constraint = error else { throw Mine(number: 1) }
                try session.execute("INSERT INTO t (id) VALUES ($1)", ["b"])
            }
            #expect(
                try state.read { try $0.query("SELECT id FROM t ORDER BY id").map { try $0.text("id") } } == ["a", "b"])
        }
    }

    @Test func manyThreadsLoseNothing() throws {
        try withCounter { state in
            let threads = (0..<6).map { _ in
                BackgroundThread {
                    let own = try SQLiteDatabase(path: state.path)
                    for database in [own, state] {
                        for _ in 0..<20 { try increment(database) }
                    }
                }
            }
            for thread in threads { try thread.join() }
            #expect(try counter(state) == 240)
        }
    }
}

/// A state with a table `counter` of one row, value 0.
@discardableResult
func withCounter<T>(_ body: (SQLiteDatabase) throws -> T) throws -> T {
    try withState { state in
        try state.write { session in
            try session.execute("CREATE TABLE counter (value BIGINT NOT NULL)")
            try session.execute("INSERT INTO counter (value) VALUES (0)")
        }
        return try body(state)
    }
}

/// The counter's value.
func counter(_ state: SQLiteDatabase) throws -> Int64? {
    try state.read { try $0.first("SELECT value FROM counter")?.integer("value") }
}

/// Adds one by reading and writing back, which two transactions at once would get wrong.
func increment(_ state: SQLiteDatabase) throws {
    try state.write { session in
        let value = try session.first("SELECT value FROM counter")?.integer("value") ?? 0
        try session.execute("UPDATE counter SET value = $1", [.integer(value + 1)])
    }
}

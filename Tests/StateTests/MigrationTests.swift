import Basics
import Foundation
import TestSupport
import Testing

@testable import State

@Suite struct MigrationTests {
    @Test func theyAreNumberedWithoutGaps() {
        #expect(Migration.all.map(\.number) == Array(1...Migration.all.count))
        #expect(Set(Migration.all.map(\.name)).count == Migration.all.count)
    }

    @Test(arguments: Engine.allCases) func anOlderStateIsBroughtUpToDateAndKeepsItsRows(_ engine: Engine) throws {
        try withStore(engine) { store in
            do {
                let old = try store.open(migrations: [.journal])
                try old.write { session in
                    try session.execute("INSERT INTO journal_checkpoints (size, note) VALUES ($1, $2)", [3, "note"])
                }
                #expect(throws: StateError.self) { try old.read { try $0.query("SELECT * FROM secrets") } }
            }
            let state = try store.open()
            #expect(try state.read { try $0.query("SELECT * FROM secrets") }.isEmpty)
            #expect(try state.read { try $0.first("SELECT note FROM journal_checkpoints")?.text("note") } == "note")
        }
    }

    @Test(arguments: Engine.allCases) func hashesOfTheJournalThatAreNotKeptAnyMoreGo(_ engine: Engine) throws {
        try withStore(engine) { store in
            do {
                let old = try store.open(migrations: [.journal])
                try old.write { session in
                    for level in 1...9 {
                        try session.execute(
                            "INSERT INTO journal_nodes (level, position, hash) VALUES ($1, 0, $2)",
                            [.integer(Int64(level)), .blob([UInt8(level)])])
                    }
                }
            }
            let rows = try store.open().read { try $0.query("SELECT level, hash FROM journal_nodes ORDER BY level") }
            #expect(rows.map(\.values) == [[4, .blob([4])], [8, .blob([8])]])
        }
    }

    @Test(arguments: Engine.allCases) func aLaterStateIsRefusedUntouched(_ engine: Engine) throws {
        try withStore(engine) { store in
            let state = try store.open()
            try state.write { session in
                try session.execute("INSERT INTO firebreak_migrations (number, name) VALUES (99, 'future')")
            }
            let error = #expect(throws: StateError.self) { try store.open() }
            #expect(error == .newerSchema(place: store.place, found: 99, known: Migration.all.count))
            #expect(error?.status == .configuration)
        }
    }

    @Test(arguments: Engine.allCases) func aMigrationThatFailsLeavesNothingBehind(_ engine: Engine) throws {
        try withStore(engine) { store in
            let broken = Migration(
                number: 2, name: "broken", statements: ["CREATE TABLE half (v TEXT)", "CREATE NONSENSE"])
            #expect(throws: StateError.self) {
                try store.open(migrations: [.journal, broken])
            }
            if engine == .postgres {
                #expect(throws: StateError.notFound(place: store.place)) { try store.open(creating: false) }
            }
            let state = try store.open()
            #expect(throws: StateError.self) { try state.read { try $0.query("SELECT * FROM half") } }
            #expect(try state.read { try $0.query("SELECT * FROM journal_entries") }.isEmpty)
        }
    }

    @Test func keysOfNumbersAreTheRowsOwnAddress() throws {
        #expect(
            SQLiteDialect.schema("CREATE TABLE t (a BIGINT PRIMARY KEY, b BYTES, bytes TEXT)")
                == "CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB, bytes TEXT)")
        #expect(
            PostgresDialect.schema("CREATE TABLE t (a BIGINT PRIMARY KEY, b BYTES, bytes TEXT)")
                == "CREATE TABLE t (a BIGINT PRIMARY KEY, b BYTEA, bytes TEXT COLLATE \"C\")")
    }
}

@Suite struct ManyProcessesTests {
    @Test(arguments: Engine.allCases) func startingAtOnceOnNothingAllSucceedAndNothingIsLost(_ engine: Engine) async throws {
        try await withStore(engine) { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        await #expect(processExitsWith: .success) { [store = store as Store] in
                            let state = try store.open(wait: .seconds(30))
                            try state.write { session in
                                try session.execute("CREATE TABLE IF NOT EXISTS counter (value BIGINT NOT NULL)")
                                try session.execute(
                                    "INSERT INTO counter (value) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM counter)")
                            }
                            for _ in 0..<25 { try increment(state) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let state = try store.open()
            #expect(try counter(state) == 200)
            let applied = try state.read { try $0.query("SELECT number FROM firebreak_migrations ORDER BY number") }
            #expect(try applied.map { try $0.integer("number") } == Migration.all.map { Int64($0.number) })
        }
    }

    @Test(arguments: Engine.allCases) func whatWasCommittedOutlivesSIGKILLAndWhatWasNotIsGone(_ engine: Engine) async throws {
        try await withStore(engine) { store in
            await #expect(processExitsWith: .signal(SIGKILL)) { [store = store as Store] in
                let state = try store.open()
                try state.write { session in
                    try session.execute("CREATE TABLE counter (value BIGINT NOT NULL)")
                    try session.execute("INSERT INTO counter (value) VALUES (1)")
                }
                try state.write { session in
                    try session.execute("UPDATE counter SET value = 2")
                    kill(getpid(), SIGKILL)
                }
            }
            let state = try store.open()
            #expect(try counter(state) == 1)
            // The dead one's lock has gone with it.
            try increment(state)
        }
    }
}

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

    @Test func anOlderStateIsBroughtUpToDateAndKeepsItsRows() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/state.db"
            do {
                let old = try SQLiteDatabase(path: path, wait: .seconds(1), migrations: [.journal])
                try old.write { session in
                    try session.execute("INSERT INTO journal_checkpoints (size, note) VALUES ($1, $2)", [3, "note"])
                }
                #expect(throws: StateError.self) { try old.read { try $0.query("SELECT * FROM secrets") } }
            }
            let state = try SQLiteDatabase(path: path)
            #expect(try state.read { try $0.query("SELECT * FROM secrets") }.isEmpty)
            #expect(try state.read { try $0.first("SELECT note FROM journal_checkpoints")?.text("note") } == "note")
        }
    }

    @Test func aLaterStateIsRefusedUntouched() throws {
        try withState { state in
            try state.write { session in
                try session.execute("INSERT INTO firebreak_migrations (number, name) VALUES (99, 'future')")
            }
            let error = #expect(throws: StateError.self) { try SQLiteDatabase(path: state.path) }
            #expect(error == .newerSchema(place: state.path, found: 99, known: Migration.all.count))
            #expect(error?.status == .configuration)
        }
    }

    @Test func aMigrationThatFailsLeavesNothingBehind() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/state.db"
            let broken = Migration(
                number: 2, name: "broken", statements: ["CREATE TABLE half (v TEXT)", "CREATE NONSENSE"])
            #expect(throws: StateError.self) {
                try SQLiteDatabase(path: path, wait: .seconds(1), migrations: [.journal, broken])
            }
            let state = try SQLiteDatabase(path: path)
            let tables = try state.read { try $0.query("SELECT name FROM sqlite_master").map { try $0.text("name") } }
            #expect(!tables.contains("half"))
            #expect(tables.contains("journal_entries"))
        }
    }

    @Test func keysOfNumbersAreTheRowsOwnAddress() throws {
        #expect(
            SQLiteDialect.schema("CREATE TABLE t (a BIGINT PRIMARY KEY, b BYTES, bytes TEXT)")
                == "CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB, bytes TEXT)")
    }
}

@Suite struct ManyProcessesTests {
    @Test func startingAtOnceOnNothingAllSucceedAndNothingIsLost() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder + "/new/state.db"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        await #expect(processExitsWith: .success) { [path = path as String] in
                            let state = try SQLiteDatabase(path: path)
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
            let state = try SQLiteDatabase(path: path)
            #expect(try counter(state) == 150)
            let applied = try state.read { try $0.query("SELECT number FROM firebreak_migrations ORDER BY number") }
            #expect(try applied.map { try $0.integer("number") } == Migration.all.map { Int64($0.number) })
        }
    }

    @Test func whatWasCommittedOutlivesSIGKILLAndWhatWasNotIsGone() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder + "/state.db"
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
                let state = try SQLiteDatabase(path: path)
                try state.write { session in
                    try session.execute("CREATE TABLE counter (value BIGINT NOT NULL)")
                    try session.execute("INSERT INTO counter (value) VALUES (1)")
                }
                try state.write { session in
                    try session.execute("UPDATE counter SET value = 2")
                    kill(getpid(), SIGKILL)
                }
            }
            let state = try SQLiteDatabase(path: path)
            #expect(try counter(state) == 1)
        }
    }
}

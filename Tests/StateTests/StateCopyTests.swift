import Basics
import TestSupport
import Testing

@testable import State

/// A state that is copied into another.
@Suite("Copying a state")
struct StateCopyTests {
    @Test("every table of the migrations is in the list, with its columns and its key")
    func tables() throws {
        let tables = try StateTable.all()
        // Counted in the migrations' text, so that a table that is made some other way is missed here.
        let made = Migration.all.flatMap(\.statements).count { $0.hasPrefix("CREATE TABLE") }
        let dropped = Migration.all.flatMap(\.statements).count { $0.hasPrefix("DROP TABLE") }
        #expect(tables.count == made - dropped)
        #expect(tables.allSatisfy { !$0.key.isEmpty && $0.key.allSatisfy($0.columns.contains) })
        let nodes = try #require(tables.first { $0.name == "journal_nodes" })
        #expect(nodes.columns == ["level", "position", "hash"] && nodes.key == ["level", "position"])
    }

    /// A row for each table, and more for some: numbers, texts and bytes at their limits, and nulls.
    private func fill(_ database: any Database, more: Int = 0) throws {
        try database.write { session in
            for table in try StateTable.all() { try session.insert(into: table.name, columns: table.columns, rows: [row(table, 0)]) }
            let journal = try #require(try StateTable.all().first { $0.name == "journal_entries" })
            let template = row(journal, 1)
            let rows = (1..<max(1, more)).map { [.integer(Int64($0))] + template.dropFirst() }
            try session.insert(into: journal.name, columns: journal.columns, rows: rows)
        }
    }

    /// Values that fit the columns' types, as the migrations name them.
    private func row(_ table: StateTable, _ number: Int64) -> [SQLValue] {
        let text = Migration.all.flatMap(\.statements).first { $0.hasPrefix("CREATE TABLE \(table.name) ") } ?? ""
        let pieces = text.split { "\n,(".contains($0) }
        return table.columns.map { column in
            let line = pieces.first { $0.split(separator: " ").first.map(String.init) == column } ?? ""
            let isNeeded = line.contains("NOT NULL") || table.key.contains(column)
            if line.contains("BIGINT") { return isNeeded ? .integer(number == 0 ? .min : number) : .null }
            if line.contains("BYTES") { return isNeeded ? .blob(Array(repeating: UInt8(truncatingIfNeeded: number), count: 300)) : .blob([]) }
            return isNeeded ? .text("näive \u{1F525} '\(number)'") : .null
        }
    }

    @Test("holds afterwards what the other holds, whatever it is", arguments: Engine.allCases, Engine.allCases)
    func whole(from: Engine, to: Engine) throws {
        try withTwo(from, to) { source, target in
            try fill(source, more: 3000)
            var told: [Int64] = []
            let contents = try StateCopy { told.append($0.rows) }.run(from: source, to: target)
            #expect(contents.tables.allSatisfy { $0.rows > 0 } && contents.rows > 3000)
            #expect(told.last == contents.rows && told.count > 20)
            let again = try StateCopy().run(from: target, to: source, replacing: true)
            #expect(again == contents)
            for table in try StateTable.all() where table.name != "journal_entries" {
                let query = "SELECT \(table.columns.joined(separator: ", ")) FROM \(table.name)"
                let (one, other) = (try source.read { try $0.query(query) }, try target.read { try $0.query(query) })
                #expect(one.map(\.values) == other.map(\.values), "\(table.name)")
            }
        }
    }

    @Test("is refused where there is something, and says what; nothing is changed", arguments: Engine.allCases)
    func refused(_ engine: Engine) throws {
        try withTwo(.sqlite, engine) { source, target in
            try fill(source)
            try target.write { _ = try $0.execute("INSERT INTO clock_readings (name, reading) VALUES ('a', '{}')") }
            #expect(throws: StateCopyRefusal.notEmpty([("clock_readings", 1)])) {
                try StateCopy().run(from: source, to: target)
            }
            #expect(try target.read { try StateCopy().counts($0) }.map(\.name) == ["clock_readings"])
            let contents = try StateCopy().run(from: source, to: target, replacing: true)
            #expect(try target.read { try $0.query("SELECT name FROM clock_readings") }.count == 1)
            #expect(contents.tables.allSatisfy { $0.rows == ($0.name == "lease_fence" ? 2 : 1) })
        }
    }

    struct Stopped: Error {}

    @Test("is undone where the check at its end, or anything before, fails", arguments: Engine.allCases, [false, true])
    func undone(_ engine: Engine, isAtTheEnd: Bool) throws {
        try withTwo(.sqlite, engine) { source, target in
            try fill(source, more: 3000)
            try target.write { _ = try $0.execute("INSERT INTO clock_readings (name, reading) VALUES ('kept', '{}')") }
            #expect(throws: (any Error).self) {
                if isAtTheEnd {
                    _ = try StateCopy().run(from: source, to: target, replacing: true) { _ in throw Stopped() }
                } else {
                    // A table that lacks a column, as no schema of this program does.
                    try source.write { _ = try $0.execute("ALTER TABLE outbox_references RENAME COLUMN reference TO other") }
                    _ = try StateCopy().run(from: source, to: target, replacing: true)
                }
            }
            let left = try target.read { try $0.query("SELECT name FROM clock_readings") }
            #expect(left.map { $0["name"] } == ["kept"])
            #expect(try target.read { try StateCopy().counts($0) }.map(\.name) == ["clock_readings"])
        }
    }

    @Test("the sum of a table depends on every value, its type and its column, and not on the order")
    func sums() throws {
        func digest(_ rows: [[SQLValue]]) -> String {
            var sum = StateSum()
            for row in rows { sum.add(row) }
            return sum.finished(StateTable(name: "t", columns: [], key: [])).digest
        }
        let one = digest([[1, "a", nil], [2, "b", .blob([1])]])
        #expect(one == digest([[2, "b", .blob([1])], [1, "a", nil]]))
        for other: [[SQLValue]] in [
            [[1, "a", nil]], [[1, "a", nil], [2, "b", "\u{1}"]], [[1, "b", nil], [2, "a", .blob([1])]],
            [["1", "a", nil], [2, "b", .blob([1])]], [[1, "a", ""], [2, "b", .blob([1])]],
        ] { #expect(one != digest(other)) }
    }

    /// Two states of their own.
    private func withTwo(_ from: Engine, _ to: Engine, _ body: (any Database, any Database) throws -> Void) throws {
        try withStore(from) { source in
            try withStore(to) { target in try body(source.open(), target.open()) }
        }
    }
}

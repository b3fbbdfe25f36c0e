import Basics
import Foundation
import JSON
import State
import TestSupport
import Testing

@testable import Incidents

@Suite struct JournalVerifierTests {
    /// What somebody with the database's file might do, and what is found.
    static let tampering: [(name: String, sql: [String], findings: [String])] = [
        ("nothing", [], []),
        ("the last entry cut off", ["DELETE FROM journal_entries WHERE position = 5"], ["missing 5"]),
        (
            "the tail cut off with all that hangs on it",
            [
                "DELETE FROM journal_entries WHERE position >= 4",
                "DELETE FROM journal_nodes WHERE position << CAST(level AS INTEGER) >= 4",
            ], ["missing 4"]
        ),
        ("an entry taken out", ["DELETE FROM journal_entries WHERE position = 2"], ["missing 2", "projection -"]),
        (
            "an entry taken out and the others moved up",
            [
                "DELETE FROM journal_entries WHERE position = 2",
                "UPDATE journal_entries SET position = position - 1 WHERE position > 2",
            ], ["entry 2", "entry 3", "root 0", "entry 4", "projection -", "missing 5"]
        ),
        (
            "two entries swapped",
            [
                "UPDATE journal_entries SET position = 100 WHERE position = 2",
                "UPDATE journal_entries SET position = 2 WHERE position = 3",
                "UPDATE journal_entries SET position = 3 WHERE position = 100",
            ], ["entry 2", "entry 3", "root 0"]
        ),
        (
            "an entry rewritten",
            [
                "UPDATE journal_entries SET leaf = \(rewritten) WHERE position = 3"
            ],
            ["leaf 3", "root 0"]
        ),
        (
            "a leaf that is no blob", ["UPDATE journal_entries SET leaf = 'text' WHERE position = 3"],
            ["entry 3", "missing 3"]
        ),
        (
            "a leaf that is no JSON", ["UPDATE journal_entries SET leaf = \(TestDatabase.literal([0x7B])) WHERE position = 3"],
            ["leaf 3", "entry 3", "root 0"]
        ),
        (
            "another kind in the column", ["UPDATE journal_entries SET kind = 'x' WHERE position = 2"],
            ["entry 2", "projection -"]
        ),
        (
            "another incident in the column", ["UPDATE journal_entries SET incident = 'x' WHERE position = 2"],
            ["entry 2"]
        ),
        ("no incident in the column", ["UPDATE journal_entries SET incident = NULL WHERE position = 3"], ["entry 3"]),
        (
            "another operation in the column", ["UPDATE journal_entries SET operation = 'x' WHERE position = 2"],
            ["entry 2"]
        ),
        ("another time of recording", ["UPDATE journal_entries SET recorded_at = 1 WHERE position = 2"], ["entry 2"]),
        ("another time of happening", ["UPDATE journal_entries SET occurred_at = 1 WHERE position = 2"], ["entry 2"]),
        (
            "an entry before the first", ["UPDATE journal_entries SET position = -1 WHERE position = 0"],
            ["entry -", "missing 0"]
        ),
        (
            "a node too many",
            ["INSERT INTO journal_nodes (level, position, hash) VALUES (3, 0, \(zeros))"], ["node 6"]
        ),
        (
            "a node above entries that are not there",
            ["INSERT INTO journal_nodes (level, position, hash) VALUES (4, 0, \(zeros))"], ["node 6"]
        ),
        (
            "a node on no level", ["INSERT INTO journal_nodes (level, position, hash) VALUES (0, 0, \(zeros))"],
            ["node 6"]
        ),
        (
            "a checkpoint in another's place", ["UPDATE journal_checkpoints SET size = 5 WHERE size = 6"],
            ["checkpoint 4"]
        ),
        (
            "a checkpoint of a size that is not there",
            ["UPDATE journal_checkpoints SET size = 60 WHERE size = 6"], ["checkpoint 59"]
        ),
        (
            "a checkpoint that is no text", ["UPDATE journal_checkpoints SET note = x'00'"],
            ["checkpoint 3", "checkpoint 5"]
        ),
        (
            "an incident closed on the quiet", ["UPDATE incidents SET status = 'closed', closed_at = 5"],
            ["projection -"]
        ),
        ("an incident gone", ["DELETE FROM incidents"], ["projection -"]),
        (
            "an incident made up",
            ["INSERT INTO incidents SELECT 'INC-X', title, severity, status, opened_at, NULL FROM incidents"],
            ["projection -"]
        ),
        ("a severity that is none", ["UPDATE incidents SET severity = 'sev9'"], ["projection -"]),
        (
            "everything gone",
            ["DELETE FROM journal_entries", "DELETE FROM journal_nodes", "DELETE FROM incidents"], ["missing 0"]
        ),
    ]

    /// A leaf with another text in it.
    private static let rewritten =
        TestDatabase.isPostgres
        ? "convert_to(replace(convert_from(leaf, 'UTF8'), 'note 3', 'note 9'), 'UTF8')"
        : "CAST(REPLACE(CAST(leaf AS TEXT), 'note 3', 'note 9') AS BLOB)"

    /// A column of PostgreSQL holds values of its own type only.
    private static let possible = tampering.map(\.name).filter { !TestDatabase.isPostgres || !$0.contains("that is no blob") && !$0.contains("that is no text") }

    @Test(arguments: possible)
    func tamperingIsFoundAndLocated(_ name: String) throws {
        let row = try #require(Self.tampering.first { $0.name == name })
        try withSmallJournal { journal in
            try journal.database.write { session in for sql in row.sql { try session.execute(sql) } }
            let verification = try verify(journal)
            #expect(verification.findings == row.findings, "\(verification.problems.map(\.message))")
            #expect(verification.isGood == row.findings.isEmpty)
        }
    }

    @Test(arguments: [
        ("DELETE FROM journal_nodes WHERE position = 1", ["node 16"]),
        ("UPDATE journal_nodes SET hash = \(zeros) WHERE position = 0", ["node 0"]),
        ("UPDATE journal_nodes SET position = 2 WHERE position = 1", ["node 16", "node 40"]),
    ])
    func aHashOfTheTreeThatIsNotTheEntriesIsFound(_ sql: String, _ findings: [String]) throws {
        try withJournal { journal in
            try journal.append((1..<40).map { note("note \($0)") })
            try journal.database.write { _ = try $0.execute(sql) }
            #expect(try verify(journal).findings == findings)
        }
    }

    @Test func anEntryRewrittenWithAllHashesAndTheKeyOfSomebodyElseIsFound() throws {
        try withSmallJournal { journal in
            // The journal as it would be if it had been written so from the beginning, by another signer.
            let forged = try withJournal { other -> [SQLRow] in
                let forger = Journal(
                    database: other.database, signer: try testSigner(first: 77), time: .fixed(instant))
                try fill(forger)
                return try other.database.read { try $0.query("SELECT size, note FROM journal_checkpoints") }
            }
            try journal.database.write { session in
                for row in forged {
                    try session.execute(
                        "UPDATE journal_checkpoints SET note = $1 WHERE size = $2", [row["note"], row["size"]])
                }
            }
            #expect(try verify(journal).findings == ["checkpoint 3", "checkpoint 5"])
            #expect(throws: JournalError.self) { try journal.append(note("more")) }
        }
    }

    @Test func aJournalOfAnotherKeyDoesNotPassForOurs() throws {
        try withJournal { journal in
            let other = Journal(database: journal.database, signer: try testSigner(first: 77), time: .fixed(instant))
            try fill(other)
            #expect(try verify(journal).findings == ["entry 0", "checkpoint 3", "checkpoint 5"])
            let trusting = try JournalVerifier().verify(journal.database)
            #expect(trusting.isGood && !trusting.keyWasGiven)
        }
    }

    @Test func aTailCutWithItsCheckpointsIsFoundByAWitness() throws {
        try withSmallJournal { journal in
            let witness = try #require(try journal.lastCheckpoint()).note
            try journal.database.write { session in
                try session.execute("DELETE FROM journal_entries WHERE position >= 4")
                try session.execute("DELETE FROM journal_nodes WHERE position << CAST(level AS INTEGER) >= 4")
                try session.execute("DELETE FROM journal_checkpoints WHERE size > 4")
            }
            #expect(try verify(journal).findings == [])
            #expect(try verify(journal, witnesses: [witness]).findings == ["missing 4"])
            try journal.append([note("another"), note("future")])
            #expect(try verify(journal).findings == [])
            #expect(try verify(journal, witnesses: [witness]).findings == ["root 4"])
            #expect(try verify(journal, witnesses: ["no checkpoint"]).findings == ["checkpoint -"])
        }
    }

    /// Nothing is written behind such a journal, so it is not called good, but its entries are told to be as they were signed.
    @Test(arguments: [("size > 0", 6, ["checkpoint 5"]), ("size = 6", 6, ["checkpoint 5"]), ("size > 0", 4, ["checkpoint 3", "entry 4"])])
    func checkpointsThatWereDeletedAreMissedThoughAWitnessHasOne(_ which: String, _ size: Int, _ findings: [String]) throws {
        try withSmallJournal { journal in
            let kept = try journal.database.read { session in
                try session.query("SELECT note FROM journal_checkpoints WHERE size = \(size)").first.map { try $0.text("note") }
            }
            let witness = try #require(kept)
            #expect(try verify(journal, witnesses: [witness]).findings == [])
            try journal.database.write { _ = try $0.execute("DELETE FROM journal_checkpoints WHERE \(which)") }
            let verification = try verify(journal, witnesses: [witness])
            #expect(verification.findings == findings)
            let message = "the checkpoint of \(size) entries was deleted here; the one that was kept elsewhere shows that these are as they were signed"
            #expect(verification.problems.first?.message == message)
        }
    }

    /// Every single bit of every leaf, hash, node and note.
    @Test(arguments: [
        ("journal_entries", "leaf", "position"), ("journal_entries", "leaf_hash", "position"),
        ("journal_nodes", "hash", "level * 100 + position"), ("journal_checkpoints", "note", "size"),
    ])
    func everySingleBitThatIsFlippedIsFound(_ table: String, _ column: String, _ key: String) throws {
        try withJournal { journal in
            try Incidents(journal: journal).open(title: "t", severity: .sev1, actor: "a")
            // Sixteen leaves have the first hash above them that is kept.
            if table == "journal_nodes" { try journal.append((2..<17).map { note("note \($0)") }) }
            let rows = try journal.database.read { session in
                try session.query("SELECT \(key) AS key, \(TestDatabase.bytes(of: column, isText: column == "note")) AS bytes FROM \(table)")
            }
            let verifier = try testSigner().verifier
            // All in one transaction that is undone in the end, and so without a single write to the disk.
            #expect(throws: TestFailure.self) {
                try journal.database.write { session in
                    let value = TestDatabase.value(ofBytes: "$1", isText: column == "note")
                    let update = "UPDATE \(table) SET \(column) = \(value) WHERE \(key) = $2"
                    var unnoticed: [String] = []
                    for row in rows {
                        let bytes = try row.blob("bytes")
                        for bit in 0..<bytes.count * 8 {
                            var changed = bytes
                            changed[bit / 8] ^= 1 << UInt8(bit % 8)
                            // PostgreSQL itself refuses what is no text.
                            if TestDatabase.isPostgres, column == "note", changed.contains(0) || String(validating: changed, as: UTF8.self) == nil { continue }
                            try session.execute(update, [.blob(changed), row["key"]])
                            var audit = StoredJournalAudit(session, JournalAudit(verifier: verifier))
                            let verification = try audit.run(witnesses: [])
                            let isLocated =
                                column != "leaf"
                                || verification.problems.contains { .integer($0.entry ?? -1) == row["key"] }
                            if verification.isGood || !isLocated { unnoticed.append("\(row["key"]) bit \(bit)") }
                        }
                        try session.execute(update, [.blob(bytes), row["key"]])
                    }
                    #expect(unnoticed.isEmpty, "\(unnoticed)")
                    throw TestFailure("undone")
                }
            }
            #expect(!rows.isEmpty)
            #expect(try verify(journal).isGood)
        }
    }

    /// In the database of a journal of a thousand entries: every leaf, every hash beside a leaf, every hash of the tree.
    /// What comes before a row is the same each time, so the audit behind it is kept, and a problem stays one whatever
    /// follows. One bit of each byte of every eighth row; with `FIREBREAK_SOAK=1` every bit.
    @Test func everySingleBitInTheDatabaseOfAThousandEntriesIsFoundAndLocated() throws {
        try withJournal { journal in
            try journal.append(many: (1..<1000).map { note("note \($0)", at: instant - .seconds($0)) })
            let verifier = try testSigner().verifier
            var missed: [String] = []
            var tried = 0
            try journal.database.read { session in
                var before = StoredJournalAudit(session, JournalAudit(verifier: verifier))
                var next: Int64 = 0
                while true {
                    let rows = try before.page(from: next)
                    guard let last = rows.last else { break }
                    next = try last.integer("position") + 1
                    for row in rows {
                        let position = try row.integer("position")
                        if FirebreakProgram.isSoaking || position.isMultiple(of: 8) {
                            for column in ["leaf", "leaf_hash"] {
                                try flippingBits(of: column, in: row) { changed, bit in
                                    var audit = before
                                    _ = try audit.check(changed)
                                    tried += 1
                                    if audit.verification.problems.first?.entry != position {
                                        missed.append("\(column) of \(position), bit \(bit)")
                                    }
                                }
                            }
                        }
                        for node in try before.check(row) {
                            let stored = SQLRow(
                                columns: ["position", "hash"], values: [.integer(node.position), .blob(node.hash)])
                            var good = before
                            good.compare([node], with: [stored])
                            #expect(good.verification.isGood)
                            try flippingBits(of: "hash", in: stored) { changed, bit in
                                var audit = before
                                audit.compare([node], with: [changed])
                                tried += 1
                                if audit.verification.problems.first?.entry != node.position << Int64(node.level) {
                                    missed.append("node \(node.level) \(node.position), bit \(bit)")
                                }
                            }
                        }
                    }
                }
                #expect(before.verification.isGood && before.verification.entries == 1000)
            }
            #expect(missed.isEmpty, "\(missed.prefix(10)) of \(tried)")
            #expect(tried > 25_000)
            #expect(try verify(journal).isGood)
        }
    }

    /// A row with one bit of a column changed, after the other: of each byte one, or all where it soaks.
    private func flippingBits(of column: String, in row: SQLRow, _ body: (SQLRow, Int) throws -> Void) throws {
        let bytes = try row.blob(column)
        guard let index = row.columns.firstIndex(of: column) else { throw TestFailure("no column \(column)") }
        for place in bytes.indices {
            for bit in FirebreakProgram.isSoaking ? Array(0..<8) : [place % 8] {
                var values = row.values
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                values[index] = .blob(changed)
                try body(SQLRow(columns: row.columns, values: values), place * 8 + bit)
            }
        }
    }

    @Test func anEmptyJournalIsGood() throws {
        try withJournal { journal in
            let verification = try verify(journal)
            #expect(verification.isGood && verification.entries == 0 && verification.checkpoint == nil)
            #expect(try journal.export { _ in } == nil)
        }
    }

    @Test func problemsBeyondAHundredAreCounted() throws {
        try withJournal { journal in
            try journal.append((0..<150).map { note("n \($0)") })
            try journal.database.write { _ = try $0.execute("UPDATE journal_entries SET kind = 'x'") }
            let verification = try verify(journal)
            #expect(verification.problems.count == 100)
            #expect(verification.moreProblems == 51)
        }
    }
}

/// Six entries (0 to 5) with an incident among them, and checkpoints of 4 and 6.
private func withSmallJournal(_ body: (Journal) throws -> Void) throws {
    try withJournal { journal in
        try fill(journal)
        try body(journal)
    }
}

private func fill(_ journal: Journal) throws {
    let opened = JournalDraft(
        kind: JournalKind.incidentOpened, actor: "test", incident: "INC-20261121-001", summary: "opened",
        details: ["severity": "sev1", "title": "t"])
    try journal.append([note("note 1"), opened, note("note 3", incident: "INC-20261121-001")])
    try journal.append([note("note 4"), note("note 5")])
}

import Basics
import JSON
import State
import TestSupport
import Testing

@testable import Incidents

@Suite struct JournalImportTests {
    @Test func manyEntriesMakeTheSameTreeAsOneAfterTheOther() throws {
        let drafts = (1..<300).map { note("note \($0)", incident: $0 % 3 == 0 ? "A" : nil, at: instant - .seconds($0)) }
        let one = try withJournal { journal in
            for draft in drafts { try journal.append(draft) }
            return try journal.lastCheckpoint()
        }
        try withJournal { journal in
            let result = try journal.append(many: drafts)
            #expect(result.entries == 299 && result.first == 1 && result.last == 299)
            #expect(try journal.lastCheckpoint()?.root == one?.root)
            #expect(try verify(journal).findings == [])
            #expect(try journal.append(many: []).entries == 0)
        }
    }

    @Test func severalTransactionsAreOneJournal() throws {
        try withJournal { journal in
            try journal.append(note("before"))
            let result = try journal.append(many: (0..<40_000).lazy.map { note("note \($0)") })
            #expect(result.entries == 40_000 && result.first == 2 && result.last == 40_001)
            let verification = try verify(journal)
            #expect(verification.findings == [] && verification.unsigned == 0)
            // One for the first append, and one for each transaction.
            #expect(verification.checkpoints == 4)
            #expect(try journal.entry(at: 40_001)?.summary == "note 39999")
        }
    }

    @Test func othersMayWriteInBetween() throws {
        try withTemporaryDirectory { folder in
            let journal = Journal(database: try TestDatabase.make(in: folder), signer: try testSigner())
            let other = Journal(database: try TestDatabase.make(in: folder), signer: try testSigner())
            var number = 0
            let result = try journal.append { () throws -> JournalDraft? in
                guard number < 40_000 else { return nil }
                number += 1
                if number % 8000 == 0 { try other.append(note("other \(number)")) }
                return note("note \(number)")
            }
            #expect(result.entries == 40_000)
            #expect(try journal.count() == 40_006)
            #expect(try verify(journal).findings == [])
            var seen: [String] = []
            try journal.forEach(JournalQuery(kinds: [JournalKind.note])) { seen.append($0.summary) }
            #expect(seen.filter { $0.hasPrefix("note") } == (1...40_000).map { "note \($0)" })
        }
    }

    @Test func aDraftThatIsNoneEndsItAndTheTransactionsBeforeStay() throws {
        try withJournal { journal in
            #expect(throws: JournalError.empty(what: "the text")) {
                try journal.append(many: (0..<20_000).lazy.map { note($0 == 18_000 ? " " : "note \($0)") })
            }
            let count = try journal.count()
            #expect(count == 1 + 16_384)
            #expect(try verify(journal).findings == [])
            #expect(throws: JournalError.noSigner) {
                try Journal(database: journal.database).append(many: [note("x")])
            }
        }
    }

    @Test func incidentsAmongThemAreKnown() throws {
        try withJournal { journal in
            let opened = JournalDraft(
                kind: JournalKind.incidentOpened, actor: "test", incident: "INC-1", summary: "opened",
                details: ["severity": "sev1", "title": "t"])
            try journal.append(many: [note("a"), opened, note("b")])
            #expect(try Incidents(journal: journal).find("inc-1").title == "t")
            #expect(try verify(journal).findings == [])
        }
    }

    @Test func inACallersTransactionTheyGoWithIt() throws {
        try withJournal { journal in
            try journal.database.write { session in
                let entries = try journal.append((0..<50).map { note("n \($0)") }, in: session)
                #expect(entries.map(\.position) == Array(1...50))
                #expect(try journal.append([], in: session).isEmpty)
            }
            #expect(throws: StateError.nested) {
                try journal.database.write { _ in _ = try journal.append(many: [note("inside")]) }
            }
            #expect(try journal.count() == 51)
        }
    }

    @Test func ofTheLevelsEveryFourthIsKept() throws {
        try withTemporaryDirectory { folder in
            let journal = Journal(database: try TestDatabase.make(in: folder), signer: try testSigner())
            try journal.append((0..<40).map { note("n \($0)") })
            let levels = try journal.database.read { try $0.query("SELECT DISTINCT level FROM journal_nodes") }
            #expect(levels.map { $0["level"] } == [4])
        }
    }
}

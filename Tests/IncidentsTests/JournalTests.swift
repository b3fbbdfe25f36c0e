import Basics
import Cryptography
import JSON
import State
import TestSupport
import Testing

@testable import Incidents

@Suite struct JournalTests {
    @Test func theFirstEntryTellsOfTheJournalAndIsUnderACheckpoint() throws {
        try withJournal { journal in
            let entry = try journal.append(note("hello"))
            #expect(entry.position == 1)
            let first = try #require(try journal.entry(at: 0))
            #expect(first.kind == JournalKind.created)
            #expect(first.details["publicKey"]?.stringValue == CheckpointTests.knownKey)
            #expect(try journal.lastCheckpoint()?.size == 2)
            #expect(try verify(journal).findings == [])
        }
    }

    @Test func anEntryComesBackAsItWasWritten() throws {
        try withJournal { journal in
            let draft = JournalDraft(
                kind: JournalKind.outcome, occurredAt: instant - .seconds(90), actor: "alice",
                incident: "INC-20261121-001",
                operation: "op-1", summary: "Sessions revoked\n\u{1B}[31m<b>&\u{202E} \u{1F525}",
                details: ["revoked": 12, "rate": 0.25, "note": "ünï\u{0}code", "list": [nil, true, ["k": "v"]]])
            let written = try journal.append(draft)
            let read = try #require(try journal.entry(at: 1))
            #expect(read == written)
            #expect(read.summary == draft.summary && read.details == draft.details)
            #expect(read.recordedAt == instant && read.occurredAt == instant - .seconds(90))
            #expect(try journal.entry(at: 2) == nil)
            #expect(try journal.count() == 2)
        }
    }

    @Test func aLeafIsCanonicalJSON() throws {
        var entry = JournalEntry(
            position: 7, recordedAt: instant, occurredAt: instant, kind: "incident.note", actor: "a",
            incident: "INC-1", summary: "b", details: ["z": 1, "a": [2.5, "\u{7}"]])
        let leaf = String(decoding: try JournalLeaf.encode(&entry), as: UTF8.self)
        #expect(
            leaf == #"{"actor":"a","details":{"a":[2.5,"\u0007"],"z":1},"incident":"INC-1","kind":"incident.note","#
                + #""occurredAt":"2026-11-21T03:04:05.678901Z","position":7,"recordedAt":"2026-11-21T03:04:05.678901Z","#
                + #""summary":"b","version":1}"#)
    }

    @Test func detailsThatDoNotFitLoseTheirLargestMembersAndTheEntrySaysSo() throws {
        try withJournal { journal in
            let details: JSONValue = [
                "revoked": 12, "large": .string(String(repeating: "x", count: 70_000)),
                "larger": .array(Array(repeating: "yyyy", count: 20_000)), "store": "web",
            ]
            var draft = note("n")
            draft.details = details
            let entry = try journal.append(draft)
            #expect(entry.details == ["revoked": 12, "store": "web"])
            #expect(entry.cut?.members == ["larger", "large"])
            #expect(entry.cut?.bytes == Int64(details.canonical.count))
            #expect(entry.cut?.sha256 == Hexadecimal.encode(SHA256.hash(details.canonical)))
            #expect(try journal.entry(at: 1) == entry)
            draft.details = .string(String(repeating: "x", count: 70_000))
            #expect(try journal.append(draft).details == .null)
            draft.details = .string(String(repeating: "x", count: 60_000))
            #expect(try journal.append(draft).cut == nil)
        }
    }

    @Test func textsAreBounded() throws {
        try withJournal { journal in
            #expect(throws: JournalError.tooLong(what: "the text", bytes: 16_385, limit: 16_384)) {
                try journal.append(note(String(repeating: "x", count: 16_385)))
            }
            #expect(throws: JournalError.self) {
                // Each of these becomes six bytes in JSON.
                try journal.append(note(String(repeating: "\u{1}", count: 16_384)))
            }
            #expect(throws: JournalError.empty(what: "the text")) { try journal.append(note(" \n ")) }
            #expect(throws: JournalError.notText(what: "the text")) { try journal.append(note("a\0b")) }
            #expect(throws: JournalError.self) { try journal.append(note("x", at: Timestamp(microseconds: .max))) }
            #expect(try journal.count() == 0)
            try journal.append(note(String(repeating: "x", count: 16_384)))
        }
    }

    @Test func anEntryInACallersTransactionGoesWithIt() throws {
        try withJournal { journal in
            #expect(throws: TestFailure.self) {
                try journal.database.write { session in
                    try journal.append(note("never"), in: session)
                    throw TestFailure("undone")
                }
            }
            #expect(try journal.count() == 0)
            try journal.database.write { session in _ = try journal.append(note("kept"), in: session) }
            #expect(try journal.lastCheckpoint()?.size == 2)
            try journal.database.write { session in
                try journal.append(note("another"), in: session)
                try journal.append(note("and another"), in: session)
            }
            #expect(try journal.checkpoint()?.size == 4)
            let verification = try verify(journal)
            #expect(verification.unsigned == 0 && verification.checkpoints == 3 && verification.findings == [])
        }
    }

    /// Somebody who can write the database and has no key.
    private static let cuts: [(sql: [String], signed: Int64)] = [
        (["DELETE FROM journal_checkpoints"], 0), (["DELETE FROM journal_checkpoints WHERE size > 3"], 3),
        (["DELETE FROM journal_checkpoints", "UPDATE journal_entries SET kind = 'x' WHERE position = 1"], 0),
    ]

    @Test(arguments: cuts)
    func nobodySignsForAJournalWhoseCheckpointsAreGone(_ sql: [String], _ signed: Int64) throws {
        try withJournal { journal in
            try journal.append([note("one"), note("two")])
            try journal.append(note("three"))
            try journal.database.write { session in for sql in sql { try session.execute(sql) } }
            try expectRefusal(journal, .unsigned(entries: 4, signed: signed))
        }
    }

    @Test func nobodySignsForAnEntryThatSomebodyElseHasWritten() throws {
        try withJournal { journal in
            try journal.append(note("one"))
            // As firebreak would have written it, but for the signature.
            let forger = Journal(database: journal.database, signer: try testSigner())
            let last = try #require(try journal.lastCheckpoint()).note
            try forger.append(note("two"))
            try journal.database.write { session in _ = try session.execute("DELETE FROM journal_checkpoints WHERE size > 2") }
            #expect(try journal.lastCheckpoint()?.note == last)
            try expectRefusal(journal, .unsigned(entries: 3, signed: 2))
        }
    }

    /// Nothing is written, nothing is signed, and who verifies is told.
    private func expectRefusal(_ journal: Journal, _ error: JournalError) throws {
        func notes() throws -> Int { try journal.database.read { try $0.query("SELECT size FROM journal_checkpoints").count } }
        let before = (try journal.count(), try notes())
        #expect(throws: error) { try journal.append(note("more")) }
        #expect(throws: error) { try journal.append(many: [note("more")]) }
        #expect(throws: error) { try journal.checkpoint() }
        let after = (try journal.count(), try notes())
        #expect(before == after)
        let verification = try verify(journal)
        #expect(verification.unsigned > 0 && verification.problems.contains { $0.message.contains("were signed for") })
    }

    @Test func aPositionThatNoNumberFollowsIsRefused() throws {
        try withJournal { journal in
            try journal.append([note("one"), note("two")])
            try journal.database.write { session in
                _ = try session.execute("UPDATE journal_entries SET position = \(Int64.max) WHERE position = 2")
            }
            #expect(throws: JournalError.unreadable(.max, "no journal has so many")) { try journal.append(note("more")) }
            #expect(try verify(journal).findings == ["entry -", "missing 2"])
        }
    }

    @Test func severalEntriesAreOneTransaction() throws {
        try withJournal { journal in
            #expect(throws: JournalError.self) { try journal.append([note("a"), note(""), note("c")]) }
            #expect(try journal.count() == 0)
            let entries = try journal.append((0..<1200).map { note("n \($0)") })
            #expect(entries.map(\.position) == Array(1...1200))
            #expect(try verify(journal).findings == [])
            var seen: [Int64] = []
            try journal.forEach(JournalQuery(kinds: [JournalKind.note])) { seen.append($0.position) }
            #expect(seen == Array(1...1200))
            seen = []
            try journal.forEach(JournalQuery(limit: 777)) { seen.append($0.position) }
            #expect(seen == Array(0..<777))
        }
    }

    @Test func entriesAreFoundByIncidentKindAndOperation() throws {
        try withJournal { journal in
            func draft(_ kind: String, _ operation: String, _ incident: String?, _ seconds: Int) -> JournalDraft {
                JournalDraft(
                    kind: kind, occurredAt: instant - .seconds(seconds), actor: "a", incident: incident,
                    operation: operation, summary: "\(kind) \(operation)")
            }
            try journal.append([
                draft(JournalKind.intent, "one", "A", 10), draft(JournalKind.intent, "two", nil, 30),
                draft(JournalKind.outcome, "one", "A", 20), draft(JournalKind.intent, "three", "A", 40),
            ])
            #expect(try journal.entries(incident: "A").map(\.position) == [1, 3, 4])
            #expect(try journal.entries(JournalQuery(incident: "A", order: .occurred)).map(\.position) == [4, 3, 1])
            #expect(try journal.entries(incident: "A", kinds: [JournalKind.outcome]).map(\.position) == [3])
            #expect(
                try journal.entries(kinds: [JournalKind.intent, JournalKind.created], limit: 2).map(\.position) == [
                    0, 1,
                ])
            #expect(try journal.entries(operation: "one").map(\.position) == [1, 3])
            #expect(try journal.unfinished().map(\.operation) == ["two", "three"])
            #expect(try journal.unfinished(incident: "A").map(\.operation) == ["three"])
            var seen: [Int64] = []
            try journal.forEach(JournalQuery(incident: "A", order: .occurred, limit: 2)) { seen.append($0.position) }
            #expect(seen == [4, 3])
        }
    }

    @Test func pagesInTheOrderOfEventsMissNothing() throws {
        try withJournal { journal in
            // Many at the same instant, so that pages end in the middle of one.
            try journal.append((0..<1300).map { note("n", incident: "A", at: instant - .seconds($0 % 3)) })
            var seen: [Int64] = []
            try journal.forEach(JournalQuery(incident: "A", order: .occurred)) { seen.append($0.position) }
            #expect(seen.count == 1300 && Set(seen).count == 1300)
            #expect(seen.first == 3 && seen.last == 1300 - (1300 - 1) % 3)
        }
    }

    @Test func withoutAKeyItCanOnlyBeRead() throws {
        try withJournal { journal in
            try journal.append(note("one"))
            let reader = Journal(database: journal.database)
            #expect(try reader.entries().count == 2)
            #expect(throws: JournalError.noSigner) { try reader.append(note("two")) }
            #expect(throws: JournalError.noSigner) { try reader.checkpoint() }
        }
    }

    @Test func anotherKeyDoesNotGoOn() throws {
        try withJournal { journal in
            try journal.append(note("one"))
            let sameName = Journal(database: journal.database, signer: try testSigner(first: 1))
            #expect(throws: JournalError.badCheckpoint("it is not signed by firebreak.test/journal")) {
                try sameName.append(note("two"))
            }
            let other = Journal(database: journal.database, signer: try testSigner(name: "other", first: 1))
            #expect(throws: JournalError.otherKey(journal: "firebreak.test/journal", given: "other")) {
                try other.append(note("two"))
            }
            #expect(try journal.count() == 2)
        }
    }

    @Test(arguments: [
        "DELETE FROM journal_entries WHERE position = 19", "DELETE FROM journal_entries WHERE position = 17",
        "UPDATE journal_nodes SET hash = \(zeros)", "DELETE FROM journal_nodes",
        "UPDATE journal_nodes SET hash = 'text'",
    ])
    func nothingIsWrittenBehindAJournalThatWasChanged(_ sql: String) throws {
        try withJournal { journal in
            try journal.append((1..<20).map { note("note \($0)") })
            try journal.database.write { _ = try $0.execute(sql) }
            #expect(throws: JournalError.disagrees(size: 20)) { try journal.append(note("more")) }
            #expect(throws: JournalError.disagrees(size: 20)) { try journal.append(many: [note("more")]) }
            #expect(throws: JournalError.disagrees(size: 20)) { try journal.checkpoint() }
        }
    }

    @Test func proofsHold() throws {
        try withJournal { journal in
            for number in 0..<39 { try journal.append(note("n \(number)")) }
            let verifier = try testSigner().verifier
            for position in 0..<Int64(40) {
                let proof = try journal.inclusionProof(position)
                var entry = try #require(try journal.entry(at: position))
                let checkpoint = try verifier.checkpoint(proof.checkpoint.note)
                let leafHash = MerkleHash.leaf(try JournalLeaf.encode(&entry))
                #expect(
                    MerkleProof.verifyInclusion(
                        leafHash: leafHash, index: proof.index, size: checkpoint.size, root: checkpoint.root,
                        proof: proof.hashes))
            }
            let last = try #require(try journal.lastCheckpoint())
            for older in 2...Int64(40) {
                let note = try journal.database.read { try JournalStore(session: $0).note(size: older) }
                let earlier = try verifier.checkpoint(try #require(note))
                let proof = try journal.consistencyProof(from: older)
                #expect(
                    MerkleProof.verifyConsistency(
                        older: older, olderRoot: earlier.root, newer: last.size, newerRoot: last.root,
                        proof: proof.hashes))
            }
            #expect(throws: JournalError.noEntry(40)) { try journal.inclusionProof(40) }
            #expect(throws: JournalError.noEntry(41)) { try journal.consistencyProof(from: 1, to: 41) }
            #expect(throws: JournalError.noEntry(0)) { try journal.consistencyProof(from: 0) }
        }
    }
}

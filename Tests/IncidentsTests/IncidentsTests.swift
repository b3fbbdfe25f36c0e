import Basics
import JSON
import State
import Synchronization
import TestSupport
import Testing

@testable import Incidents

@Suite struct IncidentsTests {
    @Test func numbersCountWithinTheDayOfUTC() throws {
        let clock = Clock(Timestamp("2026-11-21T23:59:58Z"))
        try withJournal(time: clock.source) { journal in
            let incidents = Incidents(journal: journal)
            var ids = [try open(incidents).id]
            clock.move(.seconds(1))
            ids.append(try open(incidents).id)
            clock.move(.seconds(2))
            ids.append(try open(incidents).id)
            #expect(ids == ["INC-20261121-001", "INC-20261121-002", "INC-20261122-001"])
        }
    }

    @Test func aDayMayHaveMoreThan999() throws {
        try withJournal { journal in
            let incidents = Incidents(journal: journal)
            try journal.append(
                (998...1000).map { number in
                    JournalDraft(
                        kind: JournalKind.incidentOpened, actor: "a", incident: "INC-20261121-\(number)", summary: "s",
                        details: ["severity": "sev4", "title": "t"])
                })
            #expect(try open(incidents).id == "INC-20261121-1001")
        }
    }

    @Test func manyOpenAtOnceAndNoNumberIsGivenTwice() throws {
        try withTemporaryDirectory { folder in
            @Sendable func journal() throws -> Journal {
                Journal(database: try TestDatabase.make(in: folder), signer: try testSigner())
            }
            let threads = (0..<4).map { _ in
                BackgroundThread {
                    let own = try journal()
                    return try (0..<5).map { _ in try open(Incidents(journal: own)).id }
                }
            }
            let ids = try threads.flatMap { try $0.join() }
            #expect(Set(ids).count == 20)
            #expect(try verify(journal()).isGood)
        }
    }

    @Test func itIsOpenedToldAboutAndClosed() throws {
        try withJournal { journal in
            let incidents = Incidents(journal: journal)
            let opened = try incidents.open(title: "Leaked key <b>\u{1B}", severity: .sev1, actor: "alice")
            #expect(opened.title == "Leaked key <b>\u{1B}" && opened.status == .open && opened.openedAt == instant)
            #expect(try incidents.find(opened.id.lowercased()) == opened)
            let note = try incidents.note(
                "found in a gist", incident: opened.id, actor: "bob", at: instant - .seconds(60))
            #expect(note.incident == opened.id && note.occurredAt == instant - .seconds(60))
            let closed = try incidents.close(opened.id, actor: "alice", text: "all rotated")
            #expect(closed.status == .closed && closed.closedAt == instant)
            #expect(throws: IncidentsError.alreadyClosed(opened.id, at: instant)) {
                try incidents.close(opened.id, actor: "alice")
            }
            try incidents.note("afterwards", incident: opened.id, actor: "bob")
            let record = try incidents.show(opened.id)
            #expect(record.incident == closed)
            #expect(
                record.entries.map(\.kind) == [
                    JournalKind.note, JournalKind.incidentOpened, JournalKind.incidentClosed, JournalKind.note,
                ])
            #expect(try verify(journal).isGood)
        }
    }

    @Test func listsTheLatestFirstAndKnowsTheOnlyOpenOne() throws {
        let clock = Clock(instant)
        try withJournal(time: clock.source) { journal in
            let incidents = Incidents(journal: journal)
            #expect(try incidents.theOnlyOpen() == nil)
            let first = try open(incidents)
            clock.move(.seconds(1))
            #expect(try incidents.theOnlyOpen() == first)
            let second = try open(incidents)
            #expect(try incidents.list().map(\.id) == [second.id, first.id])
            let error = #expect(throws: IncidentsError.self) { try incidents.theOnlyOpen() }
            #expect(error?.status == .usage)
            #expect(error == .severalOpen([second.id, first.id]))
            try incidents.close(first.id, actor: "a")
            #expect(try incidents.theOnlyOpen() == second)
            #expect(try incidents.list(status: .closed).map(\.id) == [first.id])
            #expect(try incidents.list(limit: 1).map(\.id) == [second.id])
        }
    }

    @Test(arguments: ["INC-20261121-009", "", "' OR 1=1 --", "a\0b", "%"])
    func unknownIncidentsAreSaidToBe(_ id: String) throws {
        try withJournal { journal in
            let incidents = Incidents(journal: journal)
            _ = try open(incidents)
            #expect(throws: IncidentsError.notFound(id)) { try incidents.show(id) }
            #expect(throws: IncidentsError.notFound(id)) { try incidents.note("n", incident: id, actor: "a") }
            #expect(throws: IncidentsError.notFound(id)) { try incidents.close(id, actor: "a") }
            #expect(try journal.count() == 2)
        }
    }

    @Test func titlesAreBounded() throws {
        try withJournal { journal in
            let incidents = Incidents(journal: journal)
            for title in ["", "  \n", String(repeating: "x", count: 513), "a\0"] {
                #expect(throws: JournalError.self) { try incidents.open(title: title, severity: .sev2, actor: "a") }
            }
            #expect(try journal.count() == 0)
            _ = try incidents.open(title: String(repeating: "x", count: 512), severity: .sev2, actor: "a")
        }
    }

    @Test func theFutureIsNotYetKnown() throws {
        try withJournal { journal in
            let incidents = Incidents(journal: journal)
            let id = try open(incidents).id
            let later = instant + .seconds(3600)
            #expect(throws: IncidentsError.inTheFuture(later)) {
                try incidents.milestone(.contained, incident: id, actor: "a", at: later)
            }
            #expect(throws: IncidentsError.inTheFuture(later)) {
                try incidents.note("n", incident: id, actor: "a", at: later)
            }
            try incidents.milestone(.contained, incident: id, actor: "a", at: instant + .seconds(30))
        }
    }

    @Test func durationsComeFromMilestonesAndWhatIsMissingIsSaid() throws {
        try withJournal { journal in
            let incidents = Incidents(journal: journal)
            let id = try open(incidents).id
            try incidents.milestone(.started, incident: id, actor: "a", at: instant - .seconds(600))
            try incidents.milestone(.detected, incident: id, actor: "a", at: instant - .seconds(500))
            try incidents.milestone(.detected, incident: id, actor: "b", at: instant - .seconds(480))
            try incidents.milestone(.contained, incident: id, actor: "a", at: instant - .seconds(490))
            let record = try incidents.show(id)
            #expect(record.milestones.map(\.name) == [.started, .detected, .contained])
            #expect(record.milestones[1].actor == "b" && record.milestones[1].position == 4)
            let metrics = record.metrics
            #expect(metrics.map(\.name) == ["TTD", "TTA", "TTC", "TTR"])
            #expect(metrics[0].duration == .seconds(120) && metrics[0].formula == "detected − started")
            #expect(metrics[1].duration == nil && metrics[1].missing == [.acknowledged])
            #expect(metrics[2].duration == nil && metrics[2].missing.isEmpty)
            #expect(metrics[2].problem?.contains("lies before detected") == true)
            #expect(metrics[3].missing == [.resolved])
        }
    }

    @Test func whatWasInterruptedIsShown() throws {
        try withJournal { journal in
            let incidents = Incidents(journal: journal)
            let id = try open(incidents).id
            for (kind, operation) in [(JournalKind.intent, "a"), (JournalKind.outcome, "a"), (JournalKind.intent, "b")]
            {
                try journal.append(
                    JournalDraft(kind: kind, actor: "t", incident: id, operation: operation, summary: kind))
            }
            #expect(try incidents.show(id).unfinished.map(\.operation) == ["b"])
        }
    }

    @Test func theTableIsWhatTheJournalSays() throws {
        let clock = Clock(instant)
        try withJournal(time: clock.source) { journal in
            let incidents = Incidents(journal: journal)
            for number in 0..<6 {
                let id = try incidents.open(
                    title: "number \(number)", severity: Severity.allCases[number % 4], actor: "a",
                    at: clock.source.now - .seconds(number)
                ).id
                clock.move(.seconds(5))
                if number % 2 == 0 { try incidents.close(id, actor: "a", at: clock.source.now - .seconds(1)) }
            }
            let before = try incidents.list()
            try journal.database.write { session in
                try session.execute("UPDATE incidents SET title = 'changed', closed_at = NULL WHERE severity = 'sev1'")
                try session.execute("DELETE FROM incidents WHERE severity = 'sev2'")
            }
            #expect(try incidents.list() != before)
            #expect(try verify(journal).findings == ["projection -", "projection -", "projection -", "projection -"])
            try incidents.rebuild()
            #expect(try incidents.list() == before)
            #expect(before.count == 6 && before.filter { $0.status == .closed }.count == 3)
            #expect(try verify(journal).isGood)
        }
    }

    @Test func incidentsAreEncodedAsScriptsExpect() throws {
        let incident = Incident(id: "INC-20261121-001", title: "t", severity: .sev1, openedAt: instant)
        let json = try JSONValue(encoding: incident)
        #expect(json["id"] == "INC-20261121-001" && json["severity"] == "sev1")
        #expect(json["openedAt"] == "2026-11-21T03:04:05.678Z" && json["status"] == "open")
    }

    @Test func theWorstSeverityIsTheGreatest() {
        #expect(Severity.allCases.max() == .sev1)
        #expect(Severity.allCases.min() == .sev4)
    }
}

@discardableResult
private func open(_ incidents: Incidents) throws -> Incident {
    try incidents.open(title: "title", severity: .sev2, actor: "a")
}

/// A clock that is moved by hand.
private final class Clock: Sendable {
    private let now: Mutex<Timestamp>

    init(_ start: Timestamp?) { now = Mutex(start ?? instant) }

    var source: TimeSource { TimeSource { [self] in now.withLock { $0 } } }

    func move(_ duration: Duration) { now.withLock { $0 = $0 + duration } }
}

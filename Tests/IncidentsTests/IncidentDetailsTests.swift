import Basics
import State
import TestSupport
import Testing

@testable import Incidents

/// Roles, what is affected, links, changes, corrections and follow-ups: written as entries, read from them.
@Suite struct IncidentDetailsTests {
    private func withIncident(_ body: (Incidents, String) throws -> Void) throws {
        try withJournal { journal in
            let incidents = Incidents(journal: journal)
            let id = try incidents.open(title: "Leaked key", severity: .sev2, actor: "alice").id
            try body(incidents, id)
            #expect(try verify(journal).findings == [])
            // The tables can be made again from the journal, and are the same then.
            let before = try (incidents.list(), incidents.followUps())
            try incidents.rebuild()
            let after = try (incidents.list(), incidents.followUps())
            #expect(before == after)
            #expect(try verify(journal).findings == [])
        }
    }

    @Test func aRoleHasOneHolder() throws {
        try withIncident { incidents, id in
            try incidents.assign(.scribe, to: "carol", incident: id, actor: "alice")
            try incidents.assign(.commander, to: "alice", incident: id, actor: "alice")
            try incidents.assign(.commander, to: "bob", incident: id, actor: "alice")
            try incidents.assign(.operations, to: "dave", incident: id, actor: "alice")
            try incidents.assign(.operations, to: nil, incident: id, actor: "alice")
            let roles = try incidents.show(id).details.roles
            #expect(roles.map(\.role) == [.commander, .scribe])
            #expect(roles.map(\.person) == ["bob", "carol"])
            #expect(try incidents.show(id).entries.last?.summary == "Nobody has the role operations")
            #expect(throws: JournalError.empty(what: "the person's name")) {
                try incidents.assign(.scribe, to: " ", incident: id, actor: "alice")
            }
        }
    }

    @Test func whatIsAffectedGrowsAndShrinks() throws {
        try withIncident { incidents, id in
            try incidents.affected(systems: ["web", "api"], principals: ["u1"], incident: id, actor: "a")
            try incidents.affected(systems: ["web"], principals: ["u2", "u1"], incident: id, actor: "a")
            let entry = try incidents.affected(systems: ["api"], isRemoved: true, incident: id, actor: "a")
            #expect(entry.summary == "Not affected: system api")
            let details = try incidents.show(id).details
            #expect(details.systems == ["web"] && details.principals == ["u1", "u2"])
            let many = try incidents.affected(principals: (0..<40).map { "p\($0)" }, incident: id, actor: "a")
            #expect(many.summary.hasSuffix("p9, and 30 more"))
            #expect(throws: JournalError.self) { try incidents.affected(incident: id, actor: "a") }
        }
    }

    @Test(arguments: ["javascript:alert(1)", "example.com", "https://a b", "file:///etc/passwd", ""])
    func onlyAddressesOfPagesAreLinks(_ url: String) throws {
        try withIncident { incidents, id in
            try incidents.link("https://example.com/call", title: "Call", incident: id, actor: "a")
            #expect(throws: (any Error).self) { try incidents.link(url, incident: id, actor: "a") }
            #expect(try incidents.show(id).details.links.map(\.url) == ["https://example.com/call"])
        }
    }

    @Test func severityAndTitleChangeAndAnIncidentIsOpenedAgain() throws {
        try withIncident { incidents, id in
            let changed = try incidents.change(id, severity: .sev1, title: "Leaked keys", reason: "two", actor: "bob")
            #expect(changed.severity == .sev1 && changed.title == "Leaked keys")
            #expect(try incidents.list().first?.severity == .sev1)
            #expect(throws: IncidentsError.notClosed(id)) { try incidents.change(id, reopens: true, actor: "bob") }
            try incidents.close(id, actor: "bob")
            let reopened = try incidents.change(id, reopens: true, reason: "it came back", actor: "bob")
            #expect(reopened.status == .open && reopened.closedAt == nil)
            let entry = try incidents.show(id).entries.last
            #expect(entry?.summary == "Incident changed: opened again. it came back")
            #expect(throws: JournalError.empty(what: "the change")) { try incidents.change(id, actor: "bob") }
        }
    }

    @Test func aCorrectionRefersToWhatItCorrectsAndBothStay() throws {
        try withIncident { incidents, id in
            let wrong = try incidents.note("alice's account", incident: id, actor: "a", at: instant - .seconds(90))
            let right = try incidents.correct(wrong.position, "it was bob's", actor: "b")
            #expect(right.occurredAt == wrong.occurredAt)
            let record = try incidents.show(id)
            #expect(record.details.corrections == [wrong.position: [right.position]])
            #expect(record.entries.contains { $0.summary == "alice's account" })
            #expect(throws: JournalError.noEntry(99)) { try incidents.correct(99, "x", actor: "b") }
            #expect(throws: IncidentsError.notOfAnIncident(0)) { try incidents.correct(0, "x", actor: "b") }
        }
    }

    @Test func aCorrectedMilestoneCounts() throws {
        try withIncident { incidents, id in
            let started = try incidents.milestone(.started, incident: id, actor: "a", at: instant - .seconds(600))
            try incidents.milestone(.detected, incident: id, actor: "a", at: instant - .seconds(300))
            #expect(try incidents.show(id).metrics.first?.duration == .seconds(300))
            try incidents.correct(started.position, "an hour earlier", at: instant - .seconds(4200), actor: "a")
            let record = try incidents.show(id)
            #expect(record.metrics.first?.duration == .seconds(3900))
            // A correction of the words alone moves nothing.
            try incidents.correct(started.position, "seen in the proxy's log", actor: "a")
            #expect(try incidents.show(id).metrics.first?.duration == .seconds(3900))
            #expect(record.metrics.last?.missing == [.resolved])
        }
    }

    private func contained(_ id: String, _ incidents: Incidents) throws -> Timestamp? {
        try incidents.show(id).milestones.first { $0.name == .contained }?.at
    }

    @Test func aCorrectionOfAMilestoneThatWasSetAnewMovesNothing() throws {
        try withIncident { incidents, id in
            let first = try incidents.milestone(.contained, incident: id, actor: "a", at: instant - .seconds(600))
            let second = try incidents.milestone(.contained, incident: id, actor: "a", at: instant - .seconds(60))
            try incidents.correct(first.position, "earlier", at: instant - .seconds(900), actor: "b")
            #expect(try contained(id, incidents) == instant - .seconds(60))
            let moved = try incidents.correct(second.position, "later", at: instant - .seconds(30), actor: "b")
            #expect(try contained(id, incidents) == instant - .seconds(30))
            // Of a correction that holds a correction holds, and of what it corrected one more.
            try incidents.correct(moved.position, "later still", at: instant - .seconds(20), actor: "b")
            #expect(try contained(id, incidents) == instant - .seconds(20))
            try incidents.correct(second.position, "after all", at: instant - .seconds(50), actor: "b")
            #expect(try contained(id, incidents) == instant - .seconds(50))
            try incidents.milestone(.contained, incident: id, actor: "a", at: instant - .seconds(5))
            try incidents.correct(moved.position, "too late", at: instant - .seconds(40), actor: "b")
            #expect(try contained(id, incidents) == instant - .seconds(5))
        }
    }

    // MARK: - Follow-ups

    @Test func followUpsAreWrittenDownListedAndDone() throws {
        try withIncident { incidents, id in
            let later = try incidents.addFollowUp(
                "Alert on it", incident: id, owner: "bob", due: DueDate("2026-12-01"), actor: "a")
            let sooner = try incidents.addFollowUp("Rotate the rest", incident: id, due: DueDate("2026-11-20"), actor: "a")
            let someday = try incidents.addFollowUp("Think", incident: id, actor: "a")
            #expect(try incidents.followUps().map(\.position) == [sooner, later, someday].map(\.position))
            #expect(try incidents.followUps(isDone: false).filter { $0.isOverdue(instant) } == [sooner])
            let done = try incidents.finishFollowUp(sooner.position, actor: "bob")
            #expect(done.doneAt == instant && !done.isOverdue(instant))
            #expect(try incidents.followUps(isDone: false) == [later, someday])
            #expect(try incidents.followUps(incident: id, isDone: true).map(\.position) == [sooner.position])
            #expect(try incidents.show(id).details.followUps.map(\.doneAt) == [nil, instant, nil])
            #expect(throws: IncidentsError.alreadyDone(sooner.position, at: instant)) {
                try incidents.finishFollowUp(sooner.position, actor: "bob")
            }
            #expect(throws: IncidentsError.noFollowUp(1)) { try incidents.finishFollowUp(1, actor: "bob") }
            #expect(throws: IncidentsError.notFound("INC-1")) {
                try incidents.addFollowUp("x", incident: "INC-1", actor: "a")
            }
        }
    }

    @Test(arguments: [
        ("2026-12-01", "2026-12-02T00:00:00Z"), ("2026-12-01T15:00:00+01:00", "2026-12-01T14:00:00Z"),
        ("2026-02-30", nil), ("tomorrow", nil), ("2026-12-01T15:00:00", nil), ("", nil), ("2026-1-1", nil),
    ] as [(String, String?)])
    func aDueDateIsADayOrAnInstant(_ text: String, _ end: String?) {
        #expect(DueDate(text)?.end == end.flatMap { Timestamp($0) })
        #expect(DueDate(in: .seconds(86_400), from: instant).text == "2026-11-22")
    }

    @Test(arguments: [
        "UPDATE follow_ups SET done_at = 5", "UPDATE follow_ups SET owner = 'x'", "DELETE FROM follow_ups",
        "INSERT INTO follow_ups (position, incident, text, added_at) VALUES (99, 'INC-20261121-001', 'x', 1)",
    ])
    func aTableThatTellsSomethingElseIsFound(_ sql: String) throws {
        try withJournal { journal in
            let incidents = Incidents(journal: journal)
            let id = try incidents.open(title: "t", severity: .sev2, actor: "alice").id
            try incidents.addFollowUp("Alert on it", incident: id, owner: "bob", actor: "a")
            try journal.database.write { _ = try $0.execute(sql) }
            #expect(try verify(journal).findings == ["projection -"])
            try incidents.rebuild()
            #expect(try verify(journal).findings == [])
        }
    }

    @Test func theReportHasThemInEveryForm() throws {
        try withIncident { incidents, id in
            try incidents.assign(.commander, to: "alice", incident: id, actor: "a")
            try incidents.affected(systems: ["billing"], principals: ["u-7007"], incident: id, actor: "a")
            try incidents.link("https://example.com/call", title: "Call", incident: id, actor: "a")
            let wrong = try incidents.note("seven", incident: id, actor: "a")
            let right = try incidents.correct(wrong.position, "eight", actor: "a")
            let followUp = try incidents.addFollowUp("Alert", incident: id, owner: "bob", due: DueDate("2026-12-01"), actor: "a")
            try incidents.finishFollowUp(followUp.position, actor: "bob")
            let document = ReportDocument(
                try incidents.show(id), checkpoint: nil, verifierKey: nil, generatedAt: instant)
            for format in ReportFormat.allCases {
                let text = String(decoding: document.bytes(format), as: UTF8.self)
                for word in ["alice", "billing", "7007", "example.com/call", "bob", "2026"] {
                    #expect(text.contains(word), "\(format) \(word)")
                }
            }
            let html = String(decoding: document.bytes(.html), as: UTF8.self)
            #expect(html.contains("#entry-\(right.position)"))
            #expect(document.followUps.first?.isDone == true)
            let outside = String(decoding: document.redacted().bytes(.html), as: UTF8.self)
            for word in ["alice", "billing", "7007", "example.com/call", "bob"] { #expect(!outside.contains(word), "\(word)") }
        }
    }
}

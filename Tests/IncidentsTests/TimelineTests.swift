import Basics
import JSON
import TestSupport
import Testing

@testable import Incidents

@Suite struct TimelineTests {
    @Test func anIncidentIsToldInTheOrderInWhichThingsHappened() throws {
        try withJournal { journal in
            let incidents = Incidents(journal: journal)
            let id = try incidents.open(title: "t", severity: .sev2, actor: "alice").id
            try incidents.note("the attack began", incident: id, actor: "bob", at: instant - .seconds(900))
            try journal.append(note("of another incident", incident: "INC-20200101-001"))
            let events = try Timeline(journal: journal).events(incident: id)
            #expect(events.map(\.summary) == ["the attack began", "Incident opened: t (sev2)"])
            #expect(events[0].occurredAt == instant - .seconds(900) && events[0].recordedAt == instant)
            #expect(events[0].actor == "bob" && events[0].source == "journal" && events[0].position == 2)
            #expect(try Timeline(journal: journal).events().map(\.position) == [0, 1, 2, 3])
            #expect(try Timeline(journal: journal).events(limit: 2).map(\.position) == [0, 1])
        }
    }

    @Test func whatOthersWroteCannotMoveTheCursor() throws {
        try withJournal { journal in
            var draft = note("red \u{1B}[31m\u{202E}txt\u{9B}2J", incident: "I")
            draft.actor = "mallory\u{7}"
            try journal.append(draft)
            let event = try #require(try Timeline(journal: journal).events(incident: "I").first)
            #expect(event.summary == #"red \u{1b}[31m\u{202e}txt\u{9b}2J"#)
            #expect(event.actor == #"mallory\u{7}"#)
        }
    }

    @Test func theExportIsTimesketchsJSONLines() throws {
        try withJournal { journal in
            let incidents = Incidents(journal: journal)
            let id = try incidents.open(title: "\"quoted\"\nline", severity: .sev1, actor: "alice").id
            try incidents.milestone(.started, incident: id, actor: "a", at: Timestamp("2026-11-20T23:00:00.5+01:00"))
            var lines: [JSONValue] = []
            let count = try Timeline(journal: journal).exportTimesketch(incident: id) { line in
                #expect(line.last == UInt8(ascii: "\n") && line.filter { $0 == UInt8(ascii: "\n") }.count == 1)
                lines.append(try JSONValue(parsing: Array(line.dropLast())))
            }
            #expect(count == 2 && lines.count == 2)
            #expect(lines[0]["datetime"] == "2026-11-20T22:00:00.500000+00:00")
            #expect(lines[0]["timestamp"] == 1_795_212_000_500_000)
            #expect(lines[0]["timestamp_desc"] == "Milestone Reached")
            #expect(lines[1]["message"] == #"Incident opened: "quoted"\u{a}line (sev1)"#)
            #expect(lines[1]["timestamp_desc"] == "Incident Opened")
            #expect(lines[1]["timestamp"]?.integerValue == instant.microseconds)
            #expect(lines[1]["recorded"] == "2026-11-21T03:04:05.678901+00:00")
        }
    }

    @Test func messagesStayBelowWhatIsIndexed() throws {
        var event = TimelineEvent(
            JournalEntry(position: 1, recordedAt: instant, occurredAt: instant, kind: "x", actor: "a", summary: "s"))
        event.summary = String(repeating: "\u{1F525}", count: 10_000)
        let line = try JSONValue(parsing: TimesketchLine.bytes(event))
        let message = try #require(line["message"]?.stringValue)
        #expect(message.utf8.count <= 32_766 && message.utf8.count > 32_700 && message.hasSuffix("\u{1F525}…"))
        #expect(line["timestamp_desc"] == "Event Occurred")
    }
}

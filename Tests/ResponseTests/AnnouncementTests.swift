import Basics
import Files
import Foundation
import Incidents
import JSON
import Notifications
import Secrets
import State
import TestSupport
import Testing

@testable import Response

/// What firebreak tells by itself, and what becomes of it.
@Suite("Announcements")
struct AnnouncementTests {
    private func bench(_ configuration: String, _ body: (AnnouncementBench) throws -> Void) throws {
        try withTemporaryDirectory { try body(AnnouncementBench($0, configuration)) }
    }

    private static let channels = """
        channels:
          log: {file: {path: log.jsonl}}
          phone: {file: {path: phone.jsonl}}
          public: {file: {path: public.jsonl}}

        """

    private static let routes = """
        routes:
          - {audience: responders, channels: [log]}
          - {audience: customers, severity: [sev1, sev2], channels: [public]}

        """

    @Test("opened, contained and closed are told, each once, with the journal's checkpoint, and stand in the report")
    func incident() throws {
        try bench(Self.channels + Self.routes) { bench in
            let workspace = try bench.workspace()
            let incident = try workspace.incidents.open(title: "Token theft", severity: .sev1, actor: "ada")
            // With the entry, before anything is sent.
            #expect(try workspace.outbox.items().map(\.payload.channel) == ["log", "public"])
            #expect(try workspace.deliverAnnouncements().allSatisfy { $0.outcome == .delivered })
            try workspace.incidents.milestone(.contained, incident: incident.id, actor: "ada")
            try workspace.incidents.close(incident.id, actor: "ada", text: "done")
            _ = try workspace.deliverAnnouncements()
            let types = ["firebreak.incident.opened", "firebreak.incident.contained", "firebreak.incident.resolved"]
            #expect(try bench.types("log") == types)
            #expect(try bench.types("public") == types)
            let note = try #require(try bench.events("log").last?.value(at: "data.checkpoint")?.stringValue)
            #expect(Checkpoint(unverified: note + "\n") != nil || Checkpoint(unverified: note) != nil)
            let outside = try bench.events("public").map(\.compact).joined()
            for text in ["Token theft", "INC-", "ada", "tester", "checkpoint"] { #expect(!outside.contains(text)) }
            let told = try workspace.journal.entries(incident: incident.id, kinds: [JournalKind.notification])
            #expect(told.count == 6 && told.allSatisfy { $0.details["outcome"] == "delivered" })
            let report = try JSONValue(parsing: workspace.report(ReportRequest(incident: incident.id, format: .json)).bytes)
            #expect(report["notifications"]?.arrayValue?.count == 6)
        }
    }

    @Test("neither the entry nor the message is there without the other")
    func together() throws {
        try bench(Self.channels + Self.routes) { bench in
            let workspace = try bench.workspace()
            try workspace.database.write { _ = try $0.execute("DROP TABLE outbox") }
            #expect(throws: StateError.self) {
                try workspace.incidents.open(title: "T", severity: .sev1, actor: "ada")
            }
            #expect(try workspace.incidents.list().isEmpty)
            #expect(try workspace.journal.entries(kinds: [JournalKind.incidentOpened]).isEmpty)
        }
    }

    @Test(
        "nothing is told where nothing is to be told by itself",
        arguments: ["notify: {automatic: []}\n", "notify: {automatic: [rotated]}\n"])
    func notAutomatic(settings: String) throws {
        try bench(Self.channels + Self.routes + settings) { bench in
            let workspace = try bench.workspace()
            try workspace.incidents.open(title: "T", severity: .sev1, actor: "ada")
            #expect(try workspace.outbox.items().isEmpty)
        }
    }

    private static let escalating = """
        routes:
          - {audience: responders, channels: [log], escalate: [{after: 15m, channels: [phone]}]}

        """

    @Test("where nobody acknowledges, tick tells further channels, once")
    func escalation() throws {
        try bench(Self.channels + Self.escalating) { bench in
            try bench.workspace().incidents.open(title: "T", severity: .sev1, actor: "ada")
            _ = try Tick().perform(bench.workspace())
            #expect(try bench.types("phone").isEmpty)
            bench.advance(.seconds(900))
            _ = try Tick().perform(bench.workspace())
            _ = try Tick().perform(bench.workspace())
            #expect(try bench.types("log").count == 1)
            let told = try bench.events("phone")
            #expect(told.count == 1)
            #expect(told[0].value(at: "data.headline")?.stringValue?.hasPrefix("NOT ACKNOWLEDGED for 15m: [SEV1]") == true)
        }
    }

    @Test("who acknowledges, contains or closes ends the escalation", arguments: [0, 1, 2])
    func acknowledged(way: Int) throws {
        try bench(Self.channels + Self.escalating) { bench in
            let workspace = try bench.workspace()
            let incident = try workspace.incidents.open(title: "T", severity: .sev1, actor: "ada")
            switch way {
            case 0: try workspace.incidents.milestone(.acknowledged, incident: incident.id, actor: "bob")
            case 1: try workspace.incidents.milestone(.contained, incident: incident.id, actor: "bob")
            default: try workspace.incidents.close(incident.id, actor: "bob")
            }
            bench.advance(.seconds(3600))
            _ = try Tick().perform(bench.workspace())
            #expect(try bench.types("phone").isEmpty)
            let dropped = try workspace.outbox.items(all: true).filter { $0.state == .dropped }
            #expect(dropped.map(\.payload.channel) == ["phone"])
            #expect(dropped.first?.reason?.contains("bob") == true)
        }
    }

    @Test("quiet hours hold a sev3 until the morning, and a sev1 goes out at night")
    func quietHours() throws {
        // 03:04:05 UTC is 04:04:05 there.
        let routes = """
            routes:
              - {audience: responders, severity: [sev3, sev4], channels: [log], quietHours: {from: "22:00", to: "07:00", utcOffset: "+01:00"}}
              - {audience: responders, severity: [sev1, sev2], channels: [log]}

            """
        try bench(Self.channels + routes) { bench in
            let workspace = try bench.workspace()
            try workspace.incidents.open(title: "low", severity: .sev3, actor: "ada")
            try workspace.incidents.open(title: "high", severity: .sev1, actor: "ada")
            _ = try Tick().perform(workspace)
            #expect(try bench.events("log").map { $0.value(at: "data.severity")?.stringValue } == ["sev1"])
            #expect(try workspace.outbox.items().map { $0.dueAt.formatted(fractionDigits: 0) } == ["2026-11-21T06:00:00Z"])
            bench.advance(.seconds(3 * 3600))
            _ = try Tick().perform(workspace)
            #expect(try bench.events("log").map { $0.value(at: "data.severity")?.stringValue } == ["sev1", "sev3"])
        }
    }

    @Test("routes by system")
    func systems() throws {
        let routes = """
            routes:
              - {audience: owners, system: [billing], channels: [phone]}
              - {audience: responders, channels: [log]}

            """
        try bench(Self.channels + routes) { bench in
            let workspace = try bench.workspace()
            let other = try workspace.incidents.open(title: "T", severity: .sev2, actor: "ada", systems: ["web"])
            try workspace.incidents.close(other.id, actor: "ada")
            try workspace.incidents.open(title: "T", severity: .sev2, actor: "ada", systems: ["web", "billing"])
            _ = try Tick().perform(workspace)
            #expect(try bench.types("log").count == 3)
            #expect(try bench.types("phone") == ["firebreak.incident.opened"])
        }
    }

    private static let secret = """
        secrets:
          KEY:
            kind: jwt-hs256
            rotateEvery: 30d
            destinations: [{dotenv: {path: app/.env, key: KEY}}]

        """

    @Test("what is for people inside is never queued for a page that everybody reads, whatever the routes say")
    func everybody() throws {
        try bench("channels:\n  page: {statuspage: {page: abc, apiKey: k}}\n  log: {file: {path: log.jsonl}}\n") { bench in
            let workspace = try bench.workspace()
            let message = Message(
                event: .opened, incident: "INC-20261121-001", title: "Token theft", severity: .sev1, summary: "By ada.",
                actor: "ada", at: workspace.time.now)
            let routes = Audience.allCases.flatMap { audience in
                [
                    Route(audience: audience, channel: "log"), Route(audience: audience, channel: "page"),
                    Route(audience: audience, channel: "page", unacknowledgedFor: .seconds(900)),
                ]
            }
            let announcements = try workspace.announcements
            _ = try workspace.database.write { session in
                try announcements.queue(message, along: routes, operation: nil, isAutomatic: true, in: session)
            }
            let queued = try workspace.outbox.items().map(\.payload)
            #expect(Set(queued.filter { $0.channel == "page" }.map(\.audience)) == [.statusPage, .customers, .partners])
            #expect(queued.count { $0.channel == "log" } == Audience.allCases.count)
        }
    }

    @Test("a rotation that has stopped is told once, by tick")
    func parked() throws {
        try bench(Self.channels + Self.routes + Self.secret) { bench in
            let workspace = try bench.workspace()
            let folder = bench.directory + "/app"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            _ = try workspace.carryOut(RotateSecret(name: "KEY", isCompromised: false))
            try FileManager.default.removeItem(atPath: folder)
            bench.advance(.seconds(31 * 86_400))
            for _ in 0..<20 {
                _ = try Tick().perform(workspace)
                bench.advance(.seconds(7200))
            }
            let told = try bench.events("log")
            #expect(told.compactMap { $0["type"]?.stringValue } == ["firebreak.rotation.parked"])
            #expect(told.first?.value(at: "data.incident") == "rotation/KEY")
            #expect(try bench.events("public").isEmpty)
        }
    }

    @Test("where a template lacks something, firebreak's own words go out by itself, and a person is told what is missing")
    func lacking() throws {
        let templates = """
            templates:
              - {audience: customers, text: "{publicMessage}"}

            """
        try bench(Self.channels + Self.routes + templates) { bench in
            let workspace = try bench.workspace()
            try workspace.incidents.open(title: "T", severity: .sev1, actor: "ada")
            _ = try workspace.deliverAnnouncements()
            #expect(try bench.events("public").count == 1)
            let notes = try workspace.outbox.items(all: true).flatMap(\.payload.notes)
            #expect(notes.contains { $0.contains("{publicMessage}") })
            let bare = SendNotification(Response.Notification(event: .updated))
            #expect(throws: NotificationsError.self) { try workspace.carryOut(bare) }
            let full = SendNotification(Response.Notification(event: .updated, publicText: "All is well."))
            #expect(try workspace.carryOut(full).status == .done)
            #expect(try bench.events("public").last?.value(at: "data.summary") == "All is well.")
        }
    }

    @Test("what was cut is on record, and the whole text stands in the journal and the report")
    func wholeText() throws {
        try bench(Self.channels + "routes: [{audience: responders, channels: [log]}]\nnotify: {automatic: []}\n") { bench in
            let workspace = try bench.workspace()
            let incident = try workspace.incidents.open(title: "T", severity: .sev1, actor: "ada")
            let text = String(repeating: "0123456789", count: 1000)
            let facts = (0..<120).map { MessageField(name: "Fact \($0)", value: "value") }
            let send = SendNotification(Response.Notification(event: .updated, text: text, fields: facts))
            let receipt = try workspace.carryOut(send)
            #expect(receipt.deliveries.map(\.outcome) == [.delivered])
            let sent = try #require(try workspace.journal.entries(kinds: [JournalKind.notification]).last)
            #expect(sent.details["cuts"]?.arrayValue?.isEmpty == false)
            let report = String(decoding: try workspace.report(ReportRequest(incident: incident.id, format: .markdown)).bytes, as: UTF8.self)
            // Not with `contains`, which takes minutes for a text that repeats itself.
            let isWhole = report.split(separator: "\n").contains { $0 == text[...] }
            #expect(isWhole)
            let json = try JSONValue(parsing: workspace.report(ReportRequest(incident: incident.id, format: .json)).bytes)
            #expect(json["notifications"]?.arrayValue?.count == 1)
            #expect(json["notifications"]?[0]?["text"]?.stringValue == text)
            // One letter of twenty thousand marks is one character, and yet too long for an entry's sentence.
            let marks = "Z" + String(repeating: "\u{336}", count: 20_000)
            let again = try workspace.carryOut(SendNotification(Response.Notification(event: .updated, text: marks)))
            #expect(again.status == .done)
        }
    }
}

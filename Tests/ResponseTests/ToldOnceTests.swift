import Basics
import Files
import Incidents
import JSON
import Notifications
import TestSupport
import Testing

@testable import Response

/// What firebreak tells by itself and what a playbook's step tells in words of its own: the same thing reaches nobody
/// twice.
@Suite("What is told by itself and by steps")
struct ToldOnceTests {
    private static let configuration = """
        channels:
          log: {file: {path: log.jsonl}}
          phone: {file: {path: phone.jsonl}}
        routes:
          - {audience: responders, channels: [log], escalate: [{after: 15m, channels: [phone]}]}

        """

    private func open(_ body: (AnnouncementBench, Workspace, Incident) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let bench = try AnnouncementBench(directory, Self.configuration)
            let workspace = try bench.workspace()
            try body(bench, workspace, workspace.incidents.open(title: "T", severity: .sev1, actor: "ada"))
        }
    }

    private func step(_ event: MessageEvent, _ text: String? = nil, channels: [String] = []) -> SendNotification {
        SendNotification(Response.Notification(event: event, text: text, channels: channels, joinsAutomatic: true))
    }

    private func told(_ bench: AnnouncementBench) throws -> [String] {
        try bench.events("log").map { event in
            let type = event["type"]?.stringValue?.split(separator: ".").last ?? ""
            return "\(type): \(event.value(at: "data.summary")?.stringValue ?? "")"
        }
    }

    @Test("a step's words go out in the place of what was about to be told, which escalates all the same")
    func inItsPlace() throws {
        try open { bench, workspace, _ in
            let receipt = try workspace.carryOut(step(.opened, "Tokens were replayed."))
            #expect(receipt.deliveries.map(\.outcome) == [.delivered])
            _ = try workspace.deliverAnnouncements()
            _ = try Tick().perform(workspace)
            #expect(try told(bench) == ["opened: Tokens were replayed."])
            let dropped = try workspace.outbox.items(all: true).filter { $0.state == .dropped }
            #expect(dropped.map(\.reason) == ["told in words of tester"])
            bench.advance(.seconds(1000))
            _ = try Tick().perform(workspace)
            #expect(try bench.events("phone").count == 1)
        }
    }

    @Test("where it was told already, a step's words follow as an update, and one without words says nothing")
    func afterwards() throws {
        try open { bench, workspace, incident in
            _ = try workspace.deliverAnnouncements()
            let bare = try workspace.carryOut(step(.opened))
            #expect(bare.status == .done && bare.deliveries.map(\.outcome) == [.delivered])
            #expect(try told(bench).count == 1)
            _ = try workspace.carryOut(step(.opened, "Tokens were replayed."))
            #expect(try told(bench).last == "updated: Tokens were replayed.")
            try workspace.incidents.milestone(.contained, incident: incident.id, actor: "ada")
            _ = try workspace.deliverAnnouncements()
            _ = try workspace.carryOut(step(.contained, "All sessions are gone."))
            #expect(try bench.types("log").map { $0.split(separator: ".").last } == ["opened", "updated", "contained", "updated"])
        }
    }

    @Test("what a step or a person has told is not told by itself when it comes true", arguments: [true, false])
    func before(isStep: Bool) throws {
        try open { bench, workspace, incident in
            _ = try workspace.deliverAnnouncements()
            let notification = Response.Notification(event: .contained, text: "Gone.", joinsAutomatic: isStep)
            _ = try workspace.carryOut(SendNotification(notification))
            try workspace.incidents.milestone(.contained, incident: incident.id, actor: "ada")
            try workspace.incidents.close(incident.id, actor: "ada", text: "done")
            _ = try workspace.deliverAnnouncements()
            #expect(try bench.types("log").map { $0.split(separator: ".").last } == ["opened", "contained", "resolved"])
            // Another incident is another matter.
            let other = try workspace.incidents.open(title: "U", severity: .sev2, actor: "ada")
            try workspace.incidents.milestone(.contained, incident: other.id, actor: "ada")
            _ = try workspace.deliverAnnouncements()
            #expect(try bench.types("log").count == 5)
        }
    }

    @Test("a channel that the words did not go to is told by itself")
    func elsewhere() throws {
        try open { bench, workspace, _ in
            _ = try workspace.carryOut(step(.opened, "By phone.", channels: ["phone"]))
            _ = try workspace.deliverAnnouncements()
            #expect(try bench.types("log") == ["firebreak.incident.opened"])
            #expect(try bench.types("phone") == ["firebreak.incident.opened"])
        }
    }

    @Test("a person who sends an event again by name gets what was asked for; two steps with words are both told")
    func again() throws {
        try open { bench, workspace, _ in
            _ = try workspace.deliverAnnouncements()
            _ = try workspace.carryOut(SendNotification(Response.Notification(event: .opened, text: "Once more.")))
            #expect(try bench.types("log").filter { $0.hasSuffix("opened") }.count == 2)
            for text in ["Latency.", "Database."] { _ = try workspace.carryOut(step(.updated, text)) }
            #expect(try told(bench).suffix(2) == ["updated: Latency.", "updated: Database."])
        }
    }

    @Test("an incident that is opened again is told of anew")
    func reopened() throws {
        try open { bench, workspace, incident in
            _ = try workspace.carryOut(step(.resolved, "It is over."))
            try workspace.incidents.close(incident.id, actor: "ada", text: "done")
            bench.advance(.seconds(60))
            try workspace.incidents.change(incident.id, reopens: true, actor: "ada")
            bench.advance(.seconds(60))
            try workspace.incidents.close(incident.id, actor: "ada", text: "done")
            _ = try workspace.deliverAnnouncements()
            #expect(try told(bench).filter { $0.hasPrefix("resolved") }.count == 2)
        }
    }
}

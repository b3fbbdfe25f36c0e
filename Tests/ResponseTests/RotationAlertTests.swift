import Basics
import Files
import Foundation
import Incidents
import JSON
import Notifications
import TestSupport
import Testing

@testable import Response

/// What `tick` tells of rotations that are overdue or have stopped, and that they are in order again.
@Suite("Alerts of rotations")
struct RotationAlertTests {
    private static let key = "0123456789abcdef0123456789abcdef"

    /// A secret whose destination a program of the test's own writes, which fails while there is a file `down`; an alert
    /// of PagerDuty for those two events alone, a thread of Slack, and a file.
    private static func configuration(_ port: Int) -> String {
        """
        channels:
          page: {pagerduty: {routingKey: "\(key)", url: "http://127.0.0.1:\(port)/v2/enqueue"}}
          war: {slack: {token: "xoxb-x", channel: C0123456789, url: "http://127.0.0.1:\(port)/chat.postMessage"}}
          log: {file: {path: log.jsonl}}
        routes:
          - {audience: responders, events: [rotationOverdue, rotationParked], channels: [page, war]}
          - {audience: owners, system: [KEY], channels: [log]}
          - {audience: responders, system: [other], channels: [log]}
        secrets:
          KEY:
            kind: random
            overlap: 0s
            rotateEvery: 30d
            destinations: [{command: {run: [./put], read: [./get]}}]

        """
    }

    /// A secret that was rotated a month ago, at a destination that is away now.
    private func open(
        receiver: NotificationReceiver? = nil, port: Int? = nil, _ body: (AnnouncementBench) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let bench = try AnnouncementBench(directory, Self.configuration(receiver?.port ?? port ?? 0))
            for (name, text) in [("put", "cat > held"), ("get", "[ ! -e held ] || cat held")] {
                try AtomicFile.create("\(directory)/\(name)", Array("#!/bin/sh\n[ ! -e down ] || exit 1\n\(text)\n".utf8), mode: 0o700)
            }
            _ = try bench.workspace().carryOut(RotateSecret(name: "KEY", isCompromised: false))
            try AtomicFile.create(directory + "/down", [])
            bench.advance(.seconds(40 * 86_400))
            try body(bench)
        }
    }

    private func repair(_ bench: AnnouncementBench) throws {
        try FileManager.default.removeItem(atPath: bench.directory + "/down")
    }

    private func tick(_ bench: AnnouncementBench, times: Int = 1, every: Duration = .seconds(7200)) throws {
        for _ in 0..<times {
            _ = try Tick().perform(bench.workspace())
            bench.advance(every)
        }
    }

    /// What PagerDuty got: what was done to which alert, and what is said.
    private func alerts(_ receiver: NotificationReceiver) throws -> [String] {
        try receiver.posts().filter { $0.path == "/v2/enqueue" }.map { post in
            let heading = post.body.value(at: "payload.summary")?.stringValue ?? ""
            return "\(post.body["event_action"]?.stringValue ?? "") \(post.body["dedup_key"]?.stringValue ?? ""): \(heading)"
        }
    }

    private static let overdue = "trigger firebreak/rotation/KEY: [SEV3] Rotation overdue: KEY"
    private static let parked = "trigger firebreak/rotation/KEY: [SEV3] Rotation stopped: KEY"
    private static let recovered = "resolve firebreak/rotation/KEY: [SEV3] Rotation in order again: KEY"

    @Test("overdue is told once, and when the rotation has gone on the same alert is resolved, once")
    func overdue() throws {
        let receiver = try NotificationReceiver()
        try open(receiver: receiver) { bench in
            try tick(bench, times: 3)
            #expect(try alerts(receiver) == [Self.overdue])
            try repair(bench)
            try tick(bench, times: 3)
            #expect(try alerts(receiver) == [Self.overdue, Self.recovered])
            // In Slack the end stands in the thread of its beginning, and is seen in the channel too.
            let thread = try receiver.posts().filter { $0.path == "/chat.postMessage" }.map(\.body)
            #expect(thread.count == 2)
            #expect(thread.first?["thread_ts"] == nil && thread.last?["thread_ts"]?.stringValue?.hasPrefix("1503435956.") == true)
            #expect(thread.last?["reply_broadcast"] == true)
            #expect(try bench.types("log") == ["firebreak.rotation.overdue", "firebreak.rotation.recovered"])
            #expect(try bench.workspace().outbox.items().isEmpty)
            // A month later it is overdue again: a new alert, with an end of its own.
            try AtomicFile.create(bench.directory + "/down", [])
            bench.advance(.seconds(40 * 86_400))
            try tick(bench)
            try repair(bench)
            try tick(bench, times: 2)
            #expect(try alerts(receiver) == [Self.overdue, Self.recovered, Self.overdue, Self.recovered])
        }
    }

    @Test("one that stops after it was overdue joins the alert, which is resolved when somebody has carried it on")
    func parked() throws {
        let receiver = try NotificationReceiver()
        try open(receiver: receiver) { bench in
            try tick(bench, times: 15)
            #expect(try alerts(receiver) == [Self.overdue, Self.parked])
            try repair(bench)
            // It stays stopped until somebody sees to it.
            try tick(bench, times: 2)
            #expect(try alerts(receiver).count == 2)
            _ = try bench.workspace().carryOut(RotateSecret(name: "KEY", isCompromised: false))
            try tick(bench, times: 2)
            #expect(try alerts(receiver) == [Self.overdue, Self.parked, Self.recovered])
        }
    }

    @Test("with the network away for both, the alert is triggered before it is resolved")
    func order() throws {
        let port = freePort()
        try open(port: port) { bench in
            try tick(bench, times: 2)
            try repair(bench)
            try tick(bench, times: 2)
            let waiting = try bench.workspace().outbox.items().filter { $0.payload.channel == "page" }
            #expect(waiting.map(\.payload.event) == [.rotationOverdue, .rotationRecovered])
            let receiver = try NotificationReceiver(port: port)
            bench.advance(.seconds(3600))
            try tick(bench)
            #expect(try alerts(receiver) == [Self.overdue, Self.recovered])
        }
    }

    @Test("a secret that leaves the configuration is nobody's trouble any more")
    func removed() throws {
        let receiver = try NotificationReceiver()
        try open(receiver: receiver) { bench in
            try tick(bench)
            let text = Self.configuration(receiver.port).replacing("  KEY:\n", with: "  OTHER:\n")
            try AtomicFile.replace(bench.directory + "/firebreak.yaml", with: Array(text.utf8))
            try TestDatabase.configure(bench.directory + "/firebreak.yaml")
            try tick(bench)
            #expect(try alerts(receiver) == [Self.overdue, Self.recovered])
            let entries = try bench.workspace().journal.entries(kinds: [JournalKind.upkeep])
            #expect(entries.last?.summary == "KEY is not in the configuration any more")
        }
    }

    @Test("where nobody was told, nobody is told of its end")
    func silent() throws {
        let receiver = try NotificationReceiver()
        try open(receiver: receiver) { bench in
            let text = Self.configuration(receiver.port) + "notify: {automatic: []}\n"
            try AtomicFile.replace(bench.directory + "/firebreak.yaml", with: Array(text.utf8))
            try TestDatabase.configure(bench.directory + "/firebreak.yaml")
            try tick(bench)
            try repair(bench)
            try tick(bench, times: 2)
            #expect(try receiver.posts().isEmpty)
        }
    }
}

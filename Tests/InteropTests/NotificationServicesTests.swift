import Basics
import Files
import Foundation
import JSON
import Processes
import TestSupport
import Testing

/// Every kind of payload, as `notify preview` prints it, before the service's own software.
@Suite("Payloads and the services' own software")
struct NotificationServicesTests {
    static let configuration = """
        secrets:
          EVENTS: {kind: webhook-standard}
        channels:
          war: {slack: {token: "xoxb-x", channel: C0123456789}}
          page: {pagerduty: {routingKey: "0123456789abcdef0123456789abcdef"}}
          teams: {teams: {url: "https://prod.westeurope.logic.azure.com/workflows/x"}}
          soar: {webhook: {url: "https://soar.example.com/hooks", secret: EVENTS}}
          log: {file: {path: log.jsonl}}
        notify: {automatic: []}

        """

    /// Texts that are not what one would write, by names: the texts themselves would fill the log.
    enum Hostile: String, CaseIterable, Sendable {
        case plain, markup, long, marks, lines

        var text: String {
            switch self {
            case .plain: "plain"
            case .markup: "<!channel> & <@U123> *bold* `code` <at>everyone</at> [link](javascript:alert(1)) @here"
            case .long: String(repeating: "日本語 👩‍👩‍👧 <&>\"\\", count: 2500)
            // No NUL, with which an argument would end.
            case .marks: "\u{1B}[2J\r\n\u{2028}\u{202E}\u{FEFF} Z" + String(repeating: "\u{336}", count: 20_000)
            case .lines: String(repeating: "a\n", count: 20_000)
            }
        }
    }

    private func preview(_ workshop: Workshop, _ channel: String, _ event: String, _ text: String) throws -> JSONValue {
        let shown = try JSONValue(
            parsing: workshop.run(
                "notify", "preview", "--channel", channel, "--event", event, "--message", text, "--json"))
        for limit in shown[0]?["limits"]?.arrayValue ?? [] {
            let (used, most) = (limit["used"]?.integerValue ?? .max, limit["limit"]?.integerValue ?? 0)
            #expect(used <= most, "\(limit.compact)")
        }
        return try #require(shown[0])
    }

    @Test("the schema of Adaptive Cards, slack_sdk, PagerDuty's client and the CloudEvents SDK accept them", arguments: Hostile.allCases)
    func accepted(hostile: Hostile) throws {
        let text = hostile.text
        try Workshop.open(Self.configuration) { workshop in
            try workshop.run("incident", "open", "--title", "Größe", "--severity", "sev1")
            func body(_ channel: String, _ event: String) throws -> String {
                try #require(try preview(workshop, channel, event, text)["body"]?.stringValue)
            }
            let card = try workshop.read("read_teams", input: body("teams", "updated"))
            #expect(Int(card.dropLast()) ?? .max <= 20_000)
            #expect(try workshop.read("read_slack", input: body("war", "updated")) != "0\n")
            for (event, path) in [("opened", "/v2/enqueue"), ("resolved", "/v2/enqueue"), ("rotated", "/v2/change/enqueue")] {
                #expect(try workshop.read("read_pagerduty", input: body("page", event)) == path + "\n")
            }
            let events = try ["opened", "rotated", "reportReady"].map { try body("soar", $0) }
            #expect(
                try workshop.read("read_cloudevent", input: events.joined(separator: "\n"))
                    == "firebreak.incident.opened\nfirebreak.rotation.done\nfirebreak.report.ready\n")
        }
    }

    @Test("a webhook arrives signed as standardwebhooks verifies it, also with the version before; a file as CloudEvents")
    func delivered() throws {
        let receiver = try NotificationReceiver()
        let configuration = Self.configuration.replacing("https://soar.example.com/hooks", with: receiver.url("/hook"))
        try Workshop.open(configuration) { workshop in
            try workshop.run("secrets", "rotate", "EVENTS", "--yes")
            let old = try workshop.reveal("EVENTS", as: "old")
            try workshop.run("secrets", "rotate", "EVENTS", "--yes")
            let new = try workshop.reveal("EVENTS", as: "new")
            try workshop.run("incident", "open", "--title", "T", "--severity", "sev1")
            try workshop.run("notify", "send", "--channel", "soar", "--channel", "log", "--event", "opened", "--yes")
            let request = try #require(try receiver.posts().last)
            let headers = request.headers.objectValue?.map { "\($0.key): \($0.value.stringValue ?? "")" } ?? []
            let path = try workshop.write("headers", headers.joined(separator: "\n") + "\n")
            for secret in [old, new] { #expect(try workshop.read("read_webhook", secret, path, input: request.text) == "verified\n") }
            #expect(request.headers["content-type"] == "application/cloudevents+json; charset=utf-8")
            let line = try FileReader.readText(workshop.directory + "/log.jsonl")
            #expect(try workshop.read("read_cloudevent", input: line) == "firebreak.incident.opened\n")
        }
    }
}

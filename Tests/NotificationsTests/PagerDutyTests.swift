import Basics
import Configuration
import JSON
import Notifications
import Testing

@Suite struct PagerDutyTests {
    private func channel(_ routingKey: String = Secrets.routingKey) -> PagerDutyChannel {
        PagerDutyChannel(name: "page", routingKey: ConfigurationText(literal: routingKey))
    }

    private func payload(_ message: Message) -> Payload { channel().render(MessageText(message, for: .responders)) }

    @Test func `An alert as the Events API wants it`() throws {
        let event = try PagerDutyEvent(payload(.sample(checkpoint: Message.checkpoint))).event
        let expected: JSONValue = [
            "routing_key": "********************************",
            "event_action": "trigger",
            "dedup_key": "firebreak/INC-20261121-001",
            "client": "firebreak",
            "payload": [
                "summary": "[SEV1] Incident opened: Admin session stolen",
                "source": "firebreak",
                "severity": "critical",
                "timestamp": "2026-11-21T03:04:05.000Z",
                "class": "opened",
                "custom_details": [
                    "Incident": "INC-20261121-001", "Severity": "sev1", "By": "ada", "At": "2026-11-21T03:04:05Z",
                    "Sessions revoked": "1,204", "Summary": "Tokens were replayed.",
                    "Checkpoint": .string(String(Message.checkpoint.dropLast())),
                ],
            ],
            "links": [["href": "https://reports.example.com/INC-1?a=1&b=2", "text": "Report"]],
        ]
        #expect(event == expected)
    }

    @Test(arguments: [
        (MessageEvent.opened, "trigger"), (.updated, "trigger"), (.contained, "acknowledge"),
        (.reportReady, "acknowledge"), (.resolved, "resolve"), (.rotationOverdue, "trigger"),
        (.rotationParked, "trigger"),
    ])
    func `Each event has its action, on one alert`(event: MessageEvent, action: String) throws {
        let found = try PagerDutyEvent(payload(.sample(event: event)))
        #expect(found.action == action)
        #expect(found.dedupKey == "firebreak/INC-20261121-001")
    }

    @Test func `A rotation is a change event, which touches no alert and wakes nobody`() throws {
        let event = try PagerDutyEvent(payload(.sample(event: .rotated))).event
        let expected: JSONValue = [
            "routing_key": "********************************",
            "payload": [
                "summary": "[SEV1] Secrets rotated: Admin session stolen",
                "source": "firebreak",
                "timestamp": "2026-11-21T03:04:05.000Z",
                "custom_details": [
                    "Incident": "INC-20261121-001", "Severity": "sev1", "By": "ada", "At": "2026-11-21T03:04:05Z",
                    "Sessions revoked": "1,204", "Summary": "Tokens were replayed.",
                ],
            ],
            "links": [["href": "https://reports.example.com/INC-1?a=1&b=2", "text": "Report"]],
        ]
        #expect(event == expected)
    }

    @Test(arguments: [
        (MessageEvent.opened, nil, "/v2/enqueue"), (.rotated, nil, "/v2/change/enqueue"),
        (.rotated, "/changes", "/changes"), (.resolved, "/changes", "/v2/enqueue"),
    ] as [(MessageEvent, String?, String)])
    func `Change events have an address of their own`(event: MessageEvent, changes: String?, path: String) throws {
        let receiver = try Receiver([.status(202)])
        let base = "http://127.0.0.1:\(receiver.port)"
        let channel = PagerDutyChannel(
            name: "page", routingKey: ConfigurationText(literal: Secrets.routingKey),
            url: ConfigurationText(literal: base + "/v2/enqueue"),
            changeURL: changes.map { ConfigurationText(literal: base + $0) })
        let payload = channel.render(MessageText(.sample(event: event), for: .responders))
        #expect(Sender(environment: [:]).send(payload, through: channel).outcome == .delivered)
        #expect(try receiver.requests().map(\.path) == [path])
    }

    @Test(arguments: zip(MessageSeverity.allCases, ["critical", "error", "warning", "info"]))
    func `Severities`(severity: MessageSeverity, word: String) throws {
        let event = try PagerDutyEvent(payload(.sample(severity: severity))).event
        #expect(event.value(at: "payload.severity")?.stringValue == word)
    }

    @Test func `A long incident's key is hashed, not cut`() throws {
        let fits = String(repeating: "x", count: 245)
        #expect(try PagerDutyEvent(payload(.sample(incident: fits))).dedupKey == "firebreak/" + fits)
        let long = fits + "y"
        let first = try PagerDutyEvent(payload(.sample(incident: long + "1"))).dedupKey
        let second = try PagerDutyEvent(payload(.sample(incident: long + "2"))).dedupKey
        #expect(first.hasPrefix("firebreak/sha256:") && first.utf8.count == 17 + 64)
        #expect(first != second)
        #expect(first == (try PagerDutyEvent(payload(.sample(event: .resolved, incident: long + "1"))).dedupKey))
    }

    @Test(
        arguments: [
            (MessageEvent.resolved, nil, true), (.resolved, false, true), (.resolved, true, false),
            (.contained, nil, true),
            (.opened, nil, false), (.updated, false, false),
        ] as [(MessageEvent, Bool?, Bool)])
    func `A resolve that may find no alert is noted`(event: MessageEvent, wasAnnounced: Bool?, isNoted: Bool) {
        let notes = payload(.sample(event: event, wasAnnounced: wasAnnounced)).notes
        #expect(notes.isEmpty != isNoted)
    }

    @Test func `The body keeps 512 kB, and the summary 1024 characters`() throws {
        let text = String(repeating: "\"日\\", count: 6000)
        let fields = (0..<100).map { MessageField(name: "Fact \($0)", value: text) }
        let cut = payload(.sample(title: text, summary: text, fields: fields))
        #expect(cut.size <= 512_000 && cut.size > 505_000)
        #expect(try PagerDutyEvent(cut).summary.utf16.count == 1024)
        #expect(cut.cuts.contains { $0.part == "payload.summary" })
    }

    @Test func `Facts of the same name are all there`() throws {
        let fields =
            ["a", "b", "c"].map { MessageField(name: "Store", value: $0) } + [MessageField(name: "Summary", value: "d")]
        let details = try PagerDutyEvent(payload(.sample(fields: fields))).details
        #expect(details["Store"] == "a" && details["Store (2)"] == "b" && details["Store (3)"] == "c")
        #expect(details["Summary"] == "d" && details["Summary (2)"] == "Tokens were replayed.")
    }

    @Test(arguments: [
        "", "short", Secrets.routingKey + "x", String(Secrets.routingKey.dropLast()),
        String(Secrets.routingKey.dropLast()) + "\"",
        String(repeating: "é", count: 16),
    ])
    func `A routing key that is none is refused before anything is sent`(key: String) {
        let delivery = Sender(environment: [:]).send(
            payload(.sample()), through: channel(key))
        #expect(delivery.outcome == .failed)
        #expect(delivery.attempts == 0)
        #expect(delivery.reason?.contains("routingKey") == true)
        #expect(!Secrets.appear(in: "\(delivery)"))
    }

    @Test func `What PagerDuty complains of is passed on`() throws {
        let complaint = """
            {"status":"invalid event","message":"Event object is invalid","errors":["Length of 'x' is incorrect\\u001b[2J"]}
            """
        let receiver = try Receiver([.status(400, body: complaint)])
        let channel = PagerDutyChannel(
            name: "page", routingKey: ConfigurationText(literal: Secrets.routingKey),
            url: ConfigurationText(literal: receiver.url))
        let delivery = Sender(environment: [:]).send(payload(.sample()), through: channel)
        #expect(
            delivery.reason
                == "channel 'page' did not take the message: it answered 400: Event object is invalid; "
                + "Length of 'x' is incorrect\\u{1b}[2J")
        #expect(delivery.hint != nil)
    }

    @Test func `Another channel's payload is not sent`() {
        let slack = SlackChannel(name: "ops", url: ConfigurationText(literal: "http://127.0.0.1:1/"))
        let text = MessageText(.sample(), for: .responders)
        #expect(Sender(environment: [:]).send(slack.render(text), through: channel()).outcome == .failed)
        #expect(Sender(environment: [:]).send(channel().render(text), through: slack).outcome == .failed)
    }
}

import Basics
import Configuration
import Files
import JSON
import Notifications
import TestSupport
import Testing

/// What is each channel's own.
@Suite struct FurtherChannelTests {
    private func channel(_ yaml: String, directory: String = "/etc/firebreak") throws -> any Channel {
        let file = try ConfigurationFile(text: "channels:\n  ops: \(yaml)\n", directory: directory)
        var root = try file.root.mapping()
        let entries = try root.required("channels").mapping().entries
        let (name, node) = try #require(entries.first)
        return try ChannelConfiguration(name: name, node: node).channel
    }

    @Test(arguments: [
        ("{slack: {token: t}}", "channel"), ("{slack: {token: t, channel: C1, url: u, x: 1}}", "x"),
        ("{teams: {}}", "url"), ("{statuspage: {page: abc}}", "apiKey"),
        ("{statuspage: {page: ../x, apiKey: k}}", "identifier"),
        ("{statuspage: {page: abc, apiKey: k, components: {c1: down}}}", "major_outage"),
        ("{statuspage: {page: abc, apiKey: k, components: {'c/1': operational}}}", "identifier"),
        ("{webhook: {url: u}}", "secret"), ("{webhook: {url: u, secret: s, source: 'a b'}}", "URI"),
        ("{email: {server: 'smtp://h', from: a@b.c}}", "to"), ("{email: {server: h, from: a@b.c, to: [a@b.c]}}", "smtp://"),
        ("{email: {server: 'smtp://u:p@h', from: a@b.c, to: [a@b.c]}}", "mail server"),
        ("{email: {server: 'smtp://h', from: nobody, to: [a@b.c]}}", "mail address"),
        ("{email: {server: 'smtp://h', from: a@b.c, to: []}}", "nobody"),
        ("{email: {server: 'smtp://h', from: a@b.c, to: \"a@b.c>\\r\\nRCPT TO:<x@y.z\"}}", "mail address"),
        ("{email: {server: 'smtp://h', from: a@b.c, to: a@b.c, tls: none}}", "in the clear"),
        ("{email: {server: 'smtp://127.0.0.1', from: a@b.c, to: a@b.c, tls: none, user: u, password: p}}", "in the clear"),
        ("{email: {server: 'smtp://h', from: a@b.c, to: a@b.c, user: u}}", "only one"),
        ("{file: {}}", "path"), ("{command: {run: []}}", "program"), ("{command: {run: [a], timeout: 1h}}", "5m"),
    ])
    func `What is wrong is said with its place`(yaml: String, word: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try channel(yaml) }
        #expect(error.status == .configuration)
        #expect(error.message.contains("firebreak.yaml:2:"))
        #expect("\(error.message) \(error.hint ?? "")".contains(word))
    }

    // MARK: Slack's Web API

    @Test func `Later messages stand in the first one's thread, and the end in the channel too`() throws {
        let receiver = try Receiver([ChannelCase.slackAPI.success])
        let slack = try ChannelCase.slackAPI.channel()
        let sender = Sender(environment: ChannelCase.environment(receiver.url), policy: .once)
        func send(_ event: MessageEvent, _ reference: String?) -> Delivery {
            sender.send(slack.render(MessageText(.sample(event: event), for: .responders)), through: slack, reference: reference)
        }
        #expect(send(.opened, nil).reference == "1503435956.000247")
        _ = send(.updated, "1503435956.000247")
        _ = send(.resolved, "1503435956.000247")
        _ = send(.updated, "1\"},{\"x\":\"")
        let bodies = try receiver.requests().map { try JSONValue(parsing: $0.body, strict: true) }
        #expect(bodies.map { $0["thread_ts"]?.stringValue } == [nil, "1503435956.000247", "1503435956.000247", nil])
        #expect(bodies.map { $0["reply_broadcast"]?.boolValue } == [nil, nil, true, nil])
        #expect(bodies.allSatisfy { $0["channel"] == "C0123456789" })
        #expect(try receiver.requests().allSatisfy { $0.headers["authorization"] == "Bearer \(Secrets.token)" })
    }

    @Test(arguments: [("ratelimited", Delivery.Outcome.retryable), ("internal_error", .retryable), ("invalid_auth", .failed)])
    func `200 is not success: the body says whether it may pass`(error: String, outcome: Delivery.Outcome) throws {
        let receiver = try Receiver([.status(200, body: #"{"ok":false,"error":"\#(error)"}"#)])
        let slack = try ChannelCase.slackAPI.channel()
        let delivery = Sender(environment: ChannelCase.environment(receiver.url), policy: .once)
            .send(slack.render(MessageText(.sample(), for: .responders)), through: slack)
        #expect(delivery.outcome == outcome)
        #expect(delivery.reason?.contains(error) == true)
    }

    // MARK: Statuspage

    private func tell(
        _ receiver: Receiver, _ event: MessageEvent, reference: String? = nil, isRepetition: Bool = false
    ) throws -> Delivery {
        let page = try ChannelCase.statuspage.channel()
        return Sender(environment: ChannelCase.environment("http://127.0.0.1:\(receiver.port)/v1"), policy: .once)
            .send(
                page.render(MessageText(.sample(event: event), for: .statusPage)), through: page, reference: reference,
                isRepetition: isRepetition)
    }

    @Test func `An incident on the page is created once, updated and resolved`() throws {
        let receiver = try Receiver([ChannelCase.statuspage.success, .status(200, body: #"{"id":"p31zjtct2jer"}"#)])
        let first = try tell(receiver, .opened)
        #expect(first.outcome == .delivered && first.reference == "p31zjtct2jer")
        for event in [MessageEvent.updated, .contained, .resolved] {
            #expect(try tell(receiver, event, reference: first.reference).outcome == .delivered)
        }
        let requests = try receiver.requests()
        #expect(requests.map(\.method) == ["POST", "PATCH", "PATCH", "PATCH"])
        #expect(requests[0].path == "/v1/pages/kctbh9vrtdwd/incidents")
        #expect(requests[1].path == "/v1/pages/kctbh9vrtdwd/incidents/p31zjtct2jer")
        #expect(requests[0].headers["authorization"] == "OAuth \(Secrets.token)")
        let incidents = try requests.map { try JSONValue(parsing: $0.body)["incident"] ?? .null }
        #expect(incidents.map { $0["status"]?.stringValue } == ["investigating", nil, "monitoring", "resolved"])
        #expect(incidents[0]["impact_override"] == "critical")
        #expect(incidents.map { $0["components"]?["ftgks51sfs2d"]?.stringValue } == [
            "partial_outage", "partial_outage", "partial_outage", "operational",
        ])
    }

    @Test func `What may have been created is looked for before it is created again`() throws {
        let reference = MessageText(.sample(), for: .statusPage).incident
        let known = #"[{"id":"other","metadata":{}},{"id":"found1","metadata":{"firebreak":{"reference":"\#(reference)"}}}]"#
        let there = try Receiver([.status(500)], listing: known)
        let found = try tell(there, .opened, isRepetition: true)
        #expect(found.outcome == .delivered && found.reference == "found1")
        #expect(try there.requests().isEmpty)
        let absent = try Receiver([ChannelCase.statuspage.success], listing: "[]")
        #expect(try tell(absent, .opened, isRepetition: true).reference == "p31zjtct2jer")
        let broken = try Receiver([ChannelCase.statuspage.success], listing: "<html>")
        #expect(try tell(broken, .opened, isRepetition: true).outcome == .failed)
        #expect(try broken.requests().isEmpty)
    }

    @Test func `420 asks for a rest, and an end without a beginning is nothing to tell`() throws {
        let receiver = try Receiver([.status(420, headers: ["Retry-After": "40"])])
        let delivery = try tell(receiver, .opened)
        #expect(delivery.outcome == .retryable && delivery.retryAfter == .seconds(40))
        #expect(try tell(receiver, .resolved).outcome == .dropped)
        #expect(try receiver.requests().count == 1)
    }

    // MARK: Webhook

    @Test func `A repetition has the name of the first attempt`() throws {
        let receiver = try Receiver([.status(503), .status(204)])
        let hook = try ChannelCase.webhook.channel()
        var message = Message.sample()
        message.id = "m1.responders"
        let delivery = Sender(environment: ChannelCase.environment(receiver.url), sign: signForTests, pause: { _ in })
            .send(hook.render(MessageText(message, for: .responders)), through: hook)
        #expect(delivery.outcome == .delivered && delivery.uncertain == 1)
        let requests = try receiver.requests()
        #expect(requests.map { $0.headers["webhook-id"] } == ["m1.responders", "m1.responders"])
        #expect(requests[0].body == requests[1].body)
        #expect(try JSONValue(parsing: requests[0].body)["id"] == "m1.responders")
    }

    // MARK: File and command

    @Test func `A file grows by whole lines, also after half a one`() throws {
        try withTemporaryDirectory { directory in
            let file = try channel("{file: {path: events.jsonl}}", directory: directory)
            let path = directory + "/events.jsonl"
            let sender = Sender(environment: [:])
            let payload = file.render(MessageText(.sample(), for: .responders))
            #expect(sender.send(payload, through: file).outcome == .delivered)
            #expect(try FileReader.read(path) == payload.body + [10])
            try AtomicFile.replace(path, with: payload.body + [10] + Array("{\"half".utf8))
            #expect(sender.send(payload, through: file).outcome == .delivered)
            #expect(try FileReader.read(path) == payload.body + [10] + Array("{\"half\n".utf8) + payload.body + [10])
            let nowhere = try channel("{file: {path: not/there/events.jsonl}}", directory: directory)
            #expect(sender.send(nowhere.render(MessageText(.sample(), for: .responders)), through: nowhere).outcome == .failed)
        }
    }

    @Test(arguments: [
        (0, Delivery.Outcome.delivered), (1, .retryable), (75, .retryable), (65, .failed), (127, .failed),
    ])
    func `A program reads the event, and its status tells`(status: Int, outcome: Delivery.Outcome) throws {
        try withTemporaryDirectory { directory in
            let program = try channel(
                "{command: {run: [/bin/sh, -c, 'cat > got; echo $FIREBREAK_MESSAGE > id; exit \(status)']}}", directory: directory)
            let payload = program.render(MessageText(.sample(), for: .responders))
            let delivery = Sender(environment: [:], policy: .once).send(payload, through: program)
            #expect(delivery.outcome == outcome)
            #expect(delivery.answer == status)
            #expect(try FileReader.read(directory + "/got") == payload.body)
            #expect(try FileReader.readText(directory + "/id") == "preview\n")
        }
    }

    @Test func `A program that is not there is said`() throws {
        let program = try channel("{command: {run: [/not/there]}}")
        #expect(throws: NotificationsError.self) { try program.destination([:]) }
        let delivery = Sender(environment: [:]).send(
            program.render(MessageText(.sample(), for: .responders)), through: program)
        #expect(delivery.outcome == .failed)
    }

    // MARK: Mail

    @Test(arguments: [
        "plain", "a, b; c", "=?UTF-8?B?eA==?=", "Größe \u{1F9EF}", "x\r\nBcc: eve@example.com\r\n\r\nbody",
        String(repeating: "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", count: 60), String(repeating: "long ", count: 60),
        "\u{0}\u{1B}[2J\u{2028}", " ", "From me", ".",
    ])
    func `No subject ends its header field, and each is read back`(title: String) throws {
        let mail = try ChannelCase.email.channel()
        let payload = mail.render(MessageText(.sample(title: title, summary: ".\nFrom x\n" + title), for: .responders))
        let read = try MailReader(payload.body)
        #expect(read.headers["From"] == "Jürgen, the \"firebreak\" <fb@example.com>")
        #expect(read.raw["To"]?.contains("Ops <ops@example.com>") == true)
        #expect(read.raw["Date"] == "Sat, 21 Nov 2026 03:04:05 +0000")
        #expect(read.headers["Subject"]?.hasPrefix("[SEV1] Incident opened") == true)
        if title == "Größe \u{1F9EF}" { #expect(read.headers["Subject"] == "[SEV1] Incident opened: Größe \u{1F9EF}") }
        #expect(read.html.contains("<h2>"))
    }

    @Test func `HTML shows foreign text, and obeys none of it`() throws {
        let mail = try ChannelCase.email.channel()
        let payload = mail.render(
            MessageText(.sample(title: "<script>alert('x')</script>", summary: "<img src=x onerror=\"y\"> &amp;"), for: .responders))
        let html = try MailReader(payload.body).html
        #expect(!html.contains("<script") && !html.contains("<img"))
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") && html.contains("&amp;amp;"))
    }

    @Test func `Mails of an incident refer to one thread, each with a name of its own`() throws {
        let mail = try ChannelCase.email.channel()
        let read = try ["a", "b"].map { id in
            var message = Message.sample()
            message.id = id
            return try MailReader(mail.render(MessageText(message, for: .responders)).body)
        }
        #expect(read[0].raw["References"] == read[1].raw["References"])
        #expect(read[0].raw["Message-ID"] != read[1].raw["Message-ID"])
    }
}

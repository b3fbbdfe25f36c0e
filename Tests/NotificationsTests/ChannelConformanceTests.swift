import Basics
import Foundation
import JSON
import Notifications
import Synchronization
import TestSupport
import Testing

/// What every channel must do, whichever service it speaks to.
@Suite struct ChannelConformanceTests {
    private func render(_ message: Message, _ kind: ChannelCase) throws -> Payload {
        try kind.channel().render(kind.text(message))
    }

    // MARK: Payloads

    @Test(arguments: ChannelCase.detailed)
    func `A short message is there in full, and nothing is cut`(kind: ChannelCase) throws {
        let payload = try render(.sample(checkpoint: Message.checkpoint), kind)
        #expect(payload.cuts.isEmpty)
        let body = try kind.readable(payload)
        for text in [
            "Admin session stolen", "Tokens were replayed.", "INC-20261121-001", "ada", "Sessions revoked", "1,204",
            "https://reports.example.com/INC-1?a=1", "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", "sev1",
        ] {
            #expect(body.contains(text))
        }
    }

    @Test(arguments: ChannelCase.allCases, MessageEvent.allCases)
    func `Every event has its payload, the same each time`(kind: ChannelCase, event: MessageEvent) throws {
        let payload = try render(.sample(event: event), kind)
        #expect(payload.event == event)
        #expect(payload == (try render(.sample(event: event), kind)))
        #expect(try !kind.texts(payload).isEmpty)
    }

    @Test(arguments: ChannelCase.allCases)
    func `An empty message is within the rules`(kind: ChannelCase) throws {
        let empty = Message.sample(
            title: "", summary: "", fields: [MessageField(name: "", value: "")],
            links: [MessageLink(title: "", url: "")],
            incident: "")
        #expect(try !kind.texts(render(empty, kind)).isEmpty)
    }

    @Test(arguments: ChannelCase.allCases, 0..<20)
    func `Whatever the text, the payload keeps the limits`(kind: ChannelCase, seed: Int) throws {
        var text = HostileText(seed: UInt64(seed))
        // Long texts, or many of them: the tests are to stay quick.
        let (size, most) = [(10, 200), (300, 100), (3000, 30), (20_000, 4)][seed % 4]
        let count = Int.random(in: 0...most, using: &text)
        func next() -> String { text.text(size) }
        let message = Message.sample(
            title: next(), summary: next(), fields: (0..<count).map { _ in MessageField(name: next(), value: next()) },
            links: (0..<count).map { _ in MessageLink(title: next(), url: "https://example.com/" + next()) },
            checkpoint: Bool.random(using: &text) ? next() : Message.checkpoint, incident: next(),
            severity: .allCases.randomElement(using: &text) ?? .sev1)
        let payload = try render(message, kind)
        #expect(payload == (try render(message, kind)))
        #expect(payload.size == payload.body.count)
        for limit in payload.limits { #expect(limit.used <= limit.limit, "\(limit)") }
        for cut in payload.cuts {
            #expect(cut.dropped > 0 && cut.kept >= 0)
            #expect(cut.part == cut.part.printable)
        }
        for text in try kind.texts(payload) {
            #expect(
                !text.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value)) })
            #expect(!text.unicodeScalars.contains("\u{202E}"))
        }
    }

    @Test(arguments: ChannelCase.allCases)
    func `What is cut is on record, and every part of it adds up`(kind: ChannelCase) throws {
        let family = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}"
        let summary = String(repeating: family, count: 200_000)
        let payload = try render(.sample(summary: summary), kind)
        let cut = try #require(payload.cuts.first { $0.part == "summary" })
        #expect(cut.kept + cut.dropped == summary.unicodeScalars.count)
        #expect(cut.unit == .characters)
        // Seven code points a family: none is split.
        #expect(cut.kept > 0 && cut.kept % 7 == 0)
        let expected = String(repeating: family, count: cut.kept / 7) + "…"
        #expect(try kind.texts(payload).contains(expected))
    }

    @Test(arguments: ChannelCase.allCases)
    func `A single letter with endless marks is cut, not dropped and not let through`(kind: ChannelCase) throws {
        let payload = try render(.sample(summary: "Z" + String(repeating: "\u{336}", count: 600_000)), kind)
        let cut = try #require(payload.cuts.first { $0.part == "summary" })
        #expect(cut.kept > 100)
    }

    @Test(arguments: ChannelCase.detailed)
    func `More facts and links than are shown are counted`(kind: ChannelCase) throws {
        let payload = try render(
            .sample(
                fields: (0..<300).map { MessageField(name: "Fact \($0)", value: "value \($0)") },
                links: (0..<50).map { MessageLink(title: "Link \($0)", url: "https://example.com/\($0)") }), kind)
        let fields = try #require(payload.cuts.first { $0.part == "fields" })
        #expect(fields.unit == .items)
        // Incident, severity, by and at come before them.
        #expect(fields.kept + fields.dropped == 304)
        let links = try #require(payload.cuts.first { $0.part == "links" })
        #expect(links.kept + links.dropped == 50)
    }

    @Test(arguments: ChannelCase.detailed)
    func `Links lead only to the web`(kind: ChannelCase) throws {
        let payload = try render(
            .sample(links: [
                MessageLink(title: "script", url: "javascript:alert(1)"),
                MessageLink(title: "file", url: "file:///etc/passwd"),
                MessageLink(title: "space", url: "https://example.com/a b|c>d<e\"f\u{202E}"),
            ]), kind)
        let body = try kind.readable(payload)
        #expect(!body.contains("javascript") && !body.contains("passwd"))
        #expect(body.contains("https://example.com/a%20b%7Cc%3Ed%3Ce%22f%E2%80%AE"))
        #expect(payload.cuts == [PayloadCut(part: "links", unit: .items, kept: 1, dropped: 2)])
    }

    @Test(arguments: ChannelCase.allCases)
    func `A preview is the payload byte for byte`(kind: ChannelCase) throws {
        let payload = try render(.sample(title: "„Größe“ \u{1F9EF}\u{0}"), kind)
        let preview = try JSONValue(parsing: Array(JSONEncoder().encode(payload)))
        #expect(preview["body"]?.stringValue.map { Array($0.utf8) } == payload.body)
        #expect(preview["size"]?.integerValue == Int64(payload.body.count))
        #expect(preview["channel"]?.stringValue == "ops")
        #expect(preview["kind"]?.stringValue == kind.word)
        #expect(preview["contentType"]?.stringValue == payload.contentType)
        #expect(preview["limits"]?.arrayValue?.isEmpty == false)
        #expect(preview["cuts"]?.arrayValue?.isEmpty == true)
    }

    // MARK: Delivery

    /// Sends a sample through a receiver with these answers; also returns the pauses that were made.
    private func deliver(
        _ kind: ChannelCase, _ receiver: Receiver, attempts: Int = 3, timeout: Duration = .seconds(30)
    ) throws -> (delivery: Delivery, pauses: [Duration]) {
        try deliver(kind, to: receiver.url, attempts: attempts, timeout: timeout)
    }

    private func deliver(
        _ kind: ChannelCase, to url: String, attempts: Int = 3, timeout: Duration = .seconds(30)
    ) throws -> (delivery: Delivery, pauses: [Duration]) {
        let channel = try kind.channel()
        let pauses = Pauses()
        let sender = Sender(
            environment: ChannelCase.environment(url),
            policy: RetryPolicy(attempts: attempts), timeout: timeout, sign: signForTests, pause: pauses.add,
            chance: { 0 })
        let delivery = sender.send(channel.render(kind.text(.sample())), through: channel)
        let shown = "\(delivery) \(String(decoding: try JSONEncoder().encode(delivery), as: UTF8.self))"
        #expect(!Secrets.appear(in: shown), "\(shown)")
        return (delivery, pauses.all)
    }

    @Test(arguments: ChannelCase.http)
    func `Delivers what the preview shows, with its secret put in`(kind: ChannelCase) throws {
        let receiver = try Receiver([kind.success])
        let (delivery, pauses) = try deliver(kind, receiver)
        #expect(delivery.outcome == .delivered)
        #expect(delivery.attempts == 1)
        #expect(delivery.reason == nil)
        #expect(pauses.isEmpty)
        let requests = try receiver.requests()
        #expect(requests.count == 1)
        #expect(requests.first?.path.hasPrefix(Secrets.path) == true)
        let payload = try render(.sample(), kind)
        #expect(requests.first?.contentType == payload.contentType)
        let shown = String(decoding: payload.body, as: UTF8.self)
        #expect(!Secrets.appear(in: shown))
        let sent = shown.replacingOccurrences(of: String(repeating: "*", count: 32), with: Secrets.routingKey)
        #expect(requests.first?.body == Array(sent.utf8))
        #expect(requests.first?.body.count == payload.size)
    }

    @Test(arguments: ChannelCase.http, [302, 400, 401, 403, 404, 410, 413])
    func `A refusal is final`(kind: ChannelCase, status: Int) throws {
        let receiver = try Receiver([.status(status, body: "no_service"), kind.success])
        let (delivery, _) = try deliver(kind, receiver)
        #expect(delivery.outcome == .failed)
        #expect(delivery.attempts == 1)
        #expect(delivery.answer == status)
        #expect(delivery.reason?.contains("\(status)") == true)
    }

    @Test(arguments: ChannelCase.http)
    func `Success in name only is a failure`(kind: ChannelCase) throws {
        guard let answer = kind.falseSuccess else { return }
        let (delivery, _) = try deliver(kind, Receiver([answer]))
        #expect(delivery.outcome == .failed)
        #expect(delivery.answer == 200)
        #expect(delivery.hint != nil)
    }

    @Test(arguments: ChannelCase.http, [400, 404, 200])
    func `An answer that repeats the secret is not repeated`(kind: ChannelCase, status: Int) throws {
        if kind == .webhook && status == 200 { return }
        for path in [false, true] {
            let (delivery, _) = try deliver(kind, Receiver([.echo(status, path: path)]))
            #expect(delivery.outcome == .failed)
        }
    }

    @Test(arguments: ChannelCase.http, [429, 500, 502, 503])
    func `What may pass is tried again`(kind: ChannelCase, status: Int) throws {
        let receiver = try Receiver([.status(status), .status(status), kind.success])
        let (delivery, pauses) = try deliver(kind, receiver)
        #expect(delivery.outcome == .delivered)
        #expect(delivery.attempts == 3)
        #expect(pauses == [.milliseconds(250), .milliseconds(500)])
        let bodies = try receiver.requests().map(\.body)
        #expect(bodies.count == 3 && Set(bodies).count == 1)
    }

    @Test(arguments: ChannelCase.http)
    func `Retry-After is honoured, and a long one left for later`(kind: ChannelCase) throws {
        let short = try Receiver([.status(429, headers: ["Retry-After": "2"]), kind.success])
        let (delivered, pauses) = try deliver(kind, short)
        #expect(delivered.outcome == .delivered)
        #expect(pauses == [.seconds(2)])

        let long = try Receiver([.status(429, headers: ["Retry-After": "3600"]), kind.success])
        let (deferred, none) = try deliver(kind, long)
        #expect(deferred.outcome == .retryable)
        #expect(deferred.retryAfter == .seconds(3600))
        #expect(deferred.attempts == 1)
        #expect(none.isEmpty)
    }

    @Test(arguments: ChannelCase.http)
    func `A receiver that closes or hangs may come back`(kind: ChannelCase) throws {
        let (delivered, _) = try deliver(kind, Receiver([.close, .hang, kind.success]), timeout: .seconds(3))
        #expect(delivered.outcome == .delivered)
        #expect(delivered.attempts == 3)
        let (deferred, _) = try deliver(kind, Receiver([.close]), attempts: 2)
        #expect(deferred.outcome == .retryable)
        #expect(deferred.attempts == 2)
        #expect(deferred.answer == nil)
        #expect(deferred.reason != nil)
    }

    @Test(arguments: ChannelCase.http)
    func `Nobody listens`(kind: ChannelCase) throws {
        let (delivery, _) = try deliver(kind, to: "http://127.0.0.1:\(freePort())\(Secrets.path)")
        #expect(delivery.outcome == .retryable)
        #expect(delivery.reason?.contains("refused") == true)
    }

    @Test(arguments: ChannelCase.http)
    func `An answer without end is judged by its status`(kind: ChannelCase) throws {
        let (delivery, _) = try deliver(kind, Receiver([.flood(202)]))
        #expect(delivery.outcome == ([.pagerDuty, .teams, .webhook].contains(kind) ? .delivered : .failed))
        #expect(delivery.answer == 202)
    }

    @Test(
        arguments: ChannelCase.http,
        ["", "not a URL s3cret", "file:///s3cret", "https:///s3cret", "https://x y/s3cret"])
    func `A URL that is none fails without being shown`(kind: ChannelCase, url: String) throws {
        let (delivery, _) = try deliver(kind, to: url)
        #expect(delivery.outcome == .failed)
        #expect(delivery.attempts == 0)
        let error = try #require(throws: NotificationsError.self) { try kind.channel().destination(["RECEIVER": url]) }
        #expect(error.status == .configuration)
        #expect(!Secrets.appear(in: "\(error) \(error.hint ?? "")"))
    }

    @Test(arguments: ChannelCase.http)
    func `An unset variable is named`(kind: ChannelCase) throws {
        let channel = try kind.channel()
        let delivery = Sender(environment: ["TOKEN": Secrets.token], sign: signForTests)
            .send(channel.render(kind.text(.sample())), through: channel)
        #expect(delivery.outcome == .failed)
        #expect(delivery.reason?.contains("RECEIVER") == true)
    }

    @Test(arguments: ChannelCase.http)
    func `Only the origin of the destination is shown`(kind: ChannelCase) throws {
        let shown = try kind.channel().destination([
            "RECEIVER": "https://u:s3cret@hooks.example.com:8443\(Secrets.path)"
        ])
        #expect(shown == "https://hooks.example.com:8443")
    }
}

/// Signs nothing, as the keyring would.
let signForTests: DeliveryContext.WebhookSigner = { secret, _, id, _ in
    [("webhook-id", id), ("webhook-signature", "v1,\(secret)")]
}

/// The pauses that a sender would have made.
private final class Pauses: Sendable {
    private let made = Mutex<[Duration]>([])
    var all: [Duration] { made.withLock { $0 } }
    func add(_ pause: Duration) { made.withLock { $0.append(pause) } }
}

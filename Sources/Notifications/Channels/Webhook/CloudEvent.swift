internal import Basics
internal import Configuration
internal import JSON

/// A CloudEvent 1.0 in the structured mode of JSON (cloudevents/spec: spec.md, formats/json-format.md). No more than
/// 64 KB: what every intermediary has to pass on (spec.md, "Size Limits").
struct CloudEvent {
    let body: [UInt8]
    private let parts: Parts

    /// What a channel that takes events delivers.
    static func payload(
        _ text: MessageText, source: String, for channel: some Channel, notes: [String] = []
    ) -> Payload {
        let event = CloudEvent(text, source: source)
        return Payload(
            text, channel: channel.name, kind: channel.kind, contentType: contentType, body: event.body,
            limits: event.limits, cuts: event.cuts, notes: notes)
    }

    static let contentType = "application/cloudevents+json; charset=utf-8"
    private static let total = 64_000
    private static let measure = Measure(
        headlines: [("data.headline", 1024)], summary: .init(32_768, floor: 1024), factName: .init(200),
        factValue: .init(16_384, floor: 256), facts: 100, links: 20, checkpoint: 8192)

    init(_ text: MessageText, source: String) {
        var parts = Parts(text, Self.measure)
        body = parts.fit(intoBytes: Self.total) { Self.encoded($0, text, source: source) }
        self.parts = parts
    }

    private static func encoded(_ parts: Parts, _ text: MessageText, source: String) -> [UInt8] {
        var data: JSONObject = [
            "event": .string(text.event.rawValue), "incident": .string(parts.incident.fitted),
            "severity": .string(text.severity.rawValue), "audience": .string(text.audience.rawValue),
            "headline": .string(parts.headlines[0].fitted), "summary": .string(parts.summary.fitted),
            "fields": .array(
                parts.facts.map { ["name": .string($0.name.fitted), "value": .string($0.value.fitted)] }),
            "links": .array(parts.links.map { ["title": .string($0.title.fitted), "url": .string($0.url)] }),
        ]
        if let checkpoint = parts.checkpoint { data["checkpoint"] = .string(checkpoint) }
        data["complete"] = .bool(parts.cuts.isEmpty)
        var event: JSONObject = [
            "specversion": "1.0", "id": .string(text.id.oneLine), "source": .string(source),
            "type": .string(type(text.event)), "time": .string(text.at.description),
        ]
        // An attribute that is there is not empty.
        if !parts.incident.fitted.isEmpty { event["subject"] = .string(parts.incident.fitted) }
        event["datacontenttype"] = "application/json"
        event["data"] = .object(data)
        return JSONValue.object(event).compactBytes
    }

    private static func type(_ event: MessageEvent) -> String {
        switch event {
        case .opened, .updated, .contained, .resolved: "firebreak.incident.\(event.rawValue)"
        case .rotated: "firebreak.rotation.done"
        case .reportReady: "firebreak.report.ready"
        case .rotationOverdue: "firebreak.rotation.overdue"
        case .rotationParked: "firebreak.rotation.parked"
        case .rotationRecovered: "firebreak.rotation.recovered"
        }
    }

    /// Everything that was left out.
    var cuts: [PayloadCut] { parts.cuts }

    /// The limits and how far they are used.
    var limits: [PayloadLimit] {
        [PayloadLimit(name: "event", unit: .bytes, used: body.count, limit: Self.total)]
    }
}

extension ConfigurationMapping {
    /// `source:` of CloudEvents, a URI reference that is not empty; `/firebreak` where it is not given.
    mutating func cloudEventSource() throws(ConfigurationError) -> String {
        guard let node = optional("source") else { return "/firebreak" }
        let text = try node.string()
        // RFC 3986 has only ASCII, and none of these.
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) })
        else {
            throw node.failure("'\(node.path)' is not a URI", hint: "as /firebreak or https://example.com/firebreak")
        }
        return text
    }
}

internal import Basics
internal import Cryptography
internal import JSON

/// An event for PagerDuty's Events API v2 (developer.pagerduty.com/docs/send-alert-event), or a change event
/// (…/docs/send-change-event): what was changed, shown beside alerts, which wakes nobody.
struct PagerDutyAlert {
    /// The event within PagerDuty's limits.
    let body: [UInt8]
    private let parts: Parts
    private let text: MessageText

    init(_ text: MessageText, source: String) {
        var parts = Parts(text, Self.measure)
        body = parts.fit(intoBytes: PagerDutyLimits.total) { Self.encoded($0, text, source: source) }
        self.parts = parts
        self.text = text
    }

    private static let measure = Measure(
        headlines: [("payload.summary", PagerDutyLimits.summary)],
        summary: .init(PagerDutyLimits.detail, floor: 1024), factName: .init(80),
        factValue: .init(PagerDutyLimits.detail, floor: 256), facts: PagerDutyLimits.details,
        links: PagerDutyLimits.links, linkURL: PagerDutyLimits.linkURL, linkText: PagerDutyLimits.linkText,
        checkpoint: PagerDutyLimits.total / 2)

    /// The routing key comes first, so that it can be put in without a look at the rest.
    private static func encoded(_ parts: Parts, _ text: MessageText, source: String) -> [UInt8] {
        let action = Action(text.event)
        var payload: JSONObject = [
            "summary": .string(parts.headlines[0].fitted),
            "source": .string(source),
        ]
        if action != nil { payload["severity"] = .string(text.severity.pagerDuty) }
        payload["timestamp"] = .string(text.at.description)
        if action != nil { payload["class"] = .string(text.event.rawValue) }
        payload["custom_details"] = .object(details(parts))
        var event: JSONObject = ["routing_key": .string(PagerDutyRoutingKey.placeholder)]
        if let action {
            event["event_action"] = .string(action.rawValue)
            event["dedup_key"] = .string(dedupKey(incident: text.incident))
            event["client"] = "firebreak"
        }
        event["payload"] = .object(payload)
        if !parts.links.isEmpty {
            event["links"] = .array(parts.links.map { ["href": .string($0.url), "text": .string($0.title.fitted)] })
        }
        return JSONValue.object(event).compactBytes
    }

    /// The facts by their names; where a name is taken already, with a number.
    private static func details(_ parts: Parts) -> JSONObject {
        var details: JSONObject = [:]
        func add(_ name: String, _ value: String) {
            var key = name
            var number = 2
            while details[key] != nil {
                key = "\(name) (\(number))"
                number += 1
            }
            details[key] = .string(value)
        }
        for fact in parts.facts { add(fact.name.fitted, fact.value.fitted) }
        if !parts.summary.fitted.isEmpty { add("Summary", parts.summary.fitted) }
        if let checkpoint = parts.checkpoint { add("Checkpoint", checkpoint) }
        return details
    }

    /// What becomes of the alert; nil for a change event, which touches none.
    var action: Action? { Action(text.event) }

    /// `event_action`.
    enum Action: String {
        case trigger, acknowledge, resolve

        /// `updated` joins the alert that is open. `contained` says that somebody is at work, which ends the
        /// escalation; so does `reportReady`, which must never wake anybody. A rotation is a change.
        init?(_ event: MessageEvent) {
            switch event {
            case .opened, .updated, .rotationOverdue, .rotationParked: self = .trigger
            case .contained, .reportReady: self = .acknowledge
            case .resolved, .rotationRecovered: self = .resolve
            case .rotated: return nil
            }
        }
    }

    /// Everything that was left out.
    var cuts: [PayloadCut] { parts.cuts }

    /// PagerDuty's limits and how far they are used.
    var limits: [PayloadLimit] {
        var limits = [
            PayloadLimit(name: "body", unit: .bytes, used: body.count, limit: PagerDutyLimits.total),
            PayloadLimit(
                name: "payload.summary", unit: .characters, used: parts.headlines[0].used,
                limit: PagerDutyLimits.summary),
        ]
        if action != nil {
            limits.append(
                PayloadLimit(
                    name: "dedup_key", unit: .characters, used: Self.dedupKey(incident: text.incident).utf16.count,
                    limit: PagerDutyLimits.dedupKey))
        }
        return limits
    }

    /// The same for all that is told of an incident. One that is too long is hashed, not cut: two incidents whose
    /// identifiers begin alike must not share an alert.
    static func dedupKey(incident: String) -> String {
        let key = "firebreak/\(incident.oneLine)"
        guard key.utf8.count > PagerDutyLimits.dedupKey else { return key }
        return "firebreak/sha256:" + Hexadecimal.encode(SHA256.hash(Array(incident.utf8)))
    }
}

extension MessageSeverity {
    /// PagerDuty's word for it.
    var pagerDuty: String {
        switch self {
        case .sev1: "critical"
        case .sev2: "error"
        case .sev3: "warning"
        case .sev4: "info"
        }
    }
}

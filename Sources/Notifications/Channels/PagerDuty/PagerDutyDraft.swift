internal import Basics
internal import Cryptography
internal import JSON

/// An event for PagerDuty's Events API v2 while it is being cut to measure
/// (developer.pagerduty.com/docs/send-alert-event).
struct PagerDutyDraft: Draft {
    /// The alert's summary and the details' summary, then the value of each detail.
    var pieces: [Piece]
    private var names: [String]
    private var links: [(url: String, title: String)]
    private var checkpoint: String?
    private let text: MessageText
    private let source: String
    private var itemCuts: [String: (kept: Int, dropped: Int)] = [:]

    init(_ text: MessageText, source: String) {
        self.text = text
        self.source = source
        pieces = [
            Piece(
                "payload.summary", text.headline.oneLine, limit: PagerDutyLimits.summary, floor: PagerDutyLimits.summary
            ),
            Piece("summary", text.summary.someLines, limit: PagerDutyLimits.detail, floor: 1024),
        ]
        names = []
        for field in text.fields.prefix(PagerDutyLimits.details) {
            let name = Piece("name", field.name.oneLine, limit: 80, floor: 80).fitted
            names.append(Self.unused(name.isEmpty ? "–" : name, among: names))
            pieces.append(Piece("field '\(name)'", field.value.oneLine, limit: PagerDutyLimits.detail, floor: 256))
        }
        links = []
        for link in text.links.prefix(PagerDutyLimits.links) {
            guard let url = LinkURL.safe(link.url), url.utf8.count <= PagerDutyLimits.linkURL else { continue }
            let title = link.title.oneLine
            let limit = PagerDutyLimits.linkText
            links.append((url, Piece("link", title.isEmpty ? url : title, limit: limit, floor: limit).fitted))
        }
        checkpoint = text.checkpoint?.someLines
        note("fields", kept: names.count, of: text.fields.count)
        note("links", kept: links.count, of: text.links.count)
    }

    /// The checkpoint goes first where it is of an absurd length, then the details, from the last, then the links.
    mutating func leaveOutLeast() -> Bool {
        if checkpoint != nil {
            checkpoint = nil
            leaveOut("checkpoint", of: 0)
        } else if !names.isEmpty {
            names.removeLast()
            pieces.removeLast()
            leaveOut("fields", of: names.count)
        } else if !links.isEmpty {
            links.removeLast()
            leaveOut("links", of: links.count)
        } else {
            return false
        }
        return true
    }

    /// The routing key comes first, so that it can be put in without a look at the rest.
    func encoded() -> [UInt8] {
        var event: JSONObject = [
            "routing_key": .string(PagerDutyRoutingKey.placeholder),
            "event_action": .string(action.rawValue),
            "dedup_key": .string(Self.dedupKey(incident: text.incident)),
            "client": "firebreak",
            "payload": [
                "summary": .string(pieces[0].fitted),
                "source": .string(source),
                "severity": .string(text.severity.pagerDuty),
                "timestamp": .string(text.at.description),
                "class": .string(text.event.rawValue),
                "custom_details": .object(details),
            ],
        ]
        if !links.isEmpty {
            event["links"] = .array(links.map { ["href": .string($0.url), "text": .string($0.title)] })
        }
        return Array(JSONValue.object(event).compact.utf8)
    }

    private var details: JSONObject {
        var details: JSONObject = [:]
        for (name, value) in zip(names, pieces.dropFirst(2)) { details[name] = .string(value.fitted) }
        if !pieces[1].fitted.isEmpty { details[Self.unused("Summary", among: names)] = .string(pieces[1].fitted) }
        if let checkpoint { details[Self.unused("Checkpoint", among: names)] = .string(checkpoint) }
        return details
    }

    /// What becomes of the alert.
    ///
    /// `updated` and `rotated` join the alert that is open. `contained` says that somebody is at work, which ends the
    /// escalation; so does `reportReady`, which must never wake anybody.
    var action: Action {
        switch text.event {
        case .opened, .updated, .rotated: .trigger
        case .contained, .reportReady: .acknowledge
        case .resolved: .resolve
        }
    }

    /// `event_action`.
    enum Action: String {
        case trigger, acknowledge, resolve
    }

    /// Everything that was left out.
    var cuts: [PayloadCut] {
        pieces.compactMap(\.cut)
            + itemCuts.sorted { $0.key < $1.key }.map { name, count in
                PayloadCut(part: name, unit: .items, kept: count.kept, dropped: count.dropped)
            }
    }

    /// PagerDuty's limits and how far they are used.
    func limits(body: Int) -> [PayloadLimit] {
        [
            PayloadLimit(name: "body", unit: .bytes, used: body, limit: PagerDutyLimits.total),
            PayloadLimit(
                name: "payload.summary", unit: .characters, used: pieces[0].used, limit: PagerDutyLimits.summary),
            PayloadLimit(
                name: "dedup_key", unit: .characters, used: Self.dedupKey(incident: text.incident).utf16.count,
                limit: PagerDutyLimits.dedupKey),
        ]
    }

    /// The same for all that is told of an incident. One that is too long is hashed, not cut: two incidents whose
    /// identifiers begin alike must not share an alert.
    static func dedupKey(incident: String) -> String {
        let key = "firebreak/\(incident.oneLine)"
        guard key.utf8.count > PagerDutyLimits.dedupKey else { return key }
        return "firebreak/sha256:" + Hexadecimal.encode(SHA256.hash(Array(incident.utf8)))
    }

    /// The name, or the name with a number where it is taken.
    private static func unused(_ name: String, among names: [String]) -> String {
        guard names.contains(name) else { return name }
        let number = (2...).first { !names.contains("\(name) (\($0))") } ?? 2
        return "\(name) (\(number))"
    }

    private mutating func note(_ part: String, kept: Int, of total: Int) {
        if kept < total { itemCuts[part] = (kept, total - kept) }
    }

    private mutating func leaveOut(_ part: String, of kept: Int) {
        itemCuts[part] = (kept, (itemCuts[part]?.dropped ?? 0) + 1)
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

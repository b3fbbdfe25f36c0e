internal import Basics
internal import Cryptography
internal import JSON

/// An event for PagerDuty's Events API v2 while it is being cut to measure
/// (developer.pagerduty.com/docs/send-alert-event).
struct PagerDutyDraft: Draft {
    /// The alert's summary and the details' summary, then the value of each detail.
    var pieces: [Piece]
    /// The details' names, and how each is written as a key.
    private var names: [(piece: Piece, key: String)] = []
    private var links: [(url: String, title: Piece)] = []
    private var checkpoint: String?
    private let text: MessageText
    private let source: String
    private var itemCuts = ItemCuts()

    private static let fixedPieces = 2

    init(_ text: MessageText, source: String) {
        self.text = text
        self.source = source
        let summaryLimit = PagerDutyLimits.summary
        pieces = [
            Piece("payload.summary", text.headline.oneLine, limit: summaryLimit, floor: summaryLimit),
            Piece("summary", text.summary.someLines, limit: PagerDutyLimits.detail, floor: 1024),
        ]
        for field in text.fields.prefix(PagerDutyLimits.details) {
            let name = field.name.oneLine
            let title = name.prefix(40)
            let piece = Piece("field name '\(title)'", name.isEmpty ? "–" : name, limit: 80, floor: 80)
            names.append((piece, unusedKey(piece.fitted)))
            pieces.append(Piece("field '\(title)'", field.value.oneLine, limit: PagerDutyLimits.detail, floor: 256))
        }
        for link in text.links.prefix(PagerDutyLimits.links) {
            guard let url = LinkURL.safe(link.url), url.utf8.count <= PagerDutyLimits.linkURL else { continue }
            let title = link.title.oneLine
            let limit = PagerDutyLimits.linkText
            links.append((url, Piece("link title", title.isEmpty ? url : title, limit: limit, floor: limit)))
        }
        checkpoint = text.checkpoint?.someLines
        itemCuts.note("fields", kept: names.count, of: text.fields.count)
        itemCuts.note("links", kept: links.count, of: text.links.count)
    }

    /// The checkpoint goes first, which must be of an absurd length here, then the details and the links, from the last.
    mutating func leaveOutLeast() -> Bool {
        if checkpoint != nil {
            checkpoint = nil
            itemCuts.leaveOut("checkpoint", kept: 0)
        } else if !names.isEmpty {
            names.removeLast()
            pieces.removeLast()
            itemCuts.leaveOut("fields", kept: names.count)
        } else if !links.isEmpty {
            links.removeLast()
            itemCuts.leaveOut("links", kept: links.count)
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
            event["links"] = .array(links.map { ["href": .string($0.url), "text": .string($0.title.fitted)] })
        }
        return Array(JSONValue.object(event).compact.utf8)
    }

    private var details: JSONObject {
        var details: JSONObject = [:]
        for (name, value) in zip(names, pieces.dropFirst(Self.fixedPieces)) {
            details[name.key] = .string(value.fitted)
        }
        if !pieces[1].fitted.isEmpty { details[unusedKey("Summary")] = .string(pieces[1].fitted) }
        if let checkpoint { details[unusedKey("Checkpoint")] = .string(checkpoint) }
        return details
    }

    /// The name, or the name with a number where a detail has it already.
    private func unusedKey(_ name: String) -> String {
        let isTaken = { (key: String) in names.contains { $0.key == key } }
        guard isTaken(name), let number = (2...).first(where: { !isTaken("\(name) (\($0))") }) else { return name }
        return "\(name) (\(number))"
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
        pieces.compactMap(\.cut) + names.compactMap(\.piece.cut) + links.compactMap(\.title.cut) + itemCuts.all
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

internal import Basics
internal import JSON

/// An Adaptive Card 1.4 (adaptivecards.io/explorer). Foreign text stands in text runs, in which Teams reads no Markdown;
/// a mention needs an entry in `msteams.entities`, which is never written here.
struct TeamsCard {
    /// The message within Teams' limits.
    let body: [UInt8]
    private let parts: Parts

    init(_ text: MessageText) {
        var parts = Parts(text, Self.measure)
        let at = text.at.formatted(fractionDigits: 0)
        body = parts.fit(intoBytes: TeamsLimits.total) { Self.encoded($0, text.severity, at: at) }
        self.parts = parts
    }

    private static let measure = Measure(
        headlines: [("title", 300)], summary: .init(10_000, floor: 300), factValue: .init(2000, floor: 80),
        facts: TeamsLimits.facts, links: TeamsLimits.actions, linkText: TeamsLimits.actionTitle,
        givingUp: [.facts(keeping: 4), .checkpoint, .links])

    private static func encoded(_ parts: Parts, _ severity: MessageSeverity, at: String) -> [UInt8] {
        var card: JSONObject = [
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
            "fallbackText": .string(parts.headlines[0].fitted),
            "body": .array(elements(parts, severity, at: at)),
        ]
        if !parts.links.isEmpty {
            card["actions"] = .array(
                parts.links.map {
                    ["type": "Action.OpenUrl", "title": .string($0.title.fitted), "url": .string($0.url)]
                })
        }
        let message: JSONValue = [
            "type": "message",
            "attachments": [
                [
                    "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": .null,
                    "content": .object(card),
                ]
            ],
        ]
        return message.compactBytes
    }

    private static func elements(_ parts: Parts, _ severity: MessageSeverity, at: String) -> [JSONValue] {
        let colour: JSONValue = severity == .sev1 || severity == .sev2 ? "attention" : "default"
        var elements: [JSONValue] = [
            block([["type": "TextRun", "text": .string(parts.headlines[0].fitted), "weight": "bolder", "size": "large", "color": colour]])
        ]
        for fact in parts.facts {
            elements.append(
                block(
                    [
                        ["type": "TextRun", "text": .string(fact.name.fitted + ": "), "weight": "bolder"],
                        run(fact.value.fitted),
                    ], spacing: "small"))
        }
        // A text run has no line ends of its own.
        let lines = parts.summary.fitted.split(separator: "\n").map(String.init)
        for line in lines.prefix(TeamsLimits.paragraphs - 1) { elements.append(block([run(line)])) }
        let rest = lines.dropFirst(TeamsLimits.paragraphs - 1).joined(separator: " ")
        if !rest.isEmpty { elements.append(block([run(rest)])) }
        if let checkpoint = parts.checkpoint {
            for line in checkpoint.split(separator: "\n") {
                elements.append(
                    block(
                        [["type": "TextRun", "text": .string(String(line)), "fontType": "monospace", "size": "small"]],
                        spacing: "none"))
            }
        }
        let remark = parts.cuts.isEmpty ? "" : " · cut to fit: the report has it all"
        elements.append(
            block([
                [
                    "type": "TextRun", "text": .string("firebreak · \(parts.incident.fitted) · \(at)\(remark)"),
                    "isSubtle": true, "size": "small",
                ]
            ]))
        return elements
    }

    private static func block(_ runs: [JSONValue], spacing: String = "default") -> JSONValue {
        ["type": "RichTextBlock", "inlines": .array(runs), "spacing": .string(spacing)]
    }

    private static func run(_ text: String) -> JSONValue { ["type": "TextRun", "text": .string(text)] }

    /// Everything that was left out.
    var cuts: [PayloadCut] { parts.cuts }

    /// Teams' limits and how far they are used.
    var limits: [PayloadLimit] {
        [
            PayloadLimit(name: "body", unit: .bytes, used: body.count, limit: TeamsLimits.total),
            PayloadLimit(name: "actions", unit: .items, used: parts.links.count, limit: TeamsLimits.actions),
        ]
    }
}

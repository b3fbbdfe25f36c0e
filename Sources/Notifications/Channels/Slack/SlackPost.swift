internal import Basics
internal import JSON

/// A Slack message in Block Kit: header, facts, summary, links, checkpoint, context.
///
/// Foreign text stands in `plain_text` objects, in which Slack interprets neither formatting nor mentions nor emoji;
/// it is escaped all the same. Links are text and not buttons: pressing a button makes Slack call an endpoint of the
/// app, which a webhook does not have.
struct SlackPost {
    /// The message within Slack's limits.
    let body: [UInt8]
    private let parts: Parts
    private let at: String

    /// - Parameter channel: where it is posted; nil for a webhook, which knows that itself.
    init(_ text: MessageText, channel: String? = nil) {
        var parts = Parts(text, Self.measure)
        let at = text.at.formatted(fractionDigits: 0)
        body = parts.fit(intoBytes: SlackLimits.total) { Self.encoded($0, channel, at: at) }
        self.parts = parts
        self.at = at
    }

    /// The first facts say which incident it is: they stay.
    private static let measure = Measure(
        headlines: [("text", SlackLimits.fallback), ("header", SlackLimits.header)],
        summary: .init(SlackLimits.sectionText, floor: 300), factValue: .init(SlackLimits.fieldText, floor: 80),
        facts: SlackLimits.facts, links: SlackLimits.links, linkURL: SlackLimits.sectionText,
        linkText: SlackLimits.linkText, checkpoint: SlackLimits.sectionText - 8,
        givingUp: [.facts(keeping: 4), .checkpoint, .links],
        linkRoom: (SlackLimits.sectionText, { link($0, $1).utf16.count + 1 }), escape: SlackText.escape,
        line: SlackText.line, lines: SlackText.lines)

    private static func encoded(_ parts: Parts, _ channel: String?, at: String) -> [UInt8] {
        var message: JSONObject = [:]
        // First, so that a thread can be put in behind it without a look at the rest.
        if let channel { message["channel"] = .string(channel) }
        message.merge([
            "text": .string(parts.headlines[0].fitted),
            "unfurl_links": false,
            "unfurl_media": false,
            "blocks": .array(blocks(parts, at: at)),
        ])
        return JSONValue.object(message).compactBytes
    }

    /// Everything that was left out.
    var cuts: [PayloadCut] { parts.cuts }

    /// Slack's limits and how far they are used.
    var limits: [PayloadLimit] {
        // A name stands between asterisks.
        let longestField = parts.facts.reduce(0) { max($0, $1.name.used + 2, $1.value.used) }
        let longestSection = max(
            parts.summary.used, Self.links(parts).utf16.count,
            parts.checkpoint.map { Self.code($0).utf16.count } ?? 0)
        return [
            PayloadLimit(name: "body", unit: .bytes, used: body.count, limit: SlackLimits.total),
            PayloadLimit(name: "blocks", unit: .items, used: Self.blocks(parts, at: at).count, limit: SlackLimits.blocks),
            PayloadLimit(name: "header", unit: .characters, used: parts.headlines[1].used, limit: SlackLimits.header),
            PayloadLimit(name: "section text", unit: .characters, used: longestSection, limit: SlackLimits.sectionText),
            PayloadLimit(
                name: "fields of a section", unit: .items, used: min(parts.facts.count * 2, 10),
                limit: SlackLimits.fields),
            PayloadLimit(name: "field text", unit: .characters, used: longestField, limit: SlackLimits.fieldText),
        ]
    }
}

// MARK: - Blocks

extension SlackPost {
    private static func blocks(_ parts: Parts, at: String) -> [JSONValue] {
        var blocks: [JSONValue] = [["type": "header", "text": plain(parts.headlines[1].fitted)]]
        var rest = parts.facts[...]
        while !rest.isEmpty {
            let fields = rest.prefix(SlackLimits.fields / 2).flatMap { fact in
                [markup("*\(fact.name.fitted)*"), plain(fact.value.fitted)]
            }
            blocks.append(["type": "section", "fields": .array(fields)])
            rest = rest.dropFirst(SlackLimits.fields / 2)
        }
        if !parts.summary.fitted.isEmpty { blocks.append(section(plain(parts.summary.fitted))) }
        if !parts.links.isEmpty { blocks.append(section(markup(links(parts)))) }
        if let checkpoint = parts.checkpoint { blocks.append(section(markup(code(checkpoint)))) }
        let footer = "firebreak · \(parts.incident.fitted) · \(at)"
        let remark = parts.cuts.isEmpty ? "" : " · cut to fit: the report has it all"
        blocks.append(["type": "context", "elements": [plain(footer + remark)]])
        return blocks
    }

    private static func section(_ text: JSONValue) -> JSONValue { ["type": "section", "text": text] }

    private static func plain(_ text: String) -> JSONValue {
        ["type": "plain_text", "text": .string(text), "emoji": false]
    }

    /// Verbatim: Slack shall make no links and mentions of its own.
    private static func markup(_ text: String) -> JSONValue {
        ["type": "mrkdwn", "text": .string(text), "verbatim": true]
    }

    private static func code(_ text: String) -> String { "```\n\(SlackText.escape(text))\n```" }

    private static func links(_ parts: Parts) -> String {
        parts.links.map { link($0.url, $0.title) }.joined(separator: "\n")
    }

    /// A link as Slack writes it.
    private static func link(_ url: String, _ title: Piece) -> String {
        "<\(SlackText.escape(url))|\(title.fitted)>"
    }
}

internal import Basics
internal import JSON

/// A Slack message in Block Kit while it is being cut to measure: header, facts, summary, links, checkpoint, context.
///
/// Foreign text stands in `plain_text` objects, in which Slack interprets neither formatting nor mentions nor emoji;
/// it is escaped all the same. Links are text and not buttons: pressing a button makes Slack call an endpoint of the
/// app, which a webhook does not have.
struct SlackDraft: Draft {
    /// Fallback, header, summary and the incident in the last line, then name and value of each fact.
    var pieces: [Piece]
    private var facts: Int
    private var links: [(title: Piece, markup: String)]
    private var checkpoint: String?
    private let at: String
    private var itemCuts = ItemCuts()

    private static let fixedPieces = 4

    init(_ text: MessageText) {
        let headline = SlackText.line(text.headline)
        pieces = [
            Piece("text", headline, limit: SlackLimits.fallback, floor: SlackLimits.fallback, escape: SlackText.escape),
            Piece("header", headline, limit: SlackLimits.header, floor: SlackLimits.header, escape: SlackText.escape),
            Piece(
                "summary", SlackText.lines(text.summary), limit: SlackLimits.sectionText, floor: 300,
                escape: SlackText.escape),
            Piece("incident", SlackText.line(text.incident), limit: 80, floor: 80, escape: SlackText.escape),
        ]
        facts = min(text.fields.count, SlackLimits.facts)
        for field in text.fields.prefix(SlackLimits.facts) {
            let name = SlackText.line(field.name)
            pieces.append(
                Piece(
                    "field name '\(name.prefix(40))'", name.isEmpty ? "–" : name, limit: 80, floor: 40,
                    escape: SlackText.escape))
            let value = SlackText.line(field.value)
            pieces.append(
                Piece(
                    "field '\(name.prefix(40))'", value.isEmpty ? "–" : value, limit: SlackLimits.fieldText, floor: 80,
                    escape: SlackText.escape))
        }
        at = text.at.formatted(fractionDigits: 0)
        links = Self.links(text.links)
        if let note = text.checkpoint {
            let block = "```\n\(SlackText.escape(note.someLines))\n```"
            checkpoint = block.utf16.count <= SlackLimits.sectionText ? block : nil
            itemCuts.note("checkpoint", kept: checkpoint == nil ? 0 : 1, of: 1)
        }
        itemCuts.note("fields", kept: facts, of: text.fields.count)
        itemCuts.note("links", kept: links.count, of: text.links.count)
    }

    /// The facts go first, from the last, then the checkpoint, then the links, from the last.
    mutating func leaveOutLeast() -> Bool {
        // The first facts say which incident it is.
        if facts > 4 {
            facts -= 1
            pieces.removeLast(2)
            itemCuts.leaveOut("fields", kept: facts)
        } else if checkpoint != nil {
            checkpoint = nil
            itemCuts.leaveOut("checkpoint", kept: 0)
        } else if !links.isEmpty {
            links.removeLast()
            itemCuts.leaveOut("links", kept: links.count)
        } else {
            return false
        }
        return true
    }

    func encoded() -> [UInt8] {
        let message: JSONObject = [
            "text": .string(pieces[0].fitted),
            "unfurl_links": false,
            "unfurl_media": false,
            "blocks": .array(blocks),
        ]
        return Array(JSONValue.object(message).compact.utf8)
    }

    /// Everything that was left out.
    var cuts: [PayloadCut] { pieces.compactMap(\.cut) + links.compactMap(\.title.cut) + itemCuts.all }

    /// Slack's limits and how far they are used.
    func limits(body: Int) -> [PayloadLimit] {
        var longestField = 0
        for (index, piece) in pieces.dropFirst(Self.fixedPieces).enumerated() {
            // A name stands between asterisks.
            longestField = max(longestField, index % 2 == 0 ? piece.used + 2 : piece.used)
        }
        return [
            PayloadLimit(name: "body", unit: .bytes, used: body, limit: SlackLimits.total),
            PayloadLimit(name: "blocks", unit: .items, used: blocks.count, limit: SlackLimits.blocks),
            PayloadLimit(name: "header", unit: .characters, used: pieces[1].used, limit: SlackLimits.header),
            PayloadLimit(name: "section text", unit: .characters, used: longestSection, limit: SlackLimits.sectionText),
            PayloadLimit(
                name: "fields of a section", unit: .items, used: min(facts * 2, 10), limit: SlackLimits.fields),
            PayloadLimit(
                name: "field text", unit: .characters, used: longestField,
                limit: SlackLimits.fieldText),
        ]
    }
}

// MARK: - Blocks

extension SlackDraft {
    private var blocks: [JSONValue] {
        var blocks: [JSONValue] = [["type": "header", "text": plain(pieces[1].fitted)]]
        var rest = pieces[Self.fixedPieces...]
        while !rest.isEmpty {
            var fields: [JSONValue] = []
            while fields.count < SlackLimits.fields, let name = rest.popFirst(), let value = rest.popFirst() {
                fields += [markup("*\(name.fitted)*"), plain(value.fitted)]
            }
            blocks.append(["type": "section", "fields": .array(fields)])
        }
        if !pieces[2].fitted.isEmpty { blocks.append(section(plain(pieces[2].fitted))) }
        if !links.isEmpty { blocks.append(section(markup(linkText))) }
        if let checkpoint { blocks.append(section(markup(checkpoint))) }
        let footer = "firebreak · \(pieces[3].fitted) · \(at)"
        let remark = cuts.isEmpty ? "" : " · cut to fit: the report has it all"
        blocks.append(["type": "context", "elements": [plain(footer + remark)]])
        return blocks
    }

    private var linkText: String { links.map(\.markup).joined(separator: "\n") }

    private var longestSection: Int {
        max(pieces[2].used, linkText.utf16.count, checkpoint?.utf16.count ?? 0)
    }

    private func section(_ text: JSONValue) -> JSONValue { ["type": "section", "text": text] }

    private func plain(_ text: String) -> JSONValue { ["type": "plain_text", "text": .string(text), "emoji": false] }

    /// Verbatim: Slack shall make no links and mentions of its own.
    private func markup(_ text: String) -> JSONValue {
        ["type": "mrkdwn", "text": .string(text), "verbatim": true]
    }

    /// The links as Slack writes them, as many as go into one section.
    private static func links(_ links: [MessageLink]) -> [(title: Piece, markup: String)] {
        var texts: [(title: Piece, markup: String)] = []
        var length = 0
        for link in links.prefix(SlackLimits.links) {
            guard let url = LinkURL.safe(link.url) else { continue }
            let name = SlackText.line(link.title)
            let limit = SlackLimits.linkText
            let title = Piece(
                "link title", name.isEmpty ? url : name, limit: limit, floor: limit, escape: SlackText.escape)
            let markup = "<\(SlackText.escape(url))|\(title.fitted)>"
            guard length + markup.utf16.count + 1 <= SlackLimits.sectionText else { continue }
            length += markup.utf16.count + 1
            texts.append((title, markup))
        }
        return texts
    }
}

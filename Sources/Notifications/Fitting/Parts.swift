/// The parts of a message while they are being cut to a format's measure: texts, which can be shortened, and whole
/// parts, which can be left out. Every channel cuts by this and by nothing else; formats differ in their `Measure`
/// and in how they write the parts.
struct Parts {
    struct Fact {
        var name: Piece
        var value: Piece
    }
    struct Link {
        let url: String
        let title: Piece
    }

    /// The headline in each of the lengths that the format asks for.
    private(set) var headlines: [Piece]
    private(set) var summary: Piece
    private(set) var facts: [Fact] = []
    private(set) var links: [Link] = []
    /// The signed note, its lines as they are; nil where there is none or it went.
    private(set) var checkpoint: String?
    /// What it is about, for a last line.
    private(set) var incident: Piece
    private var itemCuts = ItemCuts()
    private let givingUp: [Measure.Sacrifice]

    init(_ text: MessageText, _ measure: Measure) {
        func piece(_ name: String, _ text: String, _ length: Measure.Length) -> Piece {
            Piece(name, text, limit: length.limit, floor: length.floor, escape: measure.escape)
        }
        givingUp = measure.givingUp
        let headline = measure.line(text.headline)
        headlines = measure.headlines.map { piece($0.name, headline, .init($0.limit)) }
        summary = piece("summary", measure.lines(text.summary), measure.summary)
        incident = piece("incident", measure.line(text.incident), .init(80))
        for field in text.fields.prefix(measure.facts) {
            let (name, value) = (measure.line(field.name), measure.line(field.value))
            let title = name.prefix(40)
            facts.append(
                Fact(
                    name: piece("field name '\(title)'", name.isEmpty ? "–" : name, measure.factName),
                    value: piece("field '\(title)'", value.isEmpty ? "–" : value, measure.factValue)))
        }
        var room = measure.linkRoom?.limit ?? .max
        for link in text.links.prefix(measure.links) {
            guard let url = LinkURL.safe(link.url), url.utf8.count <= measure.linkURL else { continue }
            let name = measure.line(link.title)
            let title = piece("link title", name.isEmpty ? url : name, .init(measure.linkText))
            let length = measure.linkRoom?.length(url, title) ?? 0
            guard length <= room else { continue }
            room -= length
            links.append(Link(url: url, title: title))
        }
        if let note = text.checkpoint?.someLines {
            let length = note.unicodeScalars.reduce(0) { $0 + measure.escape($1).utf16.count }
            checkpoint = length <= measure.checkpoint ? note : nil
            itemCuts.note("checkpoint", kept: checkpoint == nil ? 0 : 1, of: 1)
        }
        itemCuts.note("fields", kept: facts.count, of: text.fields.count)
        itemCuts.note("links", kept: links.count, of: text.links.count)
    }

    /// Makes what `encode` writes no larger than `limit` bytes. All texts get the same cap, the highest with which it
    /// fits, so that the longest lose most and short ones nothing; where it does not fit even with every text at its
    /// floor, parts are left out. What results depends on the parts alone.
    mutating func fit(intoBytes limit: Int, _ encode: (Parts) -> [UInt8]) -> [UInt8] {
        while true {
            cap(at: .max)
            var body = encode(self)
            if body.count <= limit { return body }
            var tooLong = longest
            var fits = 0
            cap(at: fits)
            body = encode(self)
            guard body.count <= limit else {
                if leaveOutLeast() { continue }
                return body
            }
            while tooLong - fits > 1 {
                let middle = (fits + tooLong) / 2
                cap(at: middle)
                if encode(self).count <= limit { fits = middle } else { tooLong = middle }
            }
            cap(at: fits)
            return encode(self)
        }
    }

    /// Everything that was left out.
    var cuts: [PayloadCut] {
        let texts = headlines + [summary, incident] + facts.flatMap { [$0.name, $0.value] } + links.map(\.title)
        return texts.compactMap(\.cut) + itemCuts.all
    }

    private var longest: Int {
        facts.reduce(max(headlines.map(\.used).max() ?? 0, summary.used)) { max($0, $1.name.used, $1.value.used) }
    }

    private mutating func cap(at length: Int) {
        for index in headlines.indices { headlines[index].cap(at: length) }
        summary.cap(at: length)
        for index in facts.indices {
            facts[index].name.cap(at: length)
            facts[index].value.cap(at: length)
        }
    }

    /// Leaves out the part that is missed least, and notes that. False where nothing more can go.
    private mutating func leaveOutLeast() -> Bool {
        for part in givingUp {
            switch part {
            case .facts(let keeping) where facts.count > keeping:
                facts.removeLast()
                itemCuts.leaveOut("fields", kept: facts.count)
            case .checkpoint where checkpoint != nil:
                checkpoint = nil
                itemCuts.leaveOut("checkpoint", kept: 0)
            case .links where !links.isEmpty:
                links.removeLast()
                itemCuts.leaveOut("links", kept: links.count)
            default: continue
            }
            return true
        }
        return false
    }
}

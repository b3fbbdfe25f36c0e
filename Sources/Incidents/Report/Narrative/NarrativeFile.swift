internal import Basics
internal import Cryptography

/// A report in Markdown that people may have worked on.
public struct NarrativeFile: Sendable, Hashable {
    /// What they wrote in the places for it.
    public let narrative: Narrative
    /// Whether everything else is as firebreak wrote it: where not, writing the report anew would lose something.
    public let isUnchangedElsewhere: Bool

    /// Whether it has the line that firebreak ends its reports with.
    public let isSealed: Bool

    /// Reads a report in Markdown, or a file that has nothing but marked sections.
    public init(reading markdown: String) throws(NarrativeError) {
        var narrative = Narrative()
        var open: (section: NarrativeSection, isPublic: Bool, line: Int, text: [Substring])?
        var seen: Set<String> = []
        var recorded: String?
        let lines = markdown.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            switch NarrativeMarks.mark(line) {
            case .text(let id, let isPublic):
                if let open { throw .unclosed(open.section.id, line: open.line) }
                guard let section = NarrativeSection.all.first(where: { $0.id == id }) else {
                    throw .unknownSection(id, line: index + 1)
                }
                guard seen.insert(id).inserted else { throw .twice(id, line: index + 1) }
                open = (section, isPublic, index + 1, [])
            case .end(let id):
                guard let text = open, text.section.id == id else { throw .strayEnd(id, line: index + 1) }
                let lines = text.text.trimmingEmptyLines
                if !lines.isEmpty {
                    narrative[text.section] = Narrative.Text(lines.joined(separator: "\n"), isPublic: text.isPublic)
                }
                open = nil
            case .report(let digest):
                if open == nil { recorded = digest } else { open?.text.append(line) }
            case nil:
                open?.text.append(line)
            }
        }
        if let open { throw .unclosed(open.section.id, line: open.line) }
        self.narrative = narrative
        isSealed = recorded != nil
        isUnchangedElsewhere = recorded == Self.digest(of: markdown)
    }

    /// Whether a text has any of the lines that firebreak marks its reports with.
    public static func hasMarks(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { NarrativeMarks.mark($0) != nil }
    }

    /// A report in Markdown with the line that tells later what of it was firebreak's own.
    static func sealed(_ markdown: String) -> String {
        markdown + NarrativeMarks.report(digest: digest(of: markdown)) + "\n"
    }

    /// SHA-256 of everything but the texts, in hexadecimal. Spaces at the ends of lines and empty lines do not count:
    /// editors change them unasked.
    private static func digest(of markdown: String) -> String {
        var rest: [UInt8] = []
        var isText = false
        for line in markdown.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            var line = line
            switch NarrativeMarks.mark(line) {
            case .text: isText = true
            case .end:
                isText = false
                line = Substring(line.split(whereSeparator: \.isWhitespace).joined(separator: " "))
            case .report where !isText: continue
            default: break
            }
            while line.last?.isWhitespace == true { line.removeLast() }
            guard !isText, !line.isEmpty else { continue }
            rest += line.utf8
            rest.append(UInt8(ascii: "\n"))
        }
        return Hexadecimal.encode(SHA256.hash(rest))
    }
}

extension [Substring] {
    fileprivate var trimmingEmptyLines: ArraySlice<Substring> {
        var lines = self[...]
        while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines
    }
}

/// The lines between which a report in Markdown keeps what people write; comments, which no reader sees.
///
/// ```
/// <!-- firebreak:text detection | How was it noticed? … -->
/// <!-- firebreak:end detection -->
/// ```
///
/// The word `public` after the section's name lets readers outside see its text.
enum NarrativeMarks {
    /// A line that means something.
    enum Mark: Equatable {
        case text(section: String, isPublic: Bool)
        case end(section: String)
        /// SHA-256 of what firebreak wrote, in hexadecimal.
        case report(digest: String)
    }

    /// The line before a section's text.
    static func begin(_ section: NarrativeSection, isPublic: Bool) -> String {
        "<!-- firebreak:text \(section.id)\(isPublic ? " public" : "") | \(section.prompt) "
            + "What stands between these two lines is kept. -->"
    }

    /// The line after a section's text.
    static func end(_ section: NarrativeSection) -> String { "<!-- firebreak:end \(section.id) -->" }

    /// The last line, by which changes elsewhere are noticed.
    static func report(digest: String) -> String { "<!-- firebreak:report sha256:\(digest) -->" }

    /// What a line means; nil for any other.
    static func mark(_ line: some StringProtocol) -> Mark? {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count >= 4, words.first == "<!--", words.last == "-->" else { return nil }
        switch words[1] {
        case "firebreak:text":
            return .text(section: String(words[2]), isPublic: words[3] == "public")
        case "firebreak:end": return .end(section: String(words[2]))
        case "firebreak:report" where words[2].hasPrefix("sha256:"):
            return .report(digest: String(words[2].dropFirst("sha256:".count)))
        default: return nil
        }
    }
}

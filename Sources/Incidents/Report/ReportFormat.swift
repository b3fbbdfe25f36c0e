/// A form in which a report is written.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
    /// One file for browsers and printers, which loads nothing from anywhere.
    case html
    /// Text to be worked on and kept beside the code (GitHub Flavored Markdown).
    case markdown
    /// For programs.
    case json

    /// The form that a file's name asks for: `.html`, `.htm`, `.md`, `.markdown`, `.json`. Nil for any other.
    public init?(fileName: String) {
        guard let dot = fileName.lastIndex(of: ".") else { return nil }
        switch fileName[fileName.index(after: dot)...].lowercased() {
        case "html", "htm": self = .html
        case "md", "markdown": self = .markdown
        case "json": self = .json
        default: return nil
        }
    }
}

internal import Basics

/// Markdown that is being written (CommonMark 0.31 with the tables of GitHub Flavored Markdown). Foreign texts are
/// escaped so that they stay what they are: no HTML, no link, no image, no heading, no list.
struct MarkdownText {
    private(set) var text = ""
    private static let longest = 4000

    /// Markdown of this program's own.
    mutating func write(_ markdown: String) { text += markdown }

    /// A heading with an empty line before and after it.
    mutating func heading(_ level: Int, _ title: String) {
        text += "\n\(String(repeating: "#", count: level)) \(title)\n\n"
    }

    /// A part with a heading, unless nothing would stand under it.
    mutating func part(_ title: String, _ content: (inout MarkdownText) -> Void) {
        var inner = MarkdownText()
        content(&inner)
        guard !inner.text.isEmpty else { return }
        heading(2, title)
        text += inner.text
    }

    /// A table; the cells are Markdown already.
    mutating func table(_ columns: [String], _ rows: [[String]]) {
        row(columns)
        row(columns.map { _ in "---" })
        for cells in rows { row(cells) }
        text += "\n"
    }

    private mutating func row(_ cells: [String]) { text += "| \(cells.joined(separator: " | ")) |\n" }

    /// A foreign text that stands within a line or a cell. Line breaks become `<br>`.
    static func escape(_ foreign: String) -> String {
        ReportText.shortened(foreign, to: longest)
            .split(omittingEmptySubsequences: false) { $0.isNewline }
            .map { escapeLine(String($0).replacingTabs.printable) }
            .joined(separator: "<br>")
    }

    /// Foreign text of any length, as it is.
    static func whole(_ foreign: String) -> String {
        ReportText.pieces(foreign, of: longest).map(escape).joined()
    }

    private static func escapeLine(_ line: String) -> String {
        var escaped = ""
        let scalars = Array(line.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "~", "#", "!", "$": escaped += "\\"
            case "&":  // a backslash would do too, but not before what some readers take for an entity
                escaped += "&amp;"
                continue
            case ":" where scalars.dropFirst(index + 1).starts(with: "//".unicodeScalars): escaped += "\\"
            case "@":  // no mention, no mail address
                escaped += "&#64;"
                continue
            case "-", "+", "=": if isFirst(index, scalars) { escaped += "\\" }
            case ".", ")": if index > 0, scalars[..<index].allSatisfy({ ("0"..."9").contains($0) }) { escaped += "\\" }
            case "w", "W":  // GitHub makes a link of what begins with www.
                if isWorldWideWeb(scalars[index...]) {
                    escaped += "&#\(scalar.value);"
                    continue
                }
            default: break
            }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }

    private static func isFirst(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        scalars[..<index].allSatisfy { $0 == " " }
    }

    private static func isWorldWideWeb(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        String(String.UnicodeScalarView(rest.prefix(4))).lowercased() == "www."
    }

    /// A foreign text as code: a run of backquotes longer than any in it around it.
    static func code(_ foreign: String) -> String {
        let text = ReportText.shortened(foreign, to: longest).map { $0.isNewline || $0 == "\t" ? " " : String($0) }
            .joined()
            .printable
        // Within a table a bar ends the cell, even in code, unless it is escaped.
        let inCell = text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
        guard !inCell.isEmpty else { return "" }
        guard inCell.contains("`") else { return "`\(inCell)`" }
        var run = 0
        var longestRun = 0
        for character in inCell {
            run = character == "`" ? run + 1 : 0
            longestRun = max(longestRun, run)
        }
        let fence = String(repeating: "`", count: longestRun + 1)
        return "\(fence) \(inCell) \(fence)"
    }

    /// Foreign lines as a block of code.
    mutating func block(_ foreign: String) {
        let lines = foreign.split(omittingEmptySubsequences: false) { $0.isNewline }
        for line in lines { text += "    \(String(line).replacingTabs.printable)\n" }
        text += "\n"
    }
}

extension String {
    fileprivate var replacingTabs: String { contains("\t") ? String(map { $0 == "\t" ? " " : $0 }) : self }
}

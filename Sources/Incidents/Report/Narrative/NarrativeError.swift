public import Basics

/// Why what people wrote into a report could not be taken over.
public enum NarrativeError: Failure, Hashable {
    /// A section's text has no end.
    case unclosed(String, line: Int)
    /// A text for a section that there is not.
    case unknownSection(String, line: Int)
    /// A section stands there a second time.
    case twice(String, line: Int)
    /// An end without its beginning.
    case strayEnd(String, line: Int)
    /// Something outside the places for text was changed by hand.
    case changedElsewhere(path: String)
    /// What would be written in its place has not the text that people wrote into it; the sections.
    case loses(path: String, sections: [String])

    public var message: String {
        switch self {
        case .unclosed(let id, let line):
            "line \(line): the text of \(id.printable) has no end (`<!-- firebreak:end \(id.printable) -->`)"
        case .unknownSection(let id, let line): "line \(line): there is no section \(id.printable)"
        case .twice(let id, let line): "line \(line): the section \(id.printable) stands there twice"
        case .strayEnd(let id, let line): "line \(line): an end of \(id.printable) without its beginning"
        case .changedElsewhere(let path):
            "\(path.printable) was changed outside the places for text: writing it anew would lose that"
        case .loses(let path, let sections):
            sections.isEmpty
                ? "\(path.printable) is a report with places for text, and what would take its place has none"
                : "\(path.printable) has text by hand that would be lost: \(sections.joined(separator: ", "))"
        }
    }

    public var hint: String? {
        switch self {
        case .unclosed, .strayEnd: "put the line back; `firebreak report --format markdown` shows how it was"
        case .unknownSection: "the sections are \(NarrativeSection.all.map(\.id).joined(separator: ", "))"
        case .twice: "join the two texts in one place"
        case .changedElsewhere:
            "move what was written into one of the places (`<!-- firebreak:text … -->`), name another --output, or say "
                + "--discard-edits"
        case .loses: "name another --output, or say --discard-edits"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .changedElsewhere, .loses: .refused
        default: .badInput
        }
    }
}

/// The sections of a runbook, and how many items each has: what `playbooks/COVERAGE.md` has to have rows for.
///
/// The documents are their owners'; the package has only the lists in `Runbooks/`, which a test compares with the documents where
/// these are at hand.
struct RunbookSections {
    var sections: [(name: String, items: Int)] = []

    /// `section 3` for each item, and `section —` for a section without any.
    var places: [String] {
        sections.flatMap { section in
            section.items == 0 ? ["\(section.name) —"] : (1...section.items).map { "\(section.name) \($0)" }
        }
    }

    /// Lines as `Pre-Flight Checklist › 1. CI/CD Validation: 5`.
    init(list: String) {
        sections = list.split(separator: "\n").map { line in
            let colon = line.lastIndex(of: ":") ?? line.endIndex
            return (String(line[..<colon]), Int(line[colon...].drop { !$0.isNumber }) ?? 0)
        }
    }

    /// Markdown. The items of a section are its numbered lines, or else its bullets, or the rows of its table, or the comments in
    /// its blocks of commands. A heading that only holds other sections is none.
    init(document: String) {
        var path: [String?] = [nil, nil, nil]
        var found: [(name: String, counts: [Kind: Int])] = []
        var fence: Substring?
        func name(_ last: String? = nil) -> String { (path.compactMap { $0 } + [last].compactMap { $0 }).joined(separator: " › ") }
        for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.drop { $0 == " " }
            if trimmed.hasPrefix("```") {
                fence = fence == nil ? trimmed.dropFirst(3) : nil
            } else if let language = fence {
                if let group = Self.group(line), language == "yaml" {
                    found.append((name(group), [:]))
                } else if let kind = Self.item(line, in: language), !found.isEmpty {
                    found[found.count - 1].counts[kind, default: 0] += 1
                }
            } else if let (level, title) = Self.heading(line) {
                path[level] = title
                for deeper in (level + 1)..<4 where deeper < 3 { path[deeper] = nil }
                found.append((name(), [:]))
            } else if let kind = Self.item(line), !found.isEmpty {
                found[found.count - 1].counts[kind, default: 0] += 1
            }
        }
        for (index, section) in found.enumerated() {
            let items = Self.items(section.counts)
            let next = index + 1 < found.count ? found[index + 1].name : ""
            if items > 0 || !next.hasPrefix(section.name + " › ") { sections.append((section.name, items)) }
        }
    }

    private enum Kind { case numbered, bullet, row, comment }

    private static func items(_ counts: [Kind: Int]) -> Int {
        if let numbered = counts[.numbered] { return numbered }
        if let bullets = counts[.bullet] { return bullets }
        // The table's head and the line below it.
        if let rows = counts[.row], rows > 2 { return rows - 2 }
        return counts[.comment] ?? 0
    }

    /// `## 1. Title (in brackets)`: the level from 0 on, and the title without brackets and without the symbol before it.
    private static func heading(_ line: Substring) -> (level: Int, title: String)? {
        let marks = line.prefix { $0 == "#" }.count
        guard (2...4).contains(marks), line.dropFirst(marks).first == " " else { return nil }
        var title = ""
        var depth = 0
        for character in line.dropFirst(marks + 1) {
            if character == "(" { depth += 1 }
            if depth == 0 { title.append(character) }
            if character == ")" { depth -= 1 }
        }
        var words = title.split(separator: " ").map(String.init).filter { $0 != "Runbook" }
        // FlakeGuard's begin with a symbol.
        if words.count > 1, let first = words.first, !first.allSatisfy(\.isASCII) { words.removeFirst() }
        return (marks - 2, words.joined(separator: " "))
    }

    /// An item outside of code.
    private static func item(_ line: Substring) -> Kind? {
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        if !digits.isEmpty, line.dropFirst(digits.count).hasPrefix(". ") { return .numbered }
        if line.hasPrefix("- ") { return .bullet }
        return line.hasPrefix("|") ? .row : nil
    }

    /// An item in a block of code: a comment that is a sentence, an entry of a list, a box to be ticked.
    private static func item(_ line: Substring, in language: Substring) -> Kind? {
        switch language {
        case "bash":
            let first = line.hasPrefix("# ") ? line.dropFirst(2).first : nil
            return first?.isUppercase == true || first?.isNumber == true ? .comment : nil
        case "yaml": return line.hasPrefix("  - ") ? .bullet : nil
        default: return line.hasPrefix("[ ]") ? .bullet : nil
        }
    }

    /// `Critical (PagerDuty):` in a block of YAML.
    private static func group(_ line: Substring) -> String? {
        guard line.hasSuffix(":"), line.first?.isUppercase == true else { return nil }
        let title = line.dropLast().prefix { $0 != "(" }
        return String(title.reversed().drop { $0 == " " }.reversed())
    }
}

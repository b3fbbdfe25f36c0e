internal import Basics
internal import Yams

/// What the YAML parser says, as an error with line and column. Its own snippets are left out: they quote the file.
enum SyntaxFailure {
    static func translate(_ error: any Error, text: String, file: String) -> ConfigurationError {
        func place(_ mark: Mark) -> ConfigurationLocation {
            ConfigurationLocation(file: file, line: mark.line, column: mark.column)
        }
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return .invalid(place(mark), "not valid YAML: \(problem.printable)", hint: hint(for: problem))
        case .reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            let line = before.reduce(into: 1) { if $1.isNewline { $0 += 1 } }
            let lineStart = before.lastIndex(where: \.isNewline).map(before.index(after:)) ?? before.startIndex
            let column = before[lineStart...].unicodeScalars.count + 1
            let location = ConfigurationLocation(file: file, line: line, column: column)
            return .invalid(location, "not valid YAML: \(problem.printable)", hint: nil)
        case .duplicatedKeysInMapping(let names, let context):
            return duplicate(names.min() ?? "", at: place(context.mark))
        default:
            return .invalid(ConfigurationLocation(file: file, line: 0, column: 0), "not valid YAML", hint: nil)
        }
    }

    static func duplicate(_ key: String, at place: ConfigurationLocation) -> ConfigurationError {
        let shown = key.utf8.count <= 80 ? " '\(key.printable)'" : ""
        return .invalid(place, "the key\(shown) stands twice in one mapping", hint: "keep one of the two")
    }

    private static func hint(for problem: String) -> String? {
        if problem.contains("cannot start any token") {
            return "tabs cannot indent, and a value that begins with @, ` or % needs quotes"
        }
        if problem.contains("mapping values are not allowed") {
            return "a value that holds ': ' needs quotes; check the indentation"
        }
        return nil
    }
}

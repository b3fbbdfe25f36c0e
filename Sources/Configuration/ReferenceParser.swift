/// Takes `${env:NAME}`, `${file:PATH}` and `$$` out of a text. A `$` before anything else stands for itself.
enum ReferenceParser {
    static func parse(
        _ text: String, at node: ConfigurationNode
    ) throws(ConfigurationError) -> [ConfigurationText.Part] {
        var parts: [ConfigurationText.Part] = []
        var literal = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            literal += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                literal += "$"
                rest.removeFirst()
            } else if rest.first == "{" {
                guard let end = rest.firstIndex(of: "}") else {
                    throw node.failure("a reference in '\(node.path)' has no closing brace", hint: hint)
                }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                parts.append(try reference(rest[rest.index(after: rest.startIndex)..<end], at: node))
                rest = rest[rest.index(after: end)...]
            } else {
                literal += "$"
            }
        }
        literal += rest
        if !literal.isEmpty || parts.isEmpty { parts.append(.literal(literal)) }
        return parts
    }

    /// A piece of a text.
    enum Piece {
        /// Text, `$$`, `${env:NAME}` and `${file:PATH}` as they are written.
        case own(String)
        /// What stands between the braces of any other reference.
        case foreign(String)
    }

    /// Takes the references of others apart from the rest of a text.
    static func split(_ text: String, at node: ConfigurationNode) throws(ConfigurationError) -> [Piece] {
        var pieces: [Piece] = []
        var own = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            own += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                own += "$$"
                rest.removeFirst()
            } else if rest.first == "{" {
                guard let end = rest.firstIndex(of: "}") else {
                    throw node.failure("a reference in '\(node.path)' has no closing brace", hint: hint)
                }
                let name = rest[rest.index(after: rest.startIndex)..<end]
                rest = rest[rest.index(after: end)...]
                if name.hasPrefix("env:") || name.hasPrefix("file:") {
                    own += "${\(name)}"
                } else {
                    if !own.isEmpty { pieces.append(.own(own)) }
                    own = ""
                    pieces.append(.foreign(String(name)))
                }
            } else {
                own += "$"
            }
        }
        own += rest
        if !own.isEmpty || pieces.isEmpty { pieces.append(.own(own)) }
        return pieces
    }

    /// A text in which every dollar sign stands for itself.
    static func escape(_ text: String) -> String {
        text.contains("$") ? text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$") : text
    }

    private static func reference(
        _ text: Substring, at node: ConfigurationNode
    ) throws(ConfigurationError) -> ConfigurationText.Part {
        if text.hasPrefix("env:") {
            let name = text.dropFirst(4)
            if isVariableName(name) { return .environment(String(name)) }
            throw node.failure("'\(node.path)' does not name an environment variable", hint: hint)
        }
        if text.hasPrefix("file:"), text.utf8.count > 5, !text.utf8.contains(0) {
            return .file(String(text.dropFirst(5)))
        }
        throw node.failure("unknown reference in '\(node.path)'", hint: hint)
    }

    private static let hint = "write ${env:NAME} or ${file:PATH}; a plain dollar sign before a brace is $$"

    private static func isVariableName(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "_")
        }
    }
}

internal import Basics
internal import Files

/// Text of the configuration whose references are resolved when it is used, so that one unset variable stops only
/// what needs it. Not printable: what it resolves to may be a secret.
public struct ConfigurationText: Sendable {
    /// A literal part, or a reference.
    enum Part: Sendable, Hashable {
        case literal(String)
        case environment(String)
        case file(String)
    }

    let parts: [Part]
    /// Where it stands; nil for text that did not come from a file.
    let node: ConfigurationNode?
    let isPath: Bool

    /// Text without references.
    public init(literal: String) {
        parts = [.literal(literal)]
        node = nil
        isPath = false
    }

    init(_ text: String, at node: ConfigurationNode, isPath: Bool = false) throws(ConfigurationError) {
        parts = try ReferenceParser.parse(text, at: node)
        self.node = node
        self.isPath = isPath
    }

    /// Whether it holds no reference.
    public var isLiteral: Bool { literal != nil }

    /// The text, where it holds no reference; a path is made absolute.
    public var literal: String? {
        var text = ""
        for part in parts {
            guard case .literal(let piece) = part else { return nil }
            text += piece
        }
        return finished(text)
    }

    /// What stands before the first reference: all of it where there is none.
    public var beginning: String {
        var text = ""
        for part in parts {
            guard case .literal(let piece) = part else { break }
            text += piece
        }
        return text
    }

    /// The text with its references resolved; a path is made absolute. Throws where a variable is not set or a file
    /// cannot be read.
    public func resolve(_ environment: [String: String]) throws(ConfigurationError) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let piece): text += piece
            case .environment(let name):
                guard let value = environment[name] else {
                    throw unresolved(
                        "the environment variable '\(name)' is not set", hint: "set it where firebreak runs")
                }
                text += value
            case .file(let path): text += try contents(of: path)
            }
        }
        return finished(text)
    }

    private func finished(_ text: String) -> String {
        guard isPath, let node, !text.isEmpty else { return text }
        return AbsolutePath.of(text, in: node.directory)
    }

    /// A referenced file without the newline at its end; it must be UTF-8 of at most 1 MiB.
    private func contents(of path: String) throws(ConfigurationError) -> String {
        let full = AbsolutePath.of(path, in: node?.directory ?? "/")
        let bytes: [UInt8]
        do {
            bytes = try FileReader.read(full, limit: 1 << 20)
        } catch {
            throw unresolved(error.message, hint: error.hint)
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw unresolved("the file '\(full.printable)' is not UTF-8 text", hint: nil)
        }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    private func unresolved(_ message: String, hint: String?) -> ConfigurationError {
        guard let node else {
            return .unresolved(ConfigurationLocation(file: "configuration", line: 0, column: 0), message, hint: hint)
        }
        return .unresolved(node.location, "\(message) ('\(node.path)')", hint: hint)
    }
}

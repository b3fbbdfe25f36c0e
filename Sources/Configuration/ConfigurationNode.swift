/// One value of the configuration with its place: a mapping, a sequence or a scalar. Read it with the method for
/// the kind that is expected; any other kind is an error that says what was expected and where.
public struct ConfigurationNode: Sendable {
    /// What a node is.
    public enum Kind: String, Sendable {
        case mapping, sequence, scalar
    }

    /// Where it stands in the document, as `stores.web.url` or `routes[0].channels`; empty for the root.
    public let path: String
    /// Where it stands in the file.
    public let location: ConfigurationLocation
    /// The folder of the configuration file, absolute: relative paths refer to it.
    public let directory: String
    let content: Content

    indirect enum Content: Sendable {
        case mapping([ConfigurationEntry])
        case sequence([ConfigurationNode])
        case scalar(String, isPlain: Bool)
    }

    /// What it is; an empty value is a scalar too.
    public var kind: Kind {
        switch content {
        case .mapping: .mapping
        case .sequence: .sequence
        case .scalar: .scalar
        }
    }

    /// Whether nothing stands there, or `null` or `~`.
    public var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// Whether it is a scalar in quotes or a block: always text, never a number or a boolean.
    public var isQuoted: Bool {
        if case .scalar(_, isPlain: false) = content { true } else { false }
    }

    /// An error at this place.
    public func failure(_ message: String, hint: String? = nil) -> ConfigurationError {
        .invalid(location, message, hint: hint)
    }

    /// An error that says what was expected here, and what stands there in general words.
    func unexpected(_ expected: String, hint: String? = nil) -> ConfigurationError {
        let place = path.isEmpty ? "the configuration" : "'\(path)'"
        return failure("\(place) should be \(expected), not \(found)", hint: hint)
    }

    /// What stands here, in words that quote nothing: it may be a secret written in the wrong place.
    private var found: String {
        switch content {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .scalar(let text, let isPlain):
            if isNull { return "empty" }
            if isPlain, text == "true" || text == "false" { return "a boolean" }
            return isPlain && Double(text) != nil ? "a number" : "text"
        }
    }
}

/// A key of a mapping with its value.
struct ConfigurationEntry: Sendable {
    let key: String
    let keyLocation: ConfigurationLocation
    let value: ConfigurationNode
}

extension ConfigurationNode {
    /// A scalar as it was written, references unresolved: to show it. Nil for a mapping or a list.
    public var scalarText: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }
}

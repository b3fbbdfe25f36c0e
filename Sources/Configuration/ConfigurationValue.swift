/// A value that is put into a document: what somebody gave, or what a program found out.
public enum ConfigurationValue: Sendable, Hashable {
    /// Nothing.
    case null
    /// A text, or where `isText` is false a number or a boolean as it is written in YAML.
    case scalar(String, isText: Bool)
    /// A list.
    case list([ConfigurationValue])
    /// A mapping, in this order.
    case mapping([Entry])

    /// A key with its value.
    public struct Entry: Sendable, Hashable {
        public let key: String
        public let value: ConfigurationValue

        public init(_ key: String, _ value: ConfigurationValue) {
            self.key = key
            self.value = value
        }
    }

    /// A text.
    public static func text(_ text: String) -> ConfigurationValue { .scalar(text, isText: true) }

    /// As a part of a longer text: a list's items have commas between them. Nil for nothing, and for what has no such form.
    public var inText: String? {
        switch self {
        case .null, .mapping: return nil
        case .scalar(let text, _): return text
        case .list(let items):
            let texts = items.map(\.inText)
            guard !texts.contains(nil) else { return nil }
            return texts.compactMap { $0 }.joined(separator: ", ")
        }
    }
}

extension ConfigurationNode {
    /// A node that holds a value, as though it had been written at the place of another. No reference in it is one: every
    /// dollar sign stands for itself.
    public init(_ value: ConfigurationValue, at place: ConfigurationNode) {
        self.init(path: place.path, location: place.location, directory: place.directory, content: Self.content(value, place))
    }

    private static func content(_ value: ConfigurationValue, _ place: ConfigurationNode) -> Content {
        switch value {
        case .null: .scalar("", isPlain: true)
        case .scalar(let text, let isText): .scalar(ReferenceParser.escape(text), isPlain: !isText)
        case .list(let items): .sequence(items.map { ConfigurationNode($0, at: place) })
        case .mapping(let entries):
            .mapping(
                entries.map {
                    ConfigurationEntry(
                        key: $0.key, keyLocation: place.location, value: ConfigurationNode($0.value, at: place))
                })
        }
    }

    /// What stands here, references unresolved, as a value; a quoted or unquoted text is kept apart from numbers.
    public var value: ConfigurationValue {
        switch content {
        case .scalar(let text, let isPlain):
            if isNull { return .null }
            let isOther = isPlain && (text == "true" || text == "false" || Double(text) != nil)
            return .scalar(text, isText: !isOther)
        case .sequence(let nodes): return .list(nodes.map(\.value))
        case .mapping(let entries): return .mapping(entries.map { .init($0.key, $0.value.value) })
        }
    }
}

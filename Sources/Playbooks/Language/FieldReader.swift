internal import Basics
public import Configuration
internal import Probes

/// A mapping read by the table of its fields: unknown keys, missing ones and values of another type are errors with line,
/// column and the nearest name.
public struct FieldReader: Sendable {
    /// Where it stands.
    public let node: ConfigurationNode
    private let values: [String: ConfigurationNode]

    /// Reads a mapping.
    public init(_ node: ConfigurationNode, _ fields: [Field]) throws(ConfigurationError) {
        var mapping = try node.mapping()
        var values: [String: ConfigurationNode] = [:]
        for field in fields {
            // What is misspelt is said before what is missing for that reason.
            values[field.name] = mapping.optional(field.name)
        }
        try mapping.finish()
        for field in fields {
            if let value = values[field.name] {
                try field.type.check(value)
            } else if field.isRequired {
                _ = try mapping.required(field.name)
            }
        }
        self.node = node
        self.values = values
    }

    /// The value of a field; nil where there is none.
    public subscript(name: String) -> ConfigurationNode? { values[name] }

    /// The text of a field.
    public func text(_ name: String) throws(ConfigurationError) -> String? { try values[name]?.string() }

    /// The text of a field that must be there.
    public func requiredText(_ name: String) throws(ConfigurationError) -> String {
        guard let text = try text(name) else { throw node.failure("'\(node.path)' needs the key '\(name)'") }
        return text
    }

    /// Whether a field is `true`.
    public func flag(_ name: String) throws(ConfigurationError) -> Bool { try values[name]?.bool() ?? false }

    /// The number of a field.
    public func integer(_ name: String) throws(ConfigurationError) -> Int? { try values[name]?.integer() }

    /// The duration of a field.
    public func duration(_ name: String) throws(ConfigurationError) -> Duration? { try values[name]?.duration() }

    /// The texts of a field that has one or a list of them; none where there is no such key.
    public func texts(_ name: String) throws(ConfigurationError) -> [String] {
        guard let node = values[name] else { return [] }
        var texts: [String] = []
        for item in node.kind == .sequence ? try node.sequence() : [node] { texts.append(try item.string()) }
        return texts
    }

    /// One of an enumeration's raw values.
    public func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) throws(ConfigurationError) -> Choice? where Choice.RawValue == String {
        try values[name]?.oneOf(type)
    }

    /// An instant, or how long ago it was, seen from when it is asked for.
    func past(_ name: String) throws(ConfigurationError) -> (@Sendable (Timestamp) -> Timestamp)? {
        guard let text = try text(name) else { return nil }
        if let instant = Timestamp(text) { return { _ in instant } }
        if let ago = Duration(compact: text) { return { $0 - ago } }
        throw (values[name] ?? node).failure(
            "'\(name)' is neither an instant nor a duration", hint: "as 2026-11-21T03:00:00Z or 2h")
    }

    /// The comparisons of a field that has one for each of some counts.
    func comparisons(_ name: String) throws(ConfigurationError) -> [ExpectedCount] {
        var all: [ExpectedCount] = []
        for (count, node) in try values[name]?.mapping().entries ?? [] {
            all.append(ExpectedCount(name: count, comparison: try Comparison(node: node)))
        }
        return all
    }
}

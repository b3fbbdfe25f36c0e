internal import Configuration
internal import Decoders

// What only the custom layout has.
extension LayoutOptions {
    /// How an entry of an index names a session, by the names in `entries:`.
    private enum EntryName: String, CaseIterable {
        case plain
        case java
        case jsonText = "json-text"
        case json
    }

    /// `index:`, the form of the lists' keys or a mapping `{key, entries, member}`; nil where it is missing.
    mutating func index() throws(ConfigurationError) -> SessionIndex? {
        guard let node = optional("index") else { return nil }
        guard node.kind == .mapping else { return try Self.index(node, .plain) }
        var mapping = try node.mapping()
        let key = try mapping.required("key")
        let member = mapping.optional("member")
        var entries = SessionIndex.EntryForm.plain
        if let form = mapping.optional("entries") {
            let name = try form.string()
            switch EntryName(rawValue: name) {
            case .plain: entries = .plain
            case .java: entries = .javaString
            case .jsonText: entries = .jsonString
            case .json:
                guard let member else {
                    throw form.failure(
                        "the list does not say which member of its objects names the session", hint: "add 'member: token'")
                }
                entries = .json(member: try member.string())
            case nil: throw form.unknownChoice(name, among: EntryName.allCases.map(\.rawValue))
            }
        }
        if case .json = entries {
        } else if let member {
            throw member.failure("'\(member.path)' is for lists of JSON objects", hint: "add 'entries: json'")
        }
        try mapping.finish()
        return try Self.index(key, entries)
    }

    private static func index(
        _ node: ConfigurationNode, _ entries: SessionIndex.EntryForm
    ) throws(ConfigurationError) -> SessionIndex {
        guard let index = SessionIndex(try node.string(), entries: entries) else {
            throw node.failure(
                "'\(node.path)' does not say once where the user stands", hint: "write it as user_sessions:{user}")
        }
        return index
    }

    /// `companions:`, the forms of keys that go with a session under the same id; empty where it is missing.
    mutating func companions() throws(ConfigurationError) -> [KeyTemplate] {
        guard let node = optional("companions") else { return [] }
        var templates: [KeyTemplate] = []
        for item in try node.sequence() {
            guard let template = KeyTemplate(try item.string()),
                !template.prefix.isEmpty || !template.suffix.isEmpty
            else {
                throw item.failure(
                    "'\(item.path)' does not say once where the session's id stands",
                    hint: "write it as session:{id}:lock")
            }
            templates.append(template)
        }
        return templates
    }
}

internal import Configuration

/// The value of `layout:` while it is read: a name alone, or a mapping whose keys each layout asks for.
struct LayoutOptions {
    /// Where it stands.
    let node: ConfigurationNode
    private var mapping: ConfigurationMapping?

    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        self.node = node
        mapping = node.kind == .mapping ? try node.mapping() : nil
    }

    /// The layout that stands here.
    static func layout(_ node: ConfigurationNode) throws(ConfigurationError) -> any SessionLayout {
        var options = try LayoutOptions(node)
        let layout = try options.decode()
        try options.mapping?.finish()
        return layout
    }

    private mutating func decode() throws(ConfigurationError) -> any SessionLayout {
        guard mapping != nil else { return try preset(named: node) }
        if let name = optional("preset") { return try preset(named: name) }
        if present("key") != nil { return try CustomLayout(&self) }
        throw node.failure(
            "'\(node.path)' names neither a preset nor a key",
            hint: "write 'layout: connect-redis', or the form of the keys as 'layout: {key: \"session:{id}\"}'")
    }

    private mutating func preset(named node: ConfigurationNode) throws(ConfigurationError) -> any SessionLayout {
        let name = try node.string()
        guard let preset = LayoutPresets.all.first(where: { $0.name == name }) else {
            throw node.unknownChoice(name, among: LayoutPresets.all.map(\.name))
        }
        return try preset.decode(&self)
    }

    /// The value of a key; nil where it is missing.
    mutating func optional(_ key: String) -> ConfigurationNode? { mapping?.optional(key) }

    /// The value of a key that is there, without taking it for read.
    func present(_ key: String) -> ConfigurationNode? {
        mapping?.entries.first { $0.key == key && !$0.node.isNull }?.node
    }
}

extension LayoutOptions {
    /// One dotted path, or several of which the first that leads somewhere counts; nil where the key is missing.
    mutating func paths(_ key: String) throws(ConfigurationError) -> [String]? {
        guard let node = optional(key) else { return nil }
        var texts: [String] = []
        for item in node.kind == .sequence ? try node.sequence() : [node] {
            let text = try item.string()
            if text.split(separator: ".", omittingEmptySubsequences: false).contains("") {
                throw item.failure("'\(item.path)' is not a field's path", hint: "write it as user or passport.user")
            }
            texts.append(text)
        }
        guard !texts.isEmpty else { throw node.failure("'\(node.path)' names no field") }
        return texts
    }

    /// `user:`, `role:`, `address:`, `created:` and `lastSeen:`, each a path or several, or the layout's defaults.
    mutating func fields(default fields: SessionFields) throws(ConfigurationError) -> SessionFields {
        var fields = fields
        for (key, field) in Self.fieldKeys {
            if let paths = try paths(key) { fields[keyPath: field] = paths.map(FieldPath.init) }
        }
        return fields
    }

    /// The keys of the fields.
    static var fieldKeys: [(String, WritableKeyPath<SessionFields, [FieldPath]>)] {
        [
            ("user", \.user), ("role", \.role), ("address", \.address), ("created", \.created),
            ("lastSeen", \.lastSeen),
        ]
    }

    /// `prefix:`, or the default; an empty one makes every key a session and has to be confirmed.
    mutating func prefix(default text: String) throws(ConfigurationError) -> String {
        let whole = try wholeDatabase()
        guard let node = optional("prefix") else { return text }
        let prefix = try node.string()
        if prefix.isEmpty && !whole { throw Self.matchesEverything(node) }
        return prefix
    }

    /// `key:` as a template; one that begins with the id makes every key a session and has to be confirmed.
    mutating func keyTemplate() throws(ConfigurationError) -> KeyTemplate {
        let whole = try wholeDatabase()
        guard let node = optional("key") else { throw self.node.failure("'\(self.node.path)' needs the key 'key'") }
        guard let template = KeyTemplate(try node.string()) else {
            throw node.failure(
                "'\(node.path)' does not say once where the session's id stands", hint: "write it as session:{id}")
        }
        if template.prefix.isEmpty && template.suffix.isEmpty && !whole { throw Self.matchesEverything(node) }
        return template
    }

    private mutating func wholeDatabase() throws(ConfigurationError) -> Bool {
        try optional("wholeDatabase").map { node throws(ConfigurationError) in try node.bool() } ?? false
    }

    private static func matchesEverything(_ node: ConfigurationNode) -> ConfigurationError {
        node.failure(
            "without a prefix every key of the database is taken for a session",
            hint: "where the database holds nothing but sessions, add 'wholeDatabase: true'")
    }
}

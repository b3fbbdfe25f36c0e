internal import Configuration

// Values that several layouts read.
extension LayoutOptions {
    /// A text that is not empty, or the default.
    mutating func text(_ key: String, default text: String) throws(ConfigurationError) -> String {
        guard let node = optional(key) else { return text }
        let text = try node.string()
        if text.isEmpty { throw node.failure("'\(node.path)' is empty", hint: "leave it out for the default") }
        return text
    }

    /// One of some names, or the default.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, default choice: Choice
    ) throws(ConfigurationError) -> Choice { try self.choice(key) ?? choice }

    /// One of some names; nil where the key is missing.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, as type: Choice.Type = Choice.self
    ) throws(ConfigurationError) -> Choice? {
        guard let node = optional(key) else { return nil }
        let name = try node.string()
        guard let choice = Choice(rawValue: name) else {
            throw node.unknownChoice(name, among: Choice.allCases.map(\.rawValue))
        }
        return choice
    }

    /// True or false, or the default.
    mutating func flag(_ key: String, default flag: Bool) throws(ConfigurationError) -> Bool {
        try optional(key).map { node throws(ConfigurationError) in try node.bool() } ?? flag
    }

    /// `prefix:` of a framework whose ids have one form only, so that it may be empty; or the default.
    mutating func anyPrefix(default text: String) throws(ConfigurationError) -> String {
        try optional("prefix").map { node throws(ConfigurationError) in try node.string() } ?? text
    }
}

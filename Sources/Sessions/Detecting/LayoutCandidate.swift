internal import Configuration

/// A layout that some keys may have, as it would be configured.
struct LayoutCandidate {
    /// What stands at `layout:`.
    let configuration: String
    let layout: any SessionLayout
    /// The same layout, with the user where the framework's own marks stand: whoever has one is no guess.
    let evidence: (any SessionLayout)?
    /// The type of its keys.
    let type: String
    /// What its keys begin with.
    let prefix: String
    /// Beginnings of keys of which one must stand beside it.
    let companions: [String]
    /// Whether it is a framework's, and whether its keys alone say so.
    let isNamed: Bool
    let isTelling: Bool

    /// A named layout with options; nil where there is no such layout, or it does not take them.
    init?(_ clue: LayoutClue, prefix: String, options: [LayoutClue.Option]) {
        let given = options.filter { !$0.value.isEmpty }
        configuration = given.isEmpty ? clue.preset : Self.mapping(preset: clue.preset, given)
        guard let layout = Self.read(configuration) else { return nil }
        self.layout = layout
        let marks = clue.evidence.joined(separator: ", ")
        evidence =
            clue.evidence.isEmpty
            ? nil : Self.read(Self.mapping(preset: clue.preset, given + [.init(key: "user", value: "[\(marks)]")]))
        type = clue.type
        self.prefix = prefix
        companions = clue.companions(prefix)
        isNamed = true
        isTelling = clue.isTelling
    }

    /// A custom layout; nil where the prefix cannot be written as one.
    init?(prefix: String, type: String, more: String) {
        guard !prefix.isEmpty, !prefix.contains("{") else { return nil }
        configuration = "{key: \(Self.quoted(prefix + "{id}")), \(more)}"
        guard let layout = Self.read(configuration) else { return nil }
        self.layout = layout
        self.type = type
        self.prefix = prefix
        evidence = nil
        companions = []
        isNamed = false
        isTelling = false
    }

    private static func mapping(preset: String, _ options: [LayoutClue.Option]) -> String {
        let parts = options.map { option in
            "\(option.key): \(option.value.first == "[" || option.value == "''" ? option.value : quoted(option.value))"
        }
        return "{\((["preset: \(preset)"] + parts).joined(separator: ", "))}"
    }

    /// A text as YAML writes it in double quotes, or plain where nothing in it could be taken for anything else.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        if (isPlain && text != "true" && text != "false" && text != "null") || isNumber { return text }
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }

    /// The layout as the configuration file's own reader takes it, so that what is printed can be pasted.
    private static func read(_ text: String) -> (any SessionLayout)? {
        guard let file = try? ConfigurationFile(text: "layout: \(text)\n", directory: "/"),
            var root = try? file.root.mapping(), let node = try? root.required("layout")
        else { return nil }
        return try? LayoutOptions.layout(node)
    }
}

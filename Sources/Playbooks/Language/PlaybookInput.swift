internal import Basics
public import Configuration
internal import JSON

/// What a playbook wants to be told when it is run.
public struct PlaybookInput: Sendable {
    /// How it is called, as in `${inputs.users}`.
    public let name: String
    public let type: InputType
    /// What it is, for whoever is asked for it.
    public let description: String?
    /// Whether the playbook cannot be run without it.
    public let isRequired: Bool
    /// Never stored, shown or journalled; asked for again by `resume`.
    public let isSecret: Bool
    /// What is taken where nothing is given; null for nothing.
    public let fallback: ConfigurationValue
    /// The only values that it may have; empty for any.
    public let choices: [String]

    static let fields: [Field] = [
        .required("type", .choice(InputType.allCases.map(\.rawValue)), "What it is. A list is given as a,b,c."),
        Field("description", .text, "What it is, for whoever is asked for it."),
        Field("required", .boolean, "Whether the playbook cannot be run without it."),
        Field("default", .either(.scalar, .list(.scalar)), "What is taken where nothing is given."),
        Field("secret", .boolean, "Never stored, shown or journalled; asked for again by resume."),
        Field("choices", .list(.text), "The only values that it may have."),
    ]

    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        guard Self.isName(name) else {
            throw node.failure(
                "'\(name.printable)' cannot be the name of an input", hint: "letters, digits, - and _, beginning with a letter")
        }
        let fields = try FieldReader(node, Self.fields)
        self.name = name
        type = try fields.choice("type") ?? .string
        description = try fields.text("description")
        isRequired = try fields.flag("required")
        isSecret = try fields.flag("secret")
        choices = try fields.texts("choices")
        fallback = fields["default"]?.value ?? .null
        if isSecret, type != .string {
            throw node.failure("the secret input '\(name)' should be of type string")
        }
        if let fallbackNode = fields["default"] {
            if isSecret { throw fallbackNode.failure("a secret input has no default", hint: "it is asked for, or comes from the environment") }
            if isRequired { throw fallbackNode.failure("'\(name)' is required and has a default", hint: "leave one of them out") }
            if let problem = problem(fallback) { throw fallbackNode.failure("the default of '\(name)' \(problem)") }
        }
    }

    /// What is wrong with a value, as the end of a sentence; nil where nothing is.
    func problem(_ value: ConfigurationValue) -> String? {
        switch (type, value) {
        case (_, .null): return nil
        case (.list, .list(let items)):
            for item in items {
                guard case .scalar(let text, _) = item else { return "should be a list of texts" }
                if let problem = problem(of: text) { return problem }
            }
            return nil
        case (.list, _): return "should be a list"
        case (_, .scalar(let text, _)):
            switch type {
            case .number where Double(text)?.isFinite != true: return "should be a number"
            case .boolean where text != "true" && text != "false": return "should be true or false"
            case .duration where Duration(compact: text) == nil: return "should be a duration, as 90s or 15m"
            default: return problem(of: text)
            }
        case (_, _): return "should be of type \(type.rawValue)"
        }
    }

    private func problem(of text: String) -> String? {
        if !choices.isEmpty, !choices.contains(text) { return "should be one of \(choices.joined(separator: ", "))" }
        if text.utf8.contains(0) { return "has a NUL in it" }
        return nil
    }

    /// The value that a text on the command line means; nil for an empty list.
    func value(of text: String) -> ConfigurationValue {
        switch type {
        case .list:
            .list(
                text.split(whereSeparator: { $0 == "," || $0.isNewline }).map { .text(String($0.trimmed)) }
                    .filter { $0 != .text("") })
        case .number, .boolean: .scalar(text, isText: false)
        case .string, .duration: .text(text)
        }
    }

    /// A value that such an input could have, with which a playbook is tried where nothing is known yet.
    var sample: ConfigurationValue {
        if fallback != .null { return fallback }
        let text = choices.first ?? name
        return switch type {
        case .string: .text(text)
        case .list: .list([.text(text)])
        case .number: .scalar(choices.first ?? "1", isText: false)
        case .boolean: .scalar("true", isText: false)
        case .duration: .text(choices.first ?? "1s")
        }
    }

    /// The environment variable that a secret input is looked up in, once it was given.
    var variable: String { "FIREBREAK_INPUT_" + String(name.map { $0 == "-" ? "_" : $0 }).uppercased() }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first) else { return false }
        return name.utf8.count <= 64
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || "-_".utf8.contains($0)
            }
    }
}

extension Substring {
    /// Without spaces and tabs at its ends.
    var trimmed: Substring {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}

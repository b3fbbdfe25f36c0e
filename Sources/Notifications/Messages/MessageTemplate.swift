internal import Basics
public import Configuration

/// Words of the user's own for a message: one entry of `templates:`.
///
/// ```yaml
/// templates:
///   - audience: customers
///     events: [opened, updated]
///     headline: "We are looking into a problem with sign-in"
///     text: "{publicMessage} Your reference: {reference}"
/// ```
public struct MessageTemplate: Sendable {
    /// For whom.
    public let audience: Audience
    /// The events whose words it replaces.
    public let events: [MessageEvent]
    private let headline: TemplateText?
    private let summary: TemplateText?

    /// Reads an entry. Without `events` it is for all; without `headline` or `text` firebreak's own words stay there.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        audience = try mapping.required("audience").oneOf()
        events = try mapping.optional("events")?.choices() ?? MessageEvent.allCases
        let audience = audience
        func text(_ key: String) throws(ConfigurationError) -> TemplateText? {
            guard let node = mapping.optional(key) else { return nil }
            return try TemplateText(node, for: audience)
        }
        headline = try text("headline")
        summary = try text("text")
        try mapping.finish()
        if headline == nil && summary == nil {
            throw node.failure("'\(node.path)' replaces nothing", hint: "give it a 'headline' or a 'text'")
        }
    }

    /// Whether it is for such a message.
    public func fits(_ event: MessageEvent, _ audience: Audience) -> Bool {
        self.audience == audience && events.contains(event)
    }

    /// A text with these words in place of firebreak's own. Throws where the message lacks what they need.
    func applied(to text: MessageText, of message: Message) throws(NotificationsError) -> MessageText {
        var text = text
        if let headline { text.headline = try headline.filled(message, text) }
        if let summary { text.summary = try summary.filled(message, text) }
        return text
    }
}

/// A text with names in braces, each of which a message has a value for; `{{` is a brace.
private struct TemplateText: Sendable {
    private enum Piece: Sendable {
        case literal(String)
        case value(Name)
    }

    /// What a message has.
    private enum Name: String, Sendable, CaseIterable {
        case event, severity, at, reference, publicMessage
        case incident, title, summary, actor, systems

        /// What people outside may see.
        static let outside: [Name] = [.event, .severity, .at, .reference, .publicMessage]
    }

    private let pieces: [Piece]
    private let location: ConfigurationLocation

    init(_ node: ConfigurationNode, for audience: Audience) throws(ConfigurationError) {
        location = node.location
        let text = try node.string()
        let names = audience.isOutside ? Name.outside : Name.allCases
        var pieces: [Piece] = []
        var literal = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "{", rest.first != "{" else {
                if character == "{" { rest.removeFirst() }
                literal.append(character)
                continue
            }
            guard let end = rest.firstIndex(of: "}") else {
                throw node.failure("'\(node.path)' has a '{' without its '}'", hint: "'{{' stands for a brace")
            }
            let word = String(rest[..<end])
            guard let name = names.first(where: { $0.rawValue == word }) else {
                if audience.isOutside, Name(rawValue: word) != nil {
                    throw node.failure(
                        "'\(node.path)' would show {\(word)} to people outside",
                        hint: "\(audience.rawValue) may see: \(names.map { "{\($0.rawValue)}" }.joined(separator: ", "))")
                }
                throw node.unknownChoice(word, among: names.map(\.rawValue))
            }
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = ""
            pieces.append(.value(name))
            rest = rest[rest.index(after: end)...]
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        self.pieces = pieces
    }

    func filled(_ message: Message, _ text: MessageText) throws(NotificationsError) -> String {
        var filled = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal): filled += literal
            case .value(let name):
                let value = Self.value(name, message, text)
                guard !value.isEmpty else {
                    throw .missing(
                        name: name.rawValue, event: text.event, audience: text.audience, place: location.description)
                }
                filled += value
            }
        }
        return filled
    }

    private static func value(_ name: Name, _ message: Message, _ text: MessageText) -> String {
        switch name {
        case .event: text.event.heading
        case .severity: text.severity.rawValue
        case .at: text.at.formatted(fractionDigits: 0)
        case .reference: text.audience.isOutside ? text.incident : MessageText.publicReference(message.incident)
        case .publicMessage: message.publicSummary ?? ""
        case .incident: message.incident
        case .title: message.title
        case .summary: message.summary
        case .actor: message.actor
        case .systems: message.systems.joined(separator: ", ")
        }
    }
}

extension MessageText {
    /// What of a message an audience sees, in the words of the first template that fits, else in firebreak's own.
    /// Throws where nothing of the kind is told to people outside, or a template needs what the message has not.
    public init(
        _ message: Message, for audience: Audience, templates: [MessageTemplate]
    ) throws(NotificationsError) {
        guard !(audience.isOutside && message.event.isUpkeep) else {
            throw .notForOutside(event: message.event, audience: audience)
        }
        let text = MessageText(message, for: audience)
        guard let template = templates.first(where: { $0.fits(message.event, audience) }) else {
            self = text
            return
        }
        self = try template.applied(to: text, of: message)
    }
}

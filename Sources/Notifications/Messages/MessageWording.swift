internal import Basics

/// firebreak's own words for a message, for each audience.
struct MessageWording {
    let headline: String
    let summary: String
    let fields: [MessageField]

    init(_ message: Message, _ audience: Audience) {
        let severity = message.severity.rawValue.uppercased()
        let escalation = message.unacknowledgedFor.map { "NOT ACKNOWLEDGED for \($0.compact): " } ?? ""
        switch audience {
        case .responders:
            headline = "\(escalation)[\(severity)] \(message.event.heading): \(message.title)"
            summary = message.summary
            fields =
                [
                    Self.subject(message), MessageField(name: "Severity", value: message.severity.rawValue),
                    MessageField(name: "By", value: message.actor), Self.time(message),
                ] + Self.systems(message) + message.fields
        case .leadership:
            headline = "\(escalation)[\(severity)] \(message.title): \(Self.state(message.event))"
            summary = message.summary
            fields = [
                Self.subject(message), MessageField(name: "Severity", value: Self.meaning(message.severity)),
                MessageField(name: "State", value: Self.state(message.event)), Self.time(message),
            ]
        case .owners:
            headline = "\(escalation)[\(severity)] You own what this touches: \(message.event.heading.lowercasedFirst)"
            summary = message.summary
            fields =
                [Self.subject(message), MessageField(name: "Title", value: message.title)] + Self.systems(message)
                + message.fields + [Self.time(message)]
        case .statusPage, .customers, .partners:
            let words = OutsideWording(message.event, audience)
            headline = words.headline
            summary = message.publicSummary ?? words.summary
            fields = []
        }
    }

    private static func subject(_ message: Message) -> MessageField {
        MessageField(name: message.event.isUpkeep ? "About" : "Incident", value: message.incident)
    }

    private static func time(_ message: Message) -> MessageField {
        MessageField(name: "At", value: message.at.formatted(fractionDigits: 0))
    }

    private static func systems(_ message: Message) -> [MessageField] {
        message.systems.isEmpty
            ? [] : [MessageField(name: "Systems", value: message.systems.joined(separator: ", "))]
    }

    /// How far it is, for those who answer for it.
    private static func state(_ event: MessageEvent) -> String {
        switch event {
        case .opened: "the response has begun"
        case .updated: "the response goes on"
        case .contained: "contained, the damage no longer grows"
        case .rotated: "credentials have been replaced"
        case .resolved: "resolved"
        case .reportReady: "the report is ready"
        case .rotationOverdue: "a credential is older than it should be"
        case .rotationParked: "replacing a credential failed and waits for somebody"
        case .rotationRecovered: "the credential is in order again"
        }
    }

    private static func meaning(_ severity: MessageSeverity) -> String {
        switch severity {
        case .sev1: "sev1, critical"
        case .sev2: "sev2, serious"
        case .sev3: "sev3, limited"
        case .sev4: "sev4, minor"
        }
    }
}

extension String {
    /// With a small letter at its beginning.
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

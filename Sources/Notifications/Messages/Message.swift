public import Basics

/// Something to be told, before it is cut to a channel's measure and to an audience's need.
public struct Message: Sendable, Equatable {
    /// Names this message, the same at each attempt to deliver it: receivers can tell a repetition by it.
    public var id: String
    /// What has happened.
    public var event: MessageEvent
    /// What it is about, which joins messages to a conversation: an incident's identifier, `INC-YYYYMMDD-NNN`, or
    /// `rotation/NAME` of a secret.
    public var incident: String
    /// The incident's title, one line.
    public var title: String
    /// How bad it is.
    public var severity: MessageSeverity
    /// What there is to know, in sentences; may have several lines.
    public var summary: String
    /// The same in words that were written for people outside; nil takes standing sentences.
    public var publicSummary: String?
    /// Facts with their names, the most important first: who is affected, what was done, what comes next.
    public var fields: [MessageField]
    /// The systems that it touches, by the names that routes use.
    public var systems: [String]
    /// Who did it.
    public var actor: String
    /// When it happened.
    public var at: Timestamp
    /// Where to read on.
    public var links: [MessageLink]
    /// The journal's newest signed checkpoint (C2SP tlog-checkpoint). Whoever receives it is a witness: a journal
    /// that is rewritten later cannot agree with it.
    public var checkpoint: String?
    /// Whether an `opened` message of this incident went out before; nil where that is not known.
    public var wasAnnounced: Bool?
    /// How long nobody had acknowledged the incident when this was due; nil for a message that is no escalation.
    public var unacknowledgedFor: Duration?

    /// A message; what may be missing is.
    public init(
        id: String = "preview", event: MessageEvent, incident: String, title: String, severity: MessageSeverity,
        summary: String, publicSummary: String? = nil, fields: [MessageField] = [], systems: [String] = [],
        actor: String, at: Timestamp, links: [MessageLink] = [], checkpoint: String? = nil,
        wasAnnounced: Bool? = nil, unacknowledgedFor: Duration? = nil
    ) {
        self.id = id
        self.event = event
        self.incident = incident
        self.title = title
        self.severity = severity
        self.summary = summary
        self.publicSummary = publicSummary
        self.fields = fields
        self.systems = systems
        self.actor = actor
        self.at = at
        self.links = links
        self.checkpoint = checkpoint
        self.wasAnnounced = wasAnnounced
        self.unacknowledgedFor = unacknowledgedFor
    }
}

/// A fact with its name.
public struct MessageField: Sendable, Hashable {
    /// What it says, as `Sessions revoked`.
    public var name: String
    /// The fact, as `1,204`.
    public var value: String

    /// A fact of a name.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A place to read on.
public struct MessageLink: Sendable, Hashable {
    /// What is there, as `Report`.
    public var title: String
    /// An absolute http or https URL; any other is left out of payloads.
    public var url: String

    /// A place with its title.
    public init(title: String, url: String) {
        self.title = title
        self.url = url
    }
}

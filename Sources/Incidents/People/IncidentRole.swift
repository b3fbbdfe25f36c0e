/// What somebody does in an incident (as in the Incident Command System, and in Google's and PagerDuty's guides).
public enum IncidentRole: String, Sendable, Hashable, CaseIterable, Codable {
    /// Decides, and answers for the whole.
    case commander
    /// Speaks with everybody who is not working on it.
    case communications
    /// Writes down what happens.
    case scribe
    /// Leads those who work on the systems.
    case operations
}

/// Who has a role.
public struct RoleHolder: Sendable, Hashable, Codable {
    /// The role.
    public var role: IncidentRole
    /// Who has it.
    public var person: String
    /// The journal entry that says so.
    public var position: Int64

    /// A holder, and the journal entry that tells of it.
    public init(role: IncidentRole, person: String, position: Int64) {
        self.role = role
        self.person = person
        self.position = position
    }
}

/// Something elsewhere that belongs to an incident: a call, a ticket, a dashboard.
public struct IncidentLink: Sendable, Hashable, Codable {
    /// Where it is.
    public var url: String
    /// What it is; nil where nobody said.
    public var title: String?
    /// The journal entry that says so.
    public var position: Int64

    /// A link, and the journal entry that tells of it.
    public init(url: String, title: String?, position: Int64) {
        self.url = url
        self.title = title
        self.position = position
    }
}

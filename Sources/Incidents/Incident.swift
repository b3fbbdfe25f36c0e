public import Basics

/// An incident, as the journal tells it.
public struct Incident: Sendable, Hashable, Codable {
    /// `INC-YYYYMMDD-NNN`, the day in UTC.
    public var id: String
    /// What happened, in a few words, as it was given.
    public var title: String
    /// How bad it is.
    public var severity: Severity
    /// Whether it goes on.
    public var status: IncidentStatus
    /// When it was opened.
    public var openedAt: Timestamp
    /// When it was closed.
    public var closedAt: Timestamp?

    /// An incident, open unless said otherwise.
    public init(
        id: String, title: String, severity: Severity, status: IncidentStatus = .open, openedAt: Timestamp,
        closedAt: Timestamp? = nil
    ) {
        self.id = id
        self.title = title
        self.severity = severity
        self.status = status
        self.openedAt = openedAt
        self.closedAt = closedAt
    }
}

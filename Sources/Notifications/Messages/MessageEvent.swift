/// What has happened that somebody is told of.
public enum MessageEvent: String, Sendable, CaseIterable, Codable {
    /// An incident was opened.
    case opened
    /// There is news of it.
    case updated
    /// Sessions were revoked, flags switched: the damage no longer grows.
    case contained
    /// A secret was rotated.
    case rotated
    /// It is over.
    case resolved
    /// The report of it can be read.
    case reportReady
    /// A secret should have been rotated by now, and was not.
    case rotationOverdue
    /// A rotation failed too often, or for good, and waits for somebody.
    case rotationParked
    /// A rotation that was overdue or had stopped has gone on: nobody has to see to it any more.
    case rotationRecovered

    /// A few words for a heading.
    var heading: String {
        switch self {
        case .opened: "Incident opened"
        case .updated: "Incident update"
        case .contained: "Contained"
        case .rotated: "Secrets rotated"
        case .resolved: "Incident resolved"
        case .reportReady: "Report ready"
        case .rotationOverdue: "Rotation overdue"
        case .rotationParked: "Rotation stopped"
        case .rotationRecovered: "Rotation in order again"
        }
    }

    /// Whether it is about the upkeep of a secret and not about an incident: nothing that people outside are told.
    public var isUpkeep: Bool { isUpkeepTrouble || self == .rotationRecovered }

    /// Whether it says that a secret needs somebody. Its end is told where this was told.
    public var isUpkeepTrouble: Bool { self == .rotationOverdue || self == .rotationParked }

    /// Whether it happens to an incident once: who was told of it in somebody's own words is not told by itself too.
    public var happensOnce: Bool { self == .opened || self == .contained || self == .resolved }
}

/// What has happened to an incident.
public enum MessageEvent: String, Sendable, CaseIterable, Codable {
    /// It was opened.
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

    /// A few words for a heading.
    var heading: String {
        switch self {
        case .opened: "Incident opened"
        case .updated: "Incident update"
        case .contained: "Contained"
        case .rotated: "Secrets rotated"
        case .resolved: "Incident resolved"
        case .reportReady: "Report ready"
        }
    }
}

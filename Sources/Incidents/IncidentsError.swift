public import Basics

/// Why something could not be done to an incident.
public enum IncidentsError: Failure, Hashable {
    /// There is no such incident.
    case notFound(String)
    /// It was closed before.
    case alreadyClosed(String, at: Timestamp)
    /// Several are open, and none was named.
    case severalOpen([String])
    /// A milestone that lies in the future.
    case inTheFuture(Timestamp)

    public var message: String {
        switch self {
        case .notFound(let id): "there is no incident \(id.printable)"
        case .alreadyClosed(let id, let at): "incident \(id) was closed at \(at)"
        case .severalOpen(let ids): "\(ids.count) incidents are open: \(ids.joined(separator: ", "))"
        case .inTheFuture(let at): "\(at) lies in the future"
        }
    }

    public var hint: String? {
        switch self {
        case .notFound: "`firebreak incident list` shows those that there are"
        case .alreadyClosed: "notes and milestones can still be added to it"
        case .severalOpen: "say which with --incident"
        case .inTheFuture: "give the time at which it happened; look at this machine's clock if it did"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .notFound: .inputNotFound
        case .alreadyClosed, .inTheFuture: .badInput
        case .severalOpen: .usage
        }
    }
}

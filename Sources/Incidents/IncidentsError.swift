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
    /// It is open, and was to be opened again.
    case notClosed(String)
    /// An entry that is no follow-up.
    case noFollowUp(Int64)
    /// A follow-up that was done before.
    case alreadyDone(Int64, at: Timestamp)
    /// A link that is no address of a page.
    case noLink(String)
    /// An entry that belongs to no incident.
    case notOfAnIncident(Int64)

    public var message: String {
        switch self {
        case .notFound(let id): "there is no incident \(id.printable)"
        case .alreadyClosed(let id, let at): "incident \(id) was closed at \(at)"
        case .severalOpen(let ids): "\(ids.count) incidents are open: \(ids.joined(separator: ", "))"
        case .inTheFuture(let at): "\(at) lies in the future"
        case .notClosed(let id): "incident \(id) is open"
        case .noFollowUp(let number): "there is no follow-up #\(number)"
        case .alreadyDone(let number, let at): "follow-up #\(number) was done at \(at)"
        case .noLink(let url): "\(url.printable) is not an address that begins with https:// or http://"
        case .notOfAnIncident(let position): "entry \(position) of the journal belongs to no incident"
        }
    }

    public var hint: String? {
        switch self {
        case .notFound: "`firebreak incident list` shows those that there are"
        case .alreadyClosed: "notes and milestones can still be added to it"
        case .severalOpen: "say which with --incident"
        case .notClosed: nil
        case .noFollowUp: "`firebreak incident followup list --all` shows their numbers"
        case .alreadyDone: "write down a new one if it has to be done again"
        case .noLink: "write it as a browser shows it"
        case .notOfAnIncident: "`firebreak incident show` prints the numbers of an incident's entries"
        case .inTheFuture: "give the time at which it happened; look at this machine's clock if it did"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .notFound, .noFollowUp: .inputNotFound
        case .alreadyClosed, .inTheFuture, .notClosed, .alreadyDone, .noLink, .notOfAnIncident: .badInput
        case .severalOpen: .usage
        }
    }
}

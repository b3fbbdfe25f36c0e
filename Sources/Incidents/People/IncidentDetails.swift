internal import JSON

/// What people have said about an incident, as its entries tell it; where they said several things, the last holds.
public struct IncidentDetails: Sendable, Hashable {
    /// Who has which role, in the order of `IncidentRole`.
    public var roles: [RoleHolder] = []
    /// The systems that are affected, by name.
    public var systems: [String] = []
    /// The users, accounts and services that are affected.
    public var principals: [String] = []
    /// What belongs to it elsewhere.
    public var links: [IncidentLink] = []
    /// What is to be done after it, in the order in which it was written down.
    public var followUps: [FollowUp] = []
    /// Of entries that were corrected the entries that correct them, the earliest first.
    public var corrections: [Int64: [Int64]] = [:]

    /// Reads the entries of one incident, in any order.
    public init(_ entries: [JournalEntry]) {
        for entry in entries.sorted(by: { $0.position < $1.position }) { take(entry) }
    }

    private mutating func take(_ entry: JournalEntry) {
        switch entry.kind {
        case JournalKind.incidentOpened: add(entry.details["systems"], to: &systems)
        case JournalKind.role: take(role: entry)
        case JournalKind.affected:
            let isGone = entry.details["removed"]?.boolValue ?? false
            for (member, list) in [("systems", \Self.systems), ("principals", \Self.principals)] {
                if isGone {
                    let gone = entry.details[member]?.arrayValue ?? []
                    self[keyPath: list].removeAll { gone.contains(.string($0)) }
                } else {
                    add(entry.details[member], to: &self[keyPath: list])
                }
            }
        case JournalKind.link:
            guard let url = entry.details["url"]?.stringValue else { return }
            links.append(IncidentLink(url: url, title: entry.details["title"]?.stringValue, position: entry.position))
        case JournalKind.followUp:
            if let followUp = FollowUp(entry) { followUps.append(followUp) }
        case JournalKind.followUpDone:
            guard let number = entry.details["followUp"]?.integerValue,
                let index = followUps.firstIndex(where: { $0.position == number })
            else { return }
            followUps[index].doneAt = entry.occurredAt
        case JournalKind.correction:
            guard let corrected = entry.details["corrects"]?.integerValue else { return }
            corrections[corrected, default: []].append(entry.position)
        default: return
        }
    }

    private mutating func take(role entry: JournalEntry) {
        guard let role = entry.details["role"]?.stringValue.flatMap(IncidentRole.init(rawValue:)) else { return }
        roles.removeAll { $0.role == role }
        if let person = entry.details["person"]?.stringValue {
            roles.append(RoleHolder(role: role, person: person, position: entry.position))
        }
        let order = IncidentRole.allCases
        roles.sort { (order.firstIndex(of: $0.role) ?? 0) < (order.firstIndex(of: $1.role) ?? 0) }
    }

    private func add(_ names: JSONValue?, to list: inout [String]) {
        for name in names?.arrayValue?.compactMap(\.stringValue) ?? [] where !list.contains(name) { list.append(name) }
    }
}

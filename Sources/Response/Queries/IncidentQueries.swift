internal import Basics
public import Incidents

extension Workspace {
    /// The incident that was named, or the only open one; nil where none is open.
    public func incident(_ id: String?) throws -> Incident? {
        if let id { return try incidents.find(id) }
        return try incidents.theOnlyOpen()
    }

    /// The incident that was named, or the only open one; throws where none is open.
    public func openIncident(_ id: String?) throws -> Incident {
        guard let incident = try incident(id) else { throw LookupFailure.noIncident }
        return incident
    }

    /// The incident that was named, or the only open one, or the newest: for reading.
    public func readableIncident(_ id: String?) throws -> Incident {
        if let id { return try incidents.find(id) }
        let open = try incidents.list(status: .open, limit: 2)
        if open.count == 1 { return open[0] }
        guard let newest = try incidents.list(limit: 1).first else { throw LookupFailure.noIncident }
        return newest
    }

    /// Everything about an incident.
    public func incidentRecord(_ id: String?) throws -> IncidentRecord {
        try incidents.show(readableIncident(id).id)
    }
}

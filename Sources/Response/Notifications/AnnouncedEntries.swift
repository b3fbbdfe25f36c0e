internal import Basics
internal import Incidents
internal import JSON
internal import Notifications
internal import State

// What the journal makes known by itself.

extension JournalEntry {
    /// What somebody should be told when this is written; nil for nothing.
    var announcedEvent: MessageEvent? {
        switch kind {
        case JournalKind.incidentOpened: .opened
        case JournalKind.incidentClosed: .resolved
        case JournalKind.milestone where milestone == .contained: .contained
        case JournalKind.upkeep: details["event"]?.stringValue.flatMap(MessageEvent.init(rawValue:))
        case JournalKind.outcome where isRotation: .rotated
        default: nil
        }
    }

    /// What else its message goes along the routes of: that a secret is in order again is told wherever it was told
    /// that it was not.
    var announcedAlong: [MessageEvent] {
        details["ended"]?.arrayValue?.compactMap { $0.stringValue.flatMap(MessageEvent.init(rawValue:)) } ?? []
    }

    /// Why nobody has to be called any more, where this says that somebody is at work; nil where it does not.
    var endOfEscalation: String? {
        if kind == JournalKind.incidentClosed { return "the incident was closed by \(actor.printable)" }
        switch milestone {
        case .acknowledged, .contained, .resolved: return "\(milestone?.rawValue ?? "") by \(actor.printable)"
        case .started, .detected, nil: return nil
        }
    }

    private var milestone: MilestoneName? {
        guard kind == JournalKind.milestone else { return nil }
        return details["milestone"]?.stringValue.flatMap(MilestoneName.init(rawValue:))
    }

    /// A new version of a secret came into force.
    private var isRotation: Bool {
        ["secrets.rotate", "secrets.advance"].contains(details["action"]?.stringValue)
            && details.value(at: "receipt.stage")?.stringValue == "current"
    }
}

extension Incidents {
    /// When an incident was opened again for the last time: what was told of it before is another matter. The
    /// beginning of time where it never was.
    static func beginning(of incident: String, in session: any DatabaseSession) throws -> Timestamp {
        try Journal.entries(JournalQuery(incident: incident, kinds: [JournalKind.incidentChanged]), in: session)
            .last { $0.details["status"] == .string(IncidentStatus.open.rawValue) }?.recordedAt ?? Timestamp(microseconds: 0)
    }
}

extension Message {
    /// The message that a journal entry makes known; nil where the entry lacks what it would say.
    init?(_ entry: JournalEntry, _ event: MessageEvent, in session: any DatabaseSession) throws {
        let checkpoint = try Journal.newestCheckpoint(in: session)
        if entry.kind == JournalKind.upkeep {
            guard let secret = entry.details["secret"]?.stringValue, let id = entry.details["id"]?.stringValue else {
                return nil
            }
            self.init(
                id: id, event: event, incident: "rotation/\(secret)", title: secret, severity: .sev3,
                summary: entry.summary, systems: [secret], actor: entry.actor, at: entry.occurredAt,
                checkpoint: checkpoint)
            return
        }
        let incident = try entry.incident.map { try Incidents.find($0, in: session) }
        let secret = entry.details.value(at: "receipt.name")?.stringValue
        guard event == .rotated ? secret != nil : incident != nil else { return nil }
        var systems = try Self.systems(of: incident?.id, in: session)
        var fields: [MessageField] = []
        var id = "\(incident?.id ?? "").\(event.rawValue).\(entry.position)"
        if event == .rotated, let secret {
            systems.append(secret)
            let version = entry.details.value(at: "receipt.version")?.integerValue ?? 0
            fields = [
                MessageField(name: "Secret", value: secret), MessageField(name: "Version", value: String(version)),
            ]
            // Later steps of the same rotation are no news.
            id = "rotated.\(secret).\(version)"
        }
        self.init(
            id: id, event: event, incident: incident?.id ?? "rotation/\(secret ?? "")",
            title: incident?.title ?? secret ?? "", severity: incident.map { MessageSeverity($0.severity) } ?? .sev4,
            summary: entry.summary, fields: fields, systems: systems, actor: entry.actor, at: entry.occurredAt,
            checkpoint: checkpoint)
    }

    /// The systems that an incident touches, as it was opened with.
    static func systems(of incident: String?, in session: any DatabaseSession) throws -> [String] {
        guard let incident else { return [] }
        let opened = try Journal.entries(
            JournalQuery(incident: incident, kinds: [JournalKind.incidentOpened], limit: 1), in: session)
        return opened.first?.details["systems"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }
}

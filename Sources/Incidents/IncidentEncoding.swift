internal import Basics
internal import JSON

// What `--json` prints of incidents and of the journal: every key is there, null where there is nothing to say.

extension JournalEntry: Encodable {
    private enum Key: String, CodingKey {
        case position, recordedAt, occurredAt, kind, actor, incident, operation, summary, details, cut
    }
    private enum CutKey: String, CodingKey { case sha256, bytes, members }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(position, forKey: .position)
        try container.encode(recordedAt, forKey: .recordedAt)
        try container.encode(occurredAt, forKey: .occurredAt)
        try container.encode(kind, forKey: .kind)
        try container.encode(actor, forKey: .actor)
        try container.encode(incident, forKey: .incident)
        try container.encode(operation, forKey: .operation)
        try container.encode(summary, forKey: .summary)
        try container.encode(details, forKey: .details)
        guard let cut else { return try container.encodeNil(forKey: .cut) }
        var record = container.nestedContainer(keyedBy: CutKey.self, forKey: .cut)
        try record.encode(cut.sha256, forKey: .sha256)
        try record.encode(cut.bytes, forKey: .bytes)
        try record.encode(cut.members, forKey: .members)
    }
}

extension TimelineEvent: Encodable {
    private enum Key: String, CodingKey {
        case occurredAt, recordedAt, actor, summary, source, kind, incident, operation, position
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(occurredAt, forKey: .occurredAt)
        try container.encode(recordedAt, forKey: .recordedAt)
        try container.encode(actor, forKey: .actor)
        try container.encode(summary, forKey: .summary)
        try container.encode(source, forKey: .source)
        try container.encode(kind, forKey: .kind)
        try container.encode(incident, forKey: .incident)
        try container.encode(operation, forKey: .operation)
        try container.encode(position, forKey: .position)
    }
}

extension IncidentRecord: Encodable {
    private enum Key: String, CodingKey {
        case id, title, severity, status, openedAt, closedAt, milestones, metrics, unfinished, entries
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(incident.id, forKey: .id)
        try container.encode(incident.title, forKey: .title)
        try container.encode(incident.severity, forKey: .severity)
        try container.encode(incident.status, forKey: .status)
        try container.encode(incident.openedAt, forKey: .openedAt)
        try container.encode(incident.closedAt, forKey: .closedAt)
        try container.encode(milestones, forKey: .milestones)
        try container.encode(metrics, forKey: .metrics)
        try container.encode(unfinished, forKey: .unfinished)
        try container.encode(entries, forKey: .entries)
    }
}

extension IncidentMetric: Encodable {
    private enum Key: String, CodingKey { case name, title, formula, durationSeconds, missing, problem }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(title, forKey: .title)
        try container.encode(formula, forKey: .formula)
        try container.encode(duration?.inSeconds, forKey: .durationSeconds)
        try container.encode(missing, forKey: .missing)
        try container.encode(problem, forKey: .problem)
    }
}

extension JournalVerification: Encodable {
    private enum Key: String, CodingKey {
        case intact, entries, checkpoints, unsigned, checkpoint, keyWasGiven, problems, moreProblems
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(isGood, forKey: .intact)
        try container.encode(entries, forKey: .entries)
        try container.encode(checkpoints, forKey: .checkpoints)
        try container.encode(unsigned, forKey: .unsigned)
        try container.encode(checkpoint?.note, forKey: .checkpoint)
        try container.encode(keyWasGiven, forKey: .keyWasGiven)
        try container.encode(problems, forKey: .problems)
        try container.encode(moreProblems, forKey: .moreProblems)
    }
}

internal import Basics
internal import JSON
internal import Logs

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
        case line, severity, precision, zoneFrom, fields, original
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
        // Only what comes from a log has these.
        guard kind == JournalKind.logEvent else { return }
        try container.encode(line, forKey: .line)
        try container.encode(severity?.description, forKey: .severity)
        try container.encode(precision, forKey: .precision)
        try container.encode(zoneFrom, forKey: .zoneFrom)
        let pairs = fields.map { (key: $0.name, value: JSONValue.string($0.value)) }
        try container.encode(JSONValue.object(JSONObject(pairs)), forKey: .fields)
        try container.encode(original, forKey: .original)
    }
}

extension IncidentRecord: Encodable {
    private enum Key: String, CodingKey {
        case id, title, severity, status, openedAt, closedAt, milestones, metrics, unfinished, entries
        case roles, systems, principals, links, followUps, corrections, logs
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
        try container.encode(details.roles, forKey: .roles)
        try container.encode(details.systems, forKey: .systems)
        try container.encode(details.principals, forKey: .principals)
        try container.encode(details.links, forKey: .links)
        try container.encode(details.followUps, forKey: .followUps)
        var corrections = container.nestedUnkeyedContainer(forKey: .corrections)
        for (position, by) in details.corrections.sorted(by: { $0.key < $1.key }) {
            try corrections.encode(["position": [position], "correctedBy": by])
        }
        try container.encode(unfinished, forKey: .unfinished)
        try container.encode(entries, forKey: .entries)
        try container.encode(logs, forKey: .logs)
    }
}

extension ImportedLogs: Encodable {
    private enum Key: String, CodingKey { case rows, shown, sources, leftOut }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(rows, forKey: .rows)
        try container.encode(shown, forKey: .shown)
        try container.encode(sources, forKey: .sources)
        try container.encode(leftOut, forKey: .leftOut)
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

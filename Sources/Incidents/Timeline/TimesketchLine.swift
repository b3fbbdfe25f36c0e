import Basics
import JSON
import Logs

/// One event as a line of Timesketch's JSONL (timesketch.org, "Import from JSON or CSV"): `message`, `datetime` with
/// an explicit zone, `timestamp_desc`, and `timestamp` in microseconds; other fields are kept as they are.
enum TimesketchLine {
    /// OpenSearch does not index longer keywords (`ignore_above` of 32,766 bytes, the limit of Lucene's terms).
    static let messageLimit = 32_766

    static func bytes(_ event: TimelineEvent) -> [UInt8] {
        var line: JSONObject = [
            "message": .string(cut(event.summary)),
            "datetime": .string(event.occurredAt.formatted(fractionDigits: 6, zone: "+00:00")),
            "timestamp_desc": .string(description(event.kind)),
            "timestamp": .integer(event.occurredAt.microseconds),
            "recorded": .string(event.recordedAt.formatted(fractionDigits: 6, zone: "+00:00")),
            "source": .string(event.source), "kind": .string(event.kind), "actor": .string(event.actor),
            "journal_position": .integer(event.position),
        ]
        if let incident = event.incident { line["incident"] = .string(incident) }
        if let operation = event.operation { line["operation"] = .string(operation) }
        if let number = event.line { line["line"] = .integer(number) }
        if let severity = event.severity { line["severity"] = .string(severity.description) }
        if let precision = event.precision { line["time_precision"] = .string(precision) }
        if let zone = event.zoneFrom { line["time_zone_from"] = .string(zone) }
        for field in event.fields { line[key(field.name, in: line)] = .string(cut(field.value)) }
        if let original = event.original { line["original"] = .string(cut(original)) }
        return Array(JSONValue.object(line).compact.utf8) + [UInt8(ascii: "\n")]
    }

    /// A field's name as OpenSearch takes it, and that no other field has: as in exports that were never stored.
    private static func key(_ name: String, in line: JSONObject) -> String {
        let plain = FieldNames.plain(name)
        guard line[plain] != nil else { return plain }
        var number = 2
        while line["\(plain)_\(number)"] != nil { number += 1 }
        return "\(plain)_\(number)"
    }

    /// What the time of an event means.
    static func description(_ kind: String) -> String {
        switch kind {
        case JournalKind.created: "Journal Created"
        case JournalKind.incidentOpened: "Incident Opened"
        case JournalKind.note: "Note"
        case JournalKind.milestone: "Milestone Reached"
        case JournalKind.incidentClosed: "Incident Closed"
        case JournalKind.intent: "Action Begun"
        case JournalKind.outcome: "Action Ended"
        case JournalKind.notification: "Notification Sent"
        case JournalKind.measurement: "Measured"
        case JournalKind.playbook: "Playbook"
        case JournalKind.logEvent: "Event Logged"
        default: "Event Occurred"
        }
    }

    /// At most so many bytes, whole characters only.
    private static func cut(_ text: String) -> String {
        guard text.utf8.count > messageLimit else { return text }
        var bytes = 0
        let ellipsis = "…"
        let kept = text.unicodeScalars.prefix { scalar in
            bytes += String(scalar).utf8.count
            return bytes + ellipsis.utf8.count <= messageLimit
        }
        return String(String.UnicodeScalarView(kept)) + ellipsis
    }
}

internal import Basics
internal import JSON

/// The JSON report as Mustache takes it, with its texts escaped for the form they will stand in.
enum TemplateContext {
    /// An object's members. What is null is left out: a section over it then stands empty.
    static func object(_ value: JSONValue, _ escape: (String) -> String) -> [String: Any] {
        var object: [String: Any] = [:]
        for (key, member) in value.objectValue ?? [:] {
            if let value = any(member, escape) { object[key] = value }
        }
        return object
    }

    private static func any(_ value: JSONValue, _ escape: (String) -> String) -> Any? {
        switch value {
        case .null: nil
        case .bool(let bool): bool
        case .string(let text): escape(text)
        case .array(let values): values.compactMap { any($0, escape) }
        case .object: object(value, escape)
        default: value.compact  // numbers, as JSON writes them
        }
    }

    /// Every name that occurs.
    static func names(in value: Any) -> Set<String> {
        if let object = value as? [String: Any] {
            return object.reduce(into: Set(object.keys)) { $0.formUnion(names(in: $1.value)) }
        }
        return (value as? [Any])?.reduce(into: []) { $0.formUnion(names(in: $1)) } ?? []
    }
}

/// The names that a JSON report may have. A report without notifications has none of a notification's names; a template
/// may use them all the same.
enum ReportNames {
    static let all: Set<String> = Set(ReportTemplate.sectionNames).union([
        "head", "sections",
        // The report.
        "incident", "generatedAt", "summary", "impact", "milestones", "metrics", "timeline", "actions", "measurements",
        "notifications", "followUps", "missing", "narrative", "redacted", "checkpoint",
        // The incident and its impact.
        "id", "title", "severity", "status", "openedAt", "closedAt", "durationSeconds", "openedBy", "principals",
        "roles", "stores", "emptiedStores", "sessionsRevoked", "sessionsReturned", "sessionsRemaining",
        "sessionsUndecodable", "secrets", "flags", "name", "previousVersion", "version", "stage", "nextStep",
        "nextStepAt", "residualTrustSeconds", "flag", "source", "from", "to", "restored",
        // Rows.
        "at", "actor", "position", "formula", "problem", "occurredAt", "recordedAt", "kind", "operation", "action",
        "startedAt", "endedAt", "reason", "intent", "outcome", "receipt", "warnings", "positions", "unit", "series",
        "points", "marks", "label", "channel", "event", "remarks", "text", "owner", "due", "done", "section",
        "markdown", "public", "systems", "role", "person", "links", "url", "correctedBy",
        // Logs.
        "logs", "leftOut", "rows", "shown", "errors", "sources", "until", "firstAt", "lastAt",
        // The checkpoint.
        "origin", "size", "root", "note", "verifierKey", "uncoveredEntries",
    ])
}

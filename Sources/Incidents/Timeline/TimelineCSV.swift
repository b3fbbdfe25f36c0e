import Basics
import JSON
import Logs

/// Events as lines of CSV that a spreadsheet opens without harm.
enum TimelineCSV {
    static func heading(_ form: CSVLines.Form) -> [UInt8] {
        Array((columns(form).joined(separator: ",") + "\n").utf8)
    }

    static func line(_ event: TimelineEvent, _ form: CSVLines.Form) -> [UInt8] {
        var line: [UInt8] = []
        for (index, column) in columns(form).enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            line += cell(column, event)
        }
        return line + [UInt8(ascii: "\n")]
    }

    private static func columns(_ form: CSVLines.Form) -> [String] {
        switch form {
        case .timesketch:
            [
                "message", "datetime", "timestamp_desc", "timestamp", "source", "line", "severity", "actor", "kind",
                "incident", "operation", "journal_position", "recorded", "time_precision", "time_zone_from", "fields",
                "original",
            ]
        case .plain:
            [
                "datetime", "actor", "kind", "severity", "source", "line", "message", "recorded", "journal_position",
                "fields",
            ]
        }
    }

    private static func cell(_ column: String, _ event: TimelineEvent) -> [UInt8] {
        switch column {
        case "message": csvCell(event.summary)
        case "datetime": Array(event.occurredAt.formatted(fractionDigits: 6, zone: "+00:00").utf8)
        case "recorded": Array(event.recordedAt.formatted(fractionDigits: 6, zone: "+00:00").utf8)
        case "timestamp_desc": csvCell(TimesketchLine.description(event.kind))
        case "timestamp": Array(String(event.occurredAt.microseconds).utf8)
        case "source": csvCell(event.source)
        case "line": Array((event.line.map { String($0) } ?? "").utf8)
        case "severity": Array((event.severity?.description ?? "").utf8)
        case "actor": csvCell(event.actor)
        case "kind": csvCell(event.kind)
        case "incident": csvCell(event.incident ?? "")
        case "operation": csvCell(event.operation ?? "")
        case "journal_position": Array(String(event.position).utf8)
        case "time_precision": csvCell(event.precision ?? "")
        case "time_zone_from": csvCell(event.zoneFrom ?? "")
        case "original": csvCell(event.original ?? "")
        default: event.fields.isEmpty ? [] : csvCell(fields(event))
        }
    }

    private static func fields(_ event: TimelineEvent) -> String {
        JSONValue.object(JSONObject(event.fields.map { (key: $0.name, value: .string($0.value)) })).compact
    }
}

internal import JSON

/// Answers of Prometheus's HTTP API (prometheus.io, "HTTP API"): `/api/v1/alerts`, `/api/v1/query_range` and
/// `/api/v1/query`; and of Alertmanager's `/api/v2/alerts`. A sample's value is text, as it is sent: `NaN` and `+Inf`
/// are values too.
struct PrometheusFormat: LogFormat {
    static let title = "prometheus"
    let name: String = Self.title
    let summary = "Prometheus's alerts and range queries, Alertmanager's alerts"
    let framing = Framing.document

    func seemsToBegin(_ beginning: Bytes) -> Bool {
        beginning.trimmed.begins("{\"status\":\"success\",\"data\":{")
    }

    func makeReader(_ clock: SourceClock) -> any LogReader {
        DocumentReader { bytes in
            guard let document = JSONValue.document(bytes) else { return nil }
            var times = TimeReader(clock)
            return Self.records(document, &times)
        }
    }

    private static func records(_ document: JSONValue, _ times: inout TimeReader) -> [DocumentRecord]? {
        if let alerts = document.arrayValue {
            guard alerts.allSatisfy({ $0["labels"] != nil && $0["startsAt"] != nil }) else { return nil }
            return alerts.flatMap { alertmanager($0, &times) }
        }
        guard document["status"]?.stringValue == "success", let data = document["data"] else { return nil }
        if let alerts = data["alerts"]?.arrayValue { return alerts.map { alert($0, "activeAt", &times) } }
        guard let results = data["result"]?.arrayValue, data["resultType"] != nil else { return nil }
        return results.flatMap { series($0, &times) }
    }

    /// Each sample of a series.
    private static func series(_ result: JSONValue, _ times: inout TimeReader) -> [DocumentRecord] {
        let labels = (result["metric"]?.objectValue ?? [:]).map { ($0.key, $0.value.plainText) }
        let name = labels.first { $0.0 == "__name__" }?.1 ?? ""
        let others = labels.filter { $0.0 != "__name__" }
        let series = name + "{" + others.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",") + "}"
        let samples = result["values"]?.arrayValue ?? result["value"].map { [$0] } ?? []
        return samples.compactMap { sample in
            guard let pair = sample.arrayValue, pair.count == 2, let value = pair[1].stringValue else { return nil }
            return DocumentRecord(
                time: reading(pair[0], &times), message: "\(series) = \(value)",
                fields: [("metric", name), ("value", value)] + others.map { ("label.\($0.0)", $0.1) })
        }
    }

    private static func alert(_ alert: JSONValue, _ time: String, _ times: inout TimeReader) -> DocumentRecord {
        let labels = (alert["labels"]?.objectValue ?? [:]).map { ($0.key, $0.value.plainText) }
        let name = labels.first { $0.0 == "alertname" }?.1 ?? "alert"
        let state = alert["state"]?.stringValue ?? alert["status"]?["state"]?.stringValue ?? ""
        let notes = alert["annotations"]?.objectValue ?? [:]
        let summary = ["summary", "description", "message"].compactMap { notes[$0]?.stringValue }.first
        let fields =
            [("alert", name), ("state", state)] + labels.map { ("label.\($0.0)", $0.1) }
            + notes.map { ("annotation.\($0.key)", $0.value.plainText) }
        return DocumentRecord(
            time: alert[time].map { reading($0, &times) } ?? .missing(.time),
            message: "alert \(name) \(state)" + (summary.map { ": \($0)" } ?? ""),
            severity: severity(labels.first { $0.0 == "severity" }?.1), fields: fields)
    }

    /// Alertmanager says when an alert began and when it ended; one that has not ended ends in the future.
    private static func alertmanager(_ value: JSONValue, _ times: inout TimeReader) -> [DocumentRecord] {
        [alert(value, "startsAt", &times)]
    }

    private static func reading(_ value: JSONValue, _ times: inout TimeReader) -> TimeReading {
        var text = value.plainText
        return text.withUTF8 { utf8 in
            let bytes = Bytes(utf8)
            let iso = times.iso(bytes)
            return iso == .missing(.time) ? times.epochSeconds(bytes) : iso
        }
    }

    private static func severity(_ label: String?) -> LogSeverity? {
        guard var label else { return nil }
        if label == "page" { return .critical }
        return label.withUTF8 { LogSeverity(Bytes($0)) }
    }
}

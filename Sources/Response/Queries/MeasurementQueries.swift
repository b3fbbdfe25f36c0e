public import Basics
public import Incidents
internal import JSON
internal import Probes

extension Workspace {
    /// Asks for a measurement over an incident's time and writes it into its journal, where the report draws it.
    ///
    /// - Parameters:
    ///   - start: from when; half an hour before the first that is known of the incident where nil.
    ///   - end: until when; ten minutes after it was closed, now at most, where nil.
    public func measure(
        _ measurement: MeasurementConfiguration, incident id: String, from start: Timestamp? = nil, to end: Timestamp? = nil
    ) throws -> JournalEntry {
        let incident = try readableIncident(id)
        let milestones = try incidents.milestones(of: incident.id)
        let known = milestones.map(\.at).min().map { min($0, incident.openedAt) } ?? incident.openedAt
        let span = (
            start: start ?? known - .seconds(1800),
            end: end ?? min(time.now, (incident.closedAt ?? time.now) + .seconds(600))
        )
        guard span.start < span.end else { throw MeasurementFailure.noTime }
        let step = Self.step(for: span.end - span.start)
        let history = try measurement.server.history(
            of: measurement.query, from: span.start, to: span.end, every: step, environment)
        guard !history.series.isEmpty else { throw MeasurementFailure.noData(measurement.title) }
        let shown = Self.greatest(history.series)
        var text = "\(measurement.title): \(measurement.query), every \(step.compact)"
        if shown.count < history.series.count {
            text += "; \(shown.count) of \(history.series.count) series, those with the greatest values"
        }
        if !history.warnings.isEmpty { text += "; may be incomplete: \(history.warnings[0])" }
        return try incidents.measure(
            text, incident: incident.id, actor: actor, at: span.start,
            details: [
                "title": .string(measurement.title), "unit": .string(measurement.unit),
                "query": .string(measurement.query), "source": .string(measurement.server.name),
                "from": .string(span.start.description), "to": .string(span.end.description),
                "stepSeconds": .double(step.inSeconds), "seriesInAll": .integer(Int64(history.series.count)),
                "warnings": .array(history.warnings.map { .string($0) }), "marks": .array([]),
                "series": .array(shown.map { Self.series($0, step) }),
            ])
    }

    /// So many values of a series that a drawing is smooth and a leaf of the journal (64 KiB) has room for all series.
    private static func step(for span: Duration) -> Duration {
        let steps: [Int64] = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400]
        let least = span.inSeconds / 240
        return .seconds(steps.first { Double($0) >= least } ?? Int64(least.rounded(.up)))
    }

    /// As many as a chart can tell apart.
    private static let mostSeries = 6

    private static func greatest(_ series: [PrometheusHistory.Series]) -> [PrometheusHistory.Series] {
        guard series.count > mostSeries else { return series }
        let ranked = series.enumerated().sorted {
            let (left, right) = ($0.element.values.compactMap { $0 }.max(), $1.element.values.compactMap { $0 }.max())
            return (left ?? -.infinity, $1.offset) > (right ?? -.infinity, $0.offset)
        }
        return ranked.prefix(mostSeries).sorted { $0.offset < $1.offset }.map(\.element)
    }

    private static func series(_ series: PrometheusHistory.Series, _ step: Duration) -> JSONValue {
        let labels = series.labels.sorted { $0.key < $1.key }
        let name = labels.filter { $0.key != "__name__" }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        return [
            "name": .string(String((name.isEmpty ? series.labels["__name__"] ?? "value" : name).prefix(300))),
            "points": .array(
                series.values.enumerated().map { index, value in
                    [.double(Double(index) * step.inSeconds), value.map { .double($0) } ?? .null]
                }),
        ]
    }
}

/// Why nothing was measured.
enum MeasurementFailure: Failure {
    /// The end lies before the beginning.
    case noTime
    /// The server has no such series.
    case noData(String)

    var message: String {
        switch self {
        case .noTime: "there is no time between the beginning and the end"
        case .noData(let title): "\(title.printable): the server has no data for this time"
        }
    }

    var hint: String? {
        switch self {
        case .noTime: "look at --from and --to"
        case .noData: "nothing was written into the journal; try the query in Prometheus' own web page"
        }
    }

    var status: ExitStatus {
        switch self {
        case .noTime: .usage
        case .noData: .checkFailed
        }
    }
}

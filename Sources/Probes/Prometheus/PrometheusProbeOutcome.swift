internal import Basics

/// What a Prometheus probe found.
public struct PrometheusProbeOutcome: ProbeOutcome, Hashable {
    public let verdict: ProbeVerdict
    /// Who was asked: scheme, host and port.
    public let name: String
    /// The expression.
    public let query: String
    /// What was expected of the number.
    public let expected: Comparison
    /// How long it had to be so.
    public let duration: Duration
    /// The number, the worst of all; nil where there is none.
    public let value: Double?
    /// The labels of the series that it belongs to. Foreign text.
    public let labels: [String: String]
    /// How many series there were.
    public let series: Int
    /// What the server warns of, fit for a terminal.
    public let warnings: [String]
    /// Why there is no number.
    public let reason: String?
    /// What to do about it.
    public let hint: String?

    init(
        verdict: ProbeVerdict, name: String, query: String, expected: Comparison, duration: Duration, value: Double?,
        labels: [String: String], series: Int, warnings: [String]
    ) {
        self.verdict = verdict
        self.name = name
        self.query = query
        self.expected = expected
        self.duration = duration
        self.value = value
        self.labels = labels
        self.series = series
        self.warnings = warnings
        (reason, hint) = (nil, nil)
    }

    /// Without a number.
    init(_ probe: PrometheusProbe, _ verdict: ProbeVerdict, reason: String, hint: String?) {
        self.verdict = verdict
        name = probe.name
        query = probe.query
        expected = probe.expectation
        duration = probe.duration
        (value, labels, series, warnings) = (nil, [:], 0, [])
        self.reason = reason.printable
        self.hint = hint
    }

    public var summary: String {
        let span = duration > .zero ? " for \(duration.compact)" : ""
        switch verdict {
        case .met: return "\(number) is \(expected)\(span)"
        case .notMet: return "\(number) is not \(expected)" + (duration > .zero ? ", within the last \(duration.compact)" : "")
        case .empty: return reason ?? "the query has no series"
        case .notANumber: return "the query gives NaN"
        case .incomplete: return "\(number) is \(expected), but may be incomplete: \(warnings.first ?? "")"
        case .unreachable, .refused: return reason ?? name
        }
    }

    private var number: String {
        let shown = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",").printable
        return (value?.plain ?? "nothing") + (series > 1 ? " (the worst of \(series), {\(shown)})" : "")
    }

    private enum CodingKeys: CodingKey {
        case verdict, name, query, expected, forSeconds, value, labels, series, warnings, reason, hint
    }

    /// The value as text where JSON has no number for it: `"+Inf"`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(name, forKey: .name)
        try container.encode(query, forKey: .query)
        try container.encode(expected, forKey: .expected)
        try container.encode(duration.inSeconds, forKey: .forSeconds)
        if let value, !value.isFinite {
            try container.encode(value.plain, forKey: .value)
        } else {
            try container.encode(value, forKey: .value)
        }
        try container.encode(labels, forKey: .labels)
        try container.encode(series, forKey: .series)
        try container.encode(warnings, forKey: .warnings)
        try container.encode(reason, forKey: .reason)
        try container.encode(hint, forKey: .hint)
    }
}

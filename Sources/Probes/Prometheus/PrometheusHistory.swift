public import Basics

/// What an expression of a Prometheus server was over a time.
public struct PrometheusHistory: Sendable, Hashable {
    /// One series of it.
    public struct Series: Sendable, Hashable {
        /// Its labels. Foreign text.
        public let labels: [String: String]
        /// One value for each instant of the history, from the first on; nil where there is none, or NaN.
        public let values: [Double?]
    }

    /// The first instant.
    public let start: Timestamp
    /// The distance between two instants.
    public let step: Duration
    /// The series; none where the server knows nothing of the kind.
    public let series: [Series]
    /// What the server warns of, fit for a terminal.
    public let warnings: [String]
}

/// Why there is no history.
public enum PrometheusHistoryError: Failure, Hashable {
    /// Nobody answered as Prometheus does.
    case unreachable(reason: String, hint: String?)
    /// The server does not answer the query.
    case refused(name: String, reason: String)

    public var message: String {
        switch self {
        case .unreachable(let reason, _): reason
        case .refused(let name, let reason): "\(name) does not answer the query: \(reason)"
        }
    }

    public var hint: String? {
        switch self {
        case .unreachable(_, let hint): hint
        case .refused: "try the query in Prometheus' own web page"
        }
    }

    public var status: ExitStatus { .unavailable }
}

extension PrometheusServerAddress {
    /// The values of an expression over a time, at `start` and each `step` after it, up to `end`. A server gives at most
    /// 11,000 values of a series (Prometheus `web/api/v1`).
    public func history(
        of query: String, from start: Timestamp, to end: Timestamp, every step: Duration, _ environment: [String: String]
    ) throws -> PrometheusHistory {
        switch try series(query, from: start, to: end, step: step, environment) {
        case .unreachable(let reason, let hint):
            throw PrometheusHistoryError.unreachable(reason: reason.printable, hint: hint)
        case .refused(let reason): throw PrometheusHistoryError.refused(name: name, reason: reason.printable)
        case .series(let series, let warnings):
            let count = Int((end - start).inMicroseconds / max(1, step.inMicroseconds)) + 1
            return PrometheusHistory(
                start: start, step: step,
                series: series.map { series in
                    var values = [Double?](repeating: nil, count: count)
                    for (instant, value) in series.values where value.isFinite {
                        let index = Int(
                            ((instant - start).inSeconds / step.inSeconds).rounded())
                        if values.indices.contains(index) { values[index] = value }
                    }
                    return PrometheusHistory.Series(labels: series.labels, values: values)
                }, warnings: warnings)
        case .values, .gap: throw PrometheusHistoryError.refused(name: name, reason: "it does not give values over a time")
        }
    }
}

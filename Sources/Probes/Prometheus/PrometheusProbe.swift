public import Basics
public import Configuration
internal import JSON

/// Asks a Prometheus server for a number, and compares it (its HTTP API: prometheus.io/docs/prometheus/latest/querying/api).
///
/// Where the expression has several series, the worst of them counts: each has to be as it should be. No series, NaN and
/// no answer are three outcomes, and none of them is good; a value that comes with warnings may be a part of what there is,
/// so that it can show that something is wrong and never that all is well.
public struct PrometheusProbe: Probe {
    private let server: PrometheusServerAddress
    /// The expression, in PromQL.
    public let query: String
    /// What the number should be.
    public let expectation: Comparison
    /// How long it must have been so, looking back from now; zero for now alone.
    public let duration: Duration
    /// Whether a value that the server warns about counts as good.
    public let acceptsWarnings: Bool

    public init(
        _ server: PrometheusServerAddress, query: String, expecting expectation: Comparison, for duration: Duration = .zero,
        acceptsWarnings: Bool = false
    ) {
        self.server = server
        self.query = query
        self.expectation = expectation
        self.duration = duration
        self.acceptsWarnings = acceptsWarnings
    }

    /// Decodes `{url: …, query: …, expect: "< 0.05", for: 5m}` with what a request has (`headers`, `bearer`, `basic`,
    /// `caFile`, `timeout`) and `acceptWarnings: true`.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let expectation = try Comparison(node: mapping.required("expect"))
        let duration = try mapping.optional("for")?.duration() ?? .zero
        let question = try PrometheusQuestion(&mapping)
        try mapping.finish()
        self = question.probe(expecting: expectation, for: duration)
    }

    public var name: String { server.name }

    public func ask(_ environment: [String: String], at now: Timestamp) throws -> PrometheusProbeOutcome {
        let answer = try server.query(query, environment)
        guard case .values(var samples, let instant, var warnings) = answer else { return outcome(answer) }
        if duration > .zero, !samples.isEmpty {
            let history = try server.queryRange(query, from: instant - duration, to: instant, environment)
            guard case .values(let earlier, _, let more) = history else { return outcome(history) }
            samples += earlier
            warnings += more.filter { !warnings.contains($0) }
        }
        return judge(samples, warnings)
    }

    private func judge(_ samples: [PrometheusSample], _ warnings: [String]) -> PrometheusProbeOutcome {
        var worst: PrometheusSample?
        for sample in samples where !sample.value.isNaN {
            if let found = worst, !expectation.isWorse(sample.value, than: found.value) { continue }
            worst = sample
        }
        let verdict: ProbeVerdict =
            if let worst, !expectation.holds(for: worst.value) {
                .notMet
            } else if samples.isEmpty {
                .empty
            } else if samples.contains(where: \.value.isNaN) {
                .notANumber
            } else if !warnings.isEmpty && !acceptsWarnings {
                .incomplete
            } else {
                .met
            }
        let shown = verdict == .notANumber ? samples.first { $0.value.isNaN } : worst
        return PrometheusProbeOutcome(
            verdict: verdict, name: name, query: query, expected: expectation, duration: duration, value: shown?.value,
            labels: shown?.labels ?? [:], series: Set(samples.map(\.labels)).count, warnings: warnings)
    }

    private func outcome(_ answer: PrometheusAnswer) -> PrometheusProbeOutcome {
        switch answer {
        case .unreachable(let reason, let hint):
            PrometheusProbeOutcome(self, .unreachable, reason: reason, hint: hint)
        case .refused(let reason):
            PrometheusProbeOutcome(
                self, .refused, reason: "\(name) does not answer the query: \(reason)",
                hint: "try the query in Prometheus' own web page")
        case .gap(let instant):
            PrometheusProbeOutcome(
                self, .empty,
                reason: "\(name) has no data for part of the last \(duration.compact): none at "
                    + instant.formatted(fractionDigits: 0), hint: nil)
        case .values, .series: PrometheusProbeOutcome(self, .empty, reason: "\(name) gave no value", hint: nil)
        }
    }
}

/// A query as the configuration has it, without what is expected.
public struct PrometheusQuestion: Sendable {
    private let server: PrometheusServerAddress
    private let query: String
    private let acceptsWarnings: Bool

    /// Reads `url`, `query`, `acceptWarnings` and what a request has out of a mapping.
    public init(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) {
        let queryNode = try mapping.required("query")
        query = try queryNode.string()
        guard query.contains(where: { !$0.isWhitespace }) else { throw queryNode.failure("'\(queryNode.path)' is empty") }
        acceptsWarnings = try mapping.optional("acceptWarnings")?.bool() ?? false
        server = try PrometheusServerAddress(ProbeRequest(&mapping))
    }

    /// The probe that asks it and expects something of the answer.
    public func probe(expecting expectation: Comparison, for duration: Duration = .zero) -> PrometheusProbe {
        PrometheusProbe(
            server, query: query, expecting: expectation, for: duration, acceptsWarnings: acceptsWarnings)
    }
}

public import Basics
public import Configuration
internal import HTTP
internal import JSON

/// Asks a service something over HTTP, and looks at the answer.
public struct HTTPProbe: Probe {
    private let request: ProbeRequest
    /// What the answer should be.
    public let expectations: HTTPExpectations

    public init(_ request: ProbeRequest, expecting expectations: HTTPExpectations = HTTPExpectations()) {
        self.request = request
        self.expectations = expectations
    }

    /// Decodes `{url: …, status: 200, json: {status: ok}, header: {…}, latency: 500ms, tlsValidFor: 14d}` with what a
    /// request has (`method`, `headers`, `bearer`, `basic`, `body`, `caFile`, `timeout`).
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        request = try ProbeRequest(&mapping)
        expectations = try HTTPExpectations(&mapping)
        try mapping.finish()
    }

    public var name: String { request.name }

    public func ask(_ environment: [String: String], at now: Timestamp) throws -> HTTPProbeOutcome {
        var request = try request.resolve(environment)
        request.asksForCertificate = expectations.tlsValidFor != nil || request.url.lowercased().hasPrefix("https:")
        let start = ContinuousClock.now
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try HTTPClient().send(request)
        } catch {
            if error.isOurs { throw error }
            return failed(error)
        }
        let latency = ContinuousClock.now - start
        return HTTPProbeOutcome(
            name: name, status: response.status, latency: latency, certificateExpiresAt: response.certificateExpiresAt,
            findings: findings(response, latency, now))
    }

    /// An answer that did not come. A certificate that is not valid any more is an answer where its validity was asked
    /// for.
    private func failed(_ error: HTTPError) -> HTTPProbeOutcome {
        if let wanted = expectations.tlsValidFor, case .tls(_, .expired) = error {
            let finding = HTTPProbeOutcome.Finding(
                what: "tls", expected: "valid for \(wanted.compact)", found: "expired", isMet: false)
            return HTTPProbeOutcome(name: name, status: nil, latency: nil, certificateExpiresAt: nil, findings: [finding])
        }
        return HTTPProbeOutcome(name: name, reason: error.message, hint: error.hint)
    }

    private func findings(_ response: HTTPResponse, _ latency: Duration, _ now: Timestamp) -> [HTTPProbeOutcome.Finding] {
        var findings = [
            HTTPProbeOutcome.Finding(
                what: "status", expected: expectations.statuses.map(Self.shown).joined(separator: " or "),
                found: String(response.status), isMet: expectations.statuses.contains { $0.contains(response.status) })
        ]
        let content = expectations.fields.isEmpty ? nil : try? JSONValue(parsing: response.body)
        for field in expectations.fields {
            let value = content?.value(at: field.path)
            findings.append(
                HTTPProbeOutcome.Finding(
                    what: "json \(field.path)", expected: field.condition.description,
                    found: value?.shown ?? (content == nil ? "no JSON" : "nothing"),
                    isMet: field.condition.holds(for: value)))
        }
        for header in expectations.headers {
            let value = response.header(header.name)
            findings.append(
                HTTPProbeOutcome.Finding(
                    what: "header \(header.name)", expected: header.value,
                    found: value.map { JSONValue.string($0).shown } ?? "nothing",
                    isMet: value.map(header.holds) ?? false))
        }
        if let limit = expectations.latency {
            findings.append(
                HTTPProbeOutcome.Finding(
                    what: "latency", expected: "at most \(limit.compact)", found: latency.compact, isMet: latency <= limit))
        }
        if let wanted = expectations.tlsValidFor {
            let end = response.certificateExpiresAt
            findings.append(
                HTTPProbeOutcome.Finding(
                    what: "tls", expected: "valid for \(wanted.compact)",
                    found: end.map { "valid until \($0.formatted(fractionDigits: 0))" } ?? "no certificate",
                    isMet: end.map { $0 - now >= wanted } ?? false))
        }
        return findings
    }

    private static func shown(_ range: ClosedRange<Int>) -> String {
        range.count == 1 ? String(range.lowerBound) : "\(range.lowerBound / 100)xx"
    }
}

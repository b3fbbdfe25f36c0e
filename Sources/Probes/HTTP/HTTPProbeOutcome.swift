public import Basics

/// What an HTTP probe found.
public struct HTTPProbeOutcome: ProbeOutcome, Hashable {
    public let verdict: ProbeVerdict
    /// Who was asked: scheme, host and port.
    public let name: String
    /// The status of the answer; nil where there was none.
    public let status: Int?
    /// How long it took; nil where there was no answer.
    public let latency: Duration?
    /// The end of the validity of the server's certificate; nil without TLS.
    public let certificateExpiresAt: Timestamp?
    /// One for each thing that was expected.
    public let findings: [Finding]
    /// Why there is no answer.
    public let reason: String?
    /// What to do about it.
    public let hint: String?

    public typealias Finding = ProbeFinding

    /// An answer.
    init(
        name: String, status: Int?, latency: Duration?, certificateExpiresAt: Timestamp?, findings: [Finding]
    ) {
        verdict = findings.allSatisfy(\.isMet) ? .met : .notMet
        self.name = name
        self.status = status
        self.latency = latency
        self.certificateExpiresAt = certificateExpiresAt
        self.findings = findings
        reason = nil
        hint = nil
    }

    /// No answer.
    init(name: String, reason: String, hint: String?) {
        verdict = .unreachable
        self.name = name
        (status, latency, certificateExpiresAt, findings) = (nil, nil, nil, [])
        self.reason = reason
        self.hint = hint
    }

    public var summary: String {
        if let reason { return reason.printable }
        let wrong = findings.filter { !$0.isMet }.map { "\($0.what) is \($0.found), not \($0.expected)" }
        guard wrong.isEmpty else { return "\(name): " + wrong.joined(separator: "; ").printable }
        return "\(name) answered \(status.map(String.init) ?? "") in \((latency.map { max($0, .milliseconds(1)) } ?? .zero).compact)"
    }

    private enum CodingKeys: CodingKey {
        case verdict, name, status, latencySeconds, certificateExpiresAt, findings, reason, hint
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(name, forKey: .name)
        try container.encode(status, forKey: .status)
        try container.encode(latency?.inSeconds, forKey: .latencySeconds)
        try container.encode(certificateExpiresAt, forKey: .certificateExpiresAt)
        try container.encode(findings, forKey: .findings)
        try container.encode(reason?.printable, forKey: .reason)
        try container.encode(hint, forKey: .hint)
    }
}

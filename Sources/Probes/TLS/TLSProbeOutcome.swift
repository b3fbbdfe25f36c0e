public import Basics
internal import Cryptography

/// What a probe of TLS found.
public struct TLSProbeOutcome: ProbeOutcome, Hashable {
    public let verdict: ProbeVerdict
    /// Who was asked: host and port.
    public let name: String
    /// The protocol agreed on; nil where there was no agreement.
    public let protocolVersion: String?
    /// Whose the certificate is, who signed it, and which names it is good for.
    public let subject: String?
    public let issuer: String?
    public let names: [String]
    /// When the first of the certificates that the server sent ends.
    public let expiresAt: Timestamp?
    /// One for each thing that was expected.
    public let findings: [ProbeFinding]
    /// Why there is no answer.
    public let reason: String?
    /// What to do about it.
    public let hint: String?

    init(name: String, _ seen: TLSInspection, _ expectations: TLSExpectations, _ now: Timestamp) {
        self.name = name
        protocolVersion = seen.protocolVersion.printable
        let own = seen.certificates.first
        subject = own?.subject.printable
        issuer = own?.issuer.printable
        names = own?.names.map(\.printable) ?? []
        let ends = seen.certificates.compactMap(\.notAfter).map { Timestamp(seconds: $0) }
        let end = ends.count == seen.certificates.count ? ends.min() : nil
        expiresAt = end
        var findings = [
            ProbeFinding(
                what: "certificate", expected: "trusted, for this host", found: seen.problem ?? "trusted, for this host",
                isMet: seen.problem == nil)
        ]
        if !seen.namesHost {
            findings.append(
                ProbeFinding(
                    what: "names", expected: expectations.serverName ?? name,
                    found: names.isEmpty ? "none" : names.joined(separator: ", "), isMet: false))
        }
        let wanted = expectations.validFor
        findings.append(
            ProbeFinding(
                what: "validity", expected: wanted > .zero ? "\(wanted.compact) more" : "not over",
                found: end.map { "until \($0.formatted(fractionDigits: 0))" } ?? "not told",
                isMet: end.map { $0 - now >= wanted } ?? false))
        if let minimum = expectations.minimumProtocol {
            findings.append(
                ProbeFinding(
                    what: "protocol", expected: "at least \(minimum.rawValue)", found: seen.protocolVersion.printable,
                    isMet: seen.protocolVersion == minimum.rawValue || minimum == .tls12))
        }
        self.findings = findings
        verdict = findings.allSatisfy(\.isMet) ? .met : .notMet
        (reason, hint) = (nil, nil)
    }

    init(name: String, reason: String, hint: String?) {
        verdict = .unreachable
        self.name = name
        (protocolVersion, subject, issuer, expiresAt) = (nil, nil, nil, nil)
        (names, findings) = ([], [])
        (self.reason, self.hint) = (reason, hint)
    }

    public var summary: String {
        if let reason { return reason.printable }
        let wrong = findings.filter { !$0.isMet }.map { "\($0.what): \($0.found), not \($0.expected)" }
        guard wrong.isEmpty else { return "\(name): " + wrong.joined(separator: "; ") }
        return "\(name) speaks \(protocolVersion ?? "TLS"), with a trusted certificate that is valid until "
            + (expiresAt?.formatted(fractionDigits: 0) ?? "an unknown time")
    }
}

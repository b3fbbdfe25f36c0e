import ArgumentParser
import Basics
import Probes
import Response

/// `firebreak probe tls`.
struct ProbeTLSCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "tls",
        abstract: "Look at the certificate of a TLS server: trusted, for this host, valid for how long.",
        discussion: """
            For servers that speak TLS from the first byte. Nothing is sent after the
            handshake. Exit status: 0 everything is as expected; 1 it is not; 69 no answer.

            Examples:
              firebreak probe tls api.example.com --valid-for 14d
              firebreak probe tls 10.0.0.5:6380 --server-name redis --ca-file ca.pem
            """)

    @Argument(help: "Host and port, as example.com:443; the port is 443 unless given.")
    var address: String
    @Option(help: ArgumentHelp("How long its certificates must be valid still, as 14d.", valueName: "duration"))
    var validFor: DurationArgument?
    @Option(help: ArgumentHelp("The name in the certificate, where it is not the host.", valueName: "name"))
    var serverName: String?
    @Option(help: ArgumentHelp("The authorities to trust in place of the system's.", valueName: "path"))
    var caFile: String?
    @Option(help: ArgumentHelp("The protocol at least: TLSv1.2 or TLSv1.3.", valueName: "version"))
    var minProtocol: String?
    @Option(help: ArgumentHelp("How long to wait. Default: 10s.", valueName: "duration"))
    var timeout: DurationArgument?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        var expectations = TLSExpectations()
        expectations.validFor = validFor?.duration ?? .zero
        expectations.serverName = serverName
        if let minProtocol {
            guard let version = TLSExpectations.TLSVersion(rawValue: minProtocol) else {
                throw CommandFailure(.usage, "'\(minProtocol)' is no protocol to ask for", hint: "TLSv1.2 or TLSv1.3")
            }
            expectations.minimumProtocol = version
        }
        let probe = TLSProbe(
            address, caFile: caFile, timeout: timeout?.duration ?? .seconds(10),
            expecting: expectations)
        guard let probe else {
            throw CommandFailure(.usage, "'\(address)' is no host with a port", hint: "as example.com:443")
        }
        let outcome = try workspace.ask(probe)
        try console.show(outcome)
        return outcome.verdict.status
    }
}

extension TLSProbeOutcome: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = ["\(verdict.mark(style)) \(summary)"]
        lines += findings.map { $0.line(style) }
        if let subject, let issuer {
            lines.append("  \(subject), signed by \(issuer), over \(protocolVersion ?? "TLS")")
            if !names.isEmpty { lines.append("  good for \(names.joined(separator: ", "))") }
        }
        if let hint { lines.append("  \(style.cyan("hint:")) \(hint)") }
        return lines.joined(separator: "\n")
    }
}

import Basics
import Configuration
import Glibc
import Probes
import Processes
import TestSupport
import Testing

@Suite("Probes of TLS") struct TLSProbeTests {
    /// A Redis server speaks TLS from the first byte, with a certificate for localhost and 127.0.0.1 that is good for two
    /// days.
    private static let server = Result { try RedisServer(tls: .anyClient) }

    private static func ask(
        _ address: String, caFile: String?, _ change: (inout TLSExpectations) -> Void = { _ in }
    ) throws -> TLSProbeOutcome {
        var expectations = TLSExpectations()
        change(&expectations)
        let probe = try #require(
            TLSProbe(address, caFile: caFile, timeout: .seconds(5), expecting: expectations))
        return try probe.ask([:], at: TimeSource.system.now)
    }

    private static func wrong(_ outcome: TLSProbeOutcome) -> [String] {
        outcome.findings.filter { !$0.isMet }.map(\.what)
    }

    @Test("a certificate that is trusted and names the host", arguments: ["localhost", "127.0.0.1"])
    func good(host: String) throws {
        let server = try Self.server.get()
        let outcome = try Self.ask("\(host):\(server.tlsPort)", caFile: server.certificates?.authority) {
            $0.validFor = .seconds(86400)
            $0.minimumProtocol = .tls12
        }
        #expect(outcome.verdict == .met, "\(outcome.summary)")
        #expect(outcome.names == ["DNS:localhost", "IP Address:127.0.0.1"])
        #expect(outcome.subject == "CN=server" && outcome.issuer == "CN=authority")
        #expect(outcome.protocolVersion?.hasPrefix("TLSv1.") == true && outcome.expiresAt != nil)
    }

    @Test("what is wrong with a certificate is told, and the rest all the same")
    func bad() throws {
        let server = try Self.server.get()
        let address = "127.0.0.1:\(server.tlsPort)"
        let authority = server.certificates?.authority
        let short = try Self.ask(address, caFile: authority) { $0.validFor = .seconds(3 * 86400) }
        #expect(short.verdict == .notMet && short.verdict.status == .checkFailed && Self.wrong(short) == ["validity"])
        let strange = try Self.ask(address, caFile: server.certificates?.stranger)
        #expect(Self.wrong(strange) == ["certificate"] && strange.subject == "CN=server")
        let untrusted = try Self.ask(address, caFile: nil)
        #expect(Self.wrong(untrusted) == ["certificate"])
        let other = try Self.ask(address, caFile: authority) { $0.serverName = "db.example.com" }
        #expect(Self.wrong(other) == ["certificate", "names"])
        let named = try Self.ask(address, caFile: authority) { $0.serverName = "localhost" }
        #expect(named.verdict == .met)
    }

    @Test("one whose time is over is told, and an old protocol, and foreign text is made printable")
    func expired() throws {
        try withTemporaryDirectory { folder in
            let made = try ProgramRun.run([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "1", "-subj", "/CN=old\u{1B}[31m", "-addext", "subjectAltName=DNS:localhost",
                "-keyout", folder + "/key.pem", "-out", folder + "/old.pem",
            ])
            try #require(made.succeeded, "\(made.errorText)")
            let port = freePort()
            let server = try ManagedServer(arguments: [
                "openssl", "s_server", "-quiet", "-accept", "127.0.0.1:\(port)", "-cert", folder + "/old.pem", "-key",
                folder + "/key.pem", "-tls1_2",
            ])
            defer { server.stop() }
            try waitUntil("it listens") {
                try Self.ask("127.0.0.1:\(port)", caFile: folder + "/old.pem").verdict != .unreachable
            }
            var expectations = TLSExpectations()
            expectations.minimumProtocol = .tls13
            expectations.serverName = "localhost"
            let probe = try #require(
                TLSProbe("127.0.0.1:\(port)", caFile: folder + "/old.pem", expecting: expectations))
            let outcome = try probe.ask([:], at: TimeSource.system.now + .seconds(2 * 86400))
            #expect(outcome.verdict == .notMet && outcome.protocolVersion == "TLSv1.2")
            #expect(Self.wrong(outcome) == ["validity", "protocol"])
            #expect(outcome.subject?.contains("\u{1B}") == false)
        }
    }

    @Test("who does not speak TLS, or does not listen, has no certificate to judge")
    func unreachable() throws {
        let plain = try RedisServer()
        for address in ["127.0.0.1:\(plain.port)", "127.0.0.1:1", "no-such-host.invalid:443"] {
            let outcome = try Self.ask(address, caFile: nil)
            #expect(outcome.verdict == .unreachable && outcome.verdict.status == .unavailable, "\(address)")
        }
        plain.freeze()
        defer { plain.thaw() }
        let silent = try #require(TLSProbe("127.0.0.1:\(plain.port)", timeout: .milliseconds(300)))
        #expect(try silent.ask([:], at: TimeSource.system.now).verdict == .unreachable)
        // That a file of authorities is not there is no answer of the server's.
        let port = try Self.server.get().tlsPort
        let lost = try #require(TLSProbe("127.0.0.1:\(port)", caFile: "/nonexistent.pem"))
        #expect(throws: (any Error).self) { try lost.ask([:], at: TimeSource.system.now) }
    }

    @Test(
        "what is no address is none",
        arguments: ["", ":443", "h:", "h:0", "h:65536", "h:x", "[::1", "[::1]x", "https://h", "a b:1", "h:+1"])
    func addresses(address: String) {
        #expect(TLSProbe(address) == nil)
    }

    @Test("is decoded from the configuration, and what is wrong there is told with its place")
    func decoded() throws {
        func probe(_ text: String) throws -> TLSProbe {
            try TLSProbe(node: ConfigurationFile(text: text, directory: "/srv").root)
        }
        let full = try probe(
            "{address: '[::1]:6380', serverName: redis, caFile: ca.pem, validFor: 14d, protocol: TLSv1.3, timeout: 2s}")
        #expect(full.name == "[::1]:6380" && full.expectations.serverName == "redis")
        #expect(full.expectations.validFor == .seconds(14 * 86400) && full.expectations.minimumProtocol == .tls13)
        #expect(try probe("{address: example.com}").name == "example.com:443")
        for wrong in ["{}", "{address: 'h:x'}", "{address: h, protocol: SSLv3}", "{address: h, validFor: 5}", "5"] {
            #expect(throws: ConfigurationError.self, "\(wrong)") { try probe(wrong) }
        }
    }
}

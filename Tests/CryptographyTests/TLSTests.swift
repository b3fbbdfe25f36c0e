import Cryptography
import Glibc
import TestSupport
import Testing

@Suite struct TLSTests {
    private static func withServer(
        _ options: [String] = [], _ body: (TLSTestServer, TestCertificates) throws -> Void
    ) throws {
        try withTemporaryDirectory { (directory) throws in
            let certificates = try TestCertificates(in: directory)
            let own = ["-cert", certificates.server, "-key", certificates.serverKey]
            let options = options.map { $0.replacing("{authority}", with: certificates.authority) }
            try body(try TLSTestServer(own + options), certificates)
        }
    }

    /// The problem with which an attempt ends; nil where it does not fail.
    private static func problem(_ attempt: () throws -> Void) throws -> TLSProblem? {
        do {
            try attempt()
            return nil
        } catch CryptographyError.tls(_, let problem) {
            return problem
        }
    }

    @Test("talks to a server whose certificate is trusted and names the host", arguments: ["localhost", "127.0.0.1"])
    func conversation(host: String) throws {
        try Self.withServer { (server, certificates) throws in
            let socket = try Socket(port: server.port)
            var stream = try TLSStream(
                socket: socket.descriptor, host: host, configuration: TLSConfiguration(caFile: certificates.authority),
                timeout: .seconds(20))
            #expect(stream.protocolVersion == "TLSv1.3")
            #expect(try stream.exchange("hello") == "olleh\n")
            for number in 0..<500 {
                let line = String(repeating: "x", count: 900) + String(number)
                #expect(try stream.exchange(line) == String(line.reversed()) + "\n")
            }
            try stream.writeAll(Array("CLOSE\n".utf8))
            #expect(try stream.readOnce() == 0, "a proper end")
        }
    }

    @Test("TLS 1.2, and a socket that does not block")
    func older() throws {
        try Self.withServer(["-tls1_2"]) { (server, certificates) throws in
            let socket = try Socket(port: server.port)
            #expect(fcntl(socket.descriptor, F_SETFL, O_NONBLOCK) == 0)
            var stream = try TLSStream(
                socket: socket.descriptor, host: "localhost",
                configuration: TLSConfiguration(caFile: certificates.authority), timeout: .seconds(20))
            #expect(stream.protocolVersion == "TLSv1.2")
            #expect(try stream.exchange("hello") == "olleh\n")
        }
    }

    @Test("refuses a server that it cannot trust, unless it is told not to check")
    func trust() throws {
        try Self.withServer { (server, certificates) throws in
            func connect(_ configuration: TLSConfiguration, host: String = "localhost") throws -> TLSProblem? {
                try Self.problem { () throws in
                    let socket = try Socket(port: server.port)
                    var stream = try TLSStream(
                        socket: socket.descriptor, host: host, configuration: configuration, timeout: .seconds(20))
                    #expect(try stream.exchange("hello") == "olleh\n")
                }
            }
            func isCertificate(_ problem: TLSProblem?) -> Bool {
                if case .certificate? = problem { true } else { false }
            }
            let authority = certificates.authority
            #expect(try connect(TLSConfiguration(caFile: authority)) == nil)
            #expect(try isCertificate(connect(TLSConfiguration(caFile: certificates.stranger))))
            #expect(try isCertificate(connect(TLSConfiguration())))
            #expect(try connect(TLSConfiguration(verify: false)) == nil)
            #expect(try isCertificate(connect(TLSConfiguration(caFile: authority), host: "redis.example")))
            #expect(try isCertificate(connect(TLSConfiguration(caFile: authority), host: "127.0.0.2")))
            #expect(try isCertificate(connect(TLSConfiguration(caFile: authority), host: "::1")))
            #expect(try isCertificate(connect(TLSConfiguration(caFile: authority, serverName: "redis.example"))))
            #expect(
                try connect(TLSConfiguration(caFile: authority, serverName: "localhost"), host: "redis.example") == nil)
        }
    }

    @Test("asks for the host by name")
    func serverName() throws {
        try withTemporaryDirectory { (directory) throws in
            let certificates = try TestCertificates(in: directory)
            // Only who asks for localhost is shown the certificate that the authority has signed.
            let server = try TLSTestServer([
                "-cert", certificates.stranger, "-key", certificates.stranger.replacing(".pem", with: ".key"),
                "-servername", "localhost", "-cert2", certificates.server, "-key2", certificates.serverKey,
            ])
            let socket = try Socket(port: server.port)
            var stream = try TLSStream(
                socket: socket.descriptor, host: "localhost",
                configuration: TLSConfiguration(caFile: certificates.authority), timeout: .seconds(20))
            #expect(try stream.exchange("hello") == "olleh\n")
        }
    }

    @Test("shows its own certificate where the server wants one")
    func clientCertificate() throws {
        try Self.withServer(["-Verify", "1", "-verify_return_error", "-CAfile", "{authority}"]) {
            (server, certificates) throws in
            func talk(_ configuration: TLSConfiguration) throws -> String {
                let socket = try Socket(port: server.port)
                var stream = try TLSStream(
                    socket: socket.descriptor, host: "localhost", configuration: configuration, timeout: .seconds(20))
                return try stream.exchange("hello")
            }
            var configuration = TLSConfiguration(
                caFile: certificates.authority, certificateFile: certificates.client, keyFile: certificates.clientKey)
            #expect(try talk(configuration) == "olleh\n")
            configuration.certificateFile = nil
            #expect(throws: CryptographyError.self) { try talk(configuration) }
        }
    }

    @Test("says which of its own files cannot be used")
    func credentials() throws {
        try Self.withServer { (server, certificates) throws in
            func connect(_ configuration: TLSConfiguration) throws -> String? {
                let problem = try Self.problem { () throws in
                    let socket = try Socket(port: server.port)
                    _ = try TLSStream(
                        socket: socket.descriptor, host: "localhost", configuration: configuration,
                        timeout: .seconds(20)
                    ).bufferedByteCount
                }
                if case .credentials(let text)? = problem { return text }
                return nil
            }
            #expect(try connect(TLSConfiguration(caFile: "/nowhere.pem"))?.contains("/nowhere.pem") == true)
            #expect(try connect(TLSConfiguration(caFile: certificates.clientKey))?.contains("client.key") == true)
            #expect(try connect(TLSConfiguration(certificateFile: "/nowhere.pem", verify: false)) != nil)
            let foreign = try connect(
                TLSConfiguration(
                    certificateFile: certificates.client, keyFile: certificates.serverKey, verify: false))
            #expect(foreign?.contains("server.key") == true)
            #expect(try connect(TLSConfiguration(certificateFile: certificates.client, verify: false)) != nil)
        }
    }

    @Test("a server that speaks no TLS, or none at all, fails the handshake")
    func handshake() throws {
        let talker = try SilentListener()
        let plain = try Socket(port: talker.port)
        talker.answer("-ERR unknown command\r\n")
        let problem = try Self.problem { () throws in
            _ = try TLSStream(socket: plain.descriptor, host: "localhost", timeout: .seconds(20)).bufferedByteCount
        }
        guard case .handshake? = problem else {
            Issue.record("\(String(describing: problem))")
            return
        }
        let silent = try SilentListener()
        let unanswered = try Socket(port: silent.port)
        let timeout = try Self.problem { () throws in
            _ = try TLSStream(socket: unanswered.descriptor, host: "localhost", timeout: .milliseconds(50))
                .bufferedByteCount
        }
        #expect(timeout == .timedOut)
    }

    @Test("after a read that timed out the connection still works")
    func timeouts() throws {
        try Self.withServer { (server, certificates) throws in
            let socket = try Socket(port: server.port)
            var stream = try TLSStream(
                socket: socket.descriptor, host: "localhost",
                configuration: TLSConfiguration(caFile: certificates.authority), timeout: .seconds(20))
            for timeout in [Duration.zero, .milliseconds(20)] {
                stream.timeout = timeout
                #expect(throws: CryptographyError.tls(host: "localhost", .timedOut)) { try stream.readOnce() }
            }
            stream.timeout = .seconds(20)
            #expect(try stream.exchange("hello") == "olleh\n")
        }
    }

    @Test("a connection that is cut is not taken for one that ended, and raises no signal")
    func cut() throws {
        try Self.withServer { (server, certificates) throws in
            let configuration = TLSConfiguration(caFile: certificates.authority)
            let socket = try Socket(port: server.port)
            var stream = try TLSStream(
                socket: socket.descriptor, host: "localhost", configuration: configuration, timeout: .seconds(20))
            #expect(try stream.exchange("hello") == "olleh\n")
            server.stop()
            // The kernel raises SIGPIPE on the second write to a connection that is gone, unless it is told not to.
            let written = try Self.problem { () throws in
                for _ in 0..<1000 {
                    try stream.writeAll([1, 2, 3])
                    usleep(1000)
                }
            }
            #expect(written.map(Self.isBroken) == true)
        }
        try Self.withServer { (server, certificates) throws in
            let configuration = TLSConfiguration(caFile: certificates.authority)
            let socket = try Socket(port: server.port)
            var stream = try TLSStream(
                socket: socket.descriptor, host: "localhost", configuration: configuration, timeout: .seconds(20))
            #expect(try stream.exchange("hello") == "olleh\n")
            server.stop()
            let read = try Self.problem { () throws in _ = try stream.readOnce() }
            #expect(read.map(Self.isBroken) == true)
            #expect(throws: CryptographyError.self) { try stream.writeAll([1]) }
        }
    }

    private static func isBroken(_ problem: TLSProblem) -> Bool { if case .broken = problem { true } else { false } }
}

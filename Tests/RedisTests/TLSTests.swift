import Basics
import Cryptography
import Redis
import TestSupport
import Testing

@Suite("TLS", .timeLimit(.minutes(10)))
struct TLSTests {
    private func endpoint(
        _ server: RedisServer, host: String = "127.0.0.1", _ configuration: TLSConfiguration
    ) -> RedisEndpoint {
        RedisEndpoint(address: .tcp(host: host, port: server.tlsPort), tls: configuration)
    }

    private func certificates(of server: RedisServer) throws -> TestCertificates {
        try #require(server.certificates)
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func aKnownAuthority(host: String) throws {
        let server = try RedisServer(password: "pw", tls: .anyClient)
        let authority = try certificates(of: server).authority
        let endpoint = try RedisEndpoint(url: "rediss://:pw@\(host):\(server.tlsPort)/2?cacert=\(authority)")
        try withConnection(endpoint) { (connection: inout RedisConnection) throws in
            let value = [UInt8](repeating: 0x61, count: 300_000)
            #expect(try connection.command("SET", "k", .bytes(value)) == .status("OK"))
            #expect(try connection.command("GET", "k") == .bulk(value))
        }
    }

    @Test func anUnknownAuthorityIsRefused() throws {
        let server = try RedisServer(tls: .anyClient)
        for configuration in [TLSConfiguration(), TLSConfiguration(caFile: try certificates(of: server).stranger)] {
            guard case .tls(_, .tls(_, .certificate)) = errorOfConnecting(to: endpoint(server, configuration)) else {
                Issue.record("an unknown authority was taken")
                return
            }
        }
    }

    @Test func withoutVerificationAnyCertificateIsTaken() throws {
        let server = try RedisServer(tls: .anyClient)
        #expect(errorOfConnecting(to: endpoint(server, TLSConfiguration(verify: false))) == nil)
    }

    @Test func aWrongHostNameIsRefused() throws {
        let server = try RedisServer(tls: .anyClient)
        let configuration = TLSConfiguration(
            caFile: try certificates(of: server).authority, serverName: "redis.example.com")
        let error = errorOfConnecting(to: endpoint(server, configuration))
        guard case .tls(_, .tls(_, .certificate)) = error else {
            Issue.record("a certificate for another host was taken: \(String(describing: error))")
            return
        }
    }

    @Test func aClientCertificate() throws {
        let server = try RedisServer(tls: .clientCertificate)
        let certificates = try certificates(of: server)
        let without = endpoint(server, TLSConfiguration(caFile: certificates.authority))
        guard case .tls = errorOfConnecting(to: without) else {
            Issue.record("\(String(describing: errorOfConnecting(to: without)))")
            return
        }
        let with = endpoint(
            server,
            TLSConfiguration(
                caFile: certificates.authority, certificateFile: certificates.client, keyFile: certificates.clientKey))
        #expect(try withConnection(with) { try $0.command("PING") } == .status("PONG"))
    }

    @Test func plainTextToAPortForTLSAndTheReverse() throws {
        let server = try RedisServer(tls: .anyClient)
        let plain = errorOfConnecting(to: .local(server.tlsPort))
        guard case .unreachable(_, let reason) = plain else {
            Issue.record("\(String(describing: plain))")
            return
        }
        #expect(reason.contains("rediss://"))
        var reverse = RedisEndpoint.local(server.port)
        reverse.tls = TLSConfiguration(verify: false)
        reverse.connectTimeout = .milliseconds(500)
        // The server takes a handshake for the beginning of a command: it waits for the rest or complains.
        let error = errorOfConnecting(to: reverse)
        switch error {
        case .timedOut(_, while: .connecting), .tls(_, .tls(_, .handshake)):
            #expect(error?.hint?.contains("TLS") == true)
        default: Issue.record("\(String(describing: error))")
        }
    }

    @Test func manyLargeValuesAtOnce() throws {
        let server = try RedisServer(tls: .anyClient)
        let authority = try certificates(of: server).authority
        let value = [UInt8](repeating: 0x7A, count: 100_000)
        let replies = try withConnection(endpoint(server, TLSConfiguration(caFile: authority))) { connection in
            try connection.pipeline((0..<400).map { _ in ["ECHO", .bytes(value)] })
        }
        #expect(replies.count == 400)
        #expect(replies.allSatisfy { $0 == .bulk(value) })
    }
}

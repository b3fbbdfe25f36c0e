import Basics
import Foundation
import HTTP
import Processes
import TestSupport
import Testing

@Suite struct TLSTests {
    let client = HTTPClient()

    /// Runs `body` with an https server and its certificates.
    private func withServer(
        address: String = "127.0.0.1", _ body: (WebServer, TestCertificates) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let certificates = try TestCertificates(in: directory)
            try body(
                WebServer(address: address, certificate: certificates.server, key: certificates.serverKey), certificates
            )
        }
    }

    private func expectTrusted(_ url: String, caFile: String) throws {
        let response = try client.send(HTTPRequest(url: url, caFile: caFile))
        #expect(response.status == 200)
    }

    private func expectProblem(_ problem: TLSProblem, _ url: String, caFile: String?) throws {
        let error = try #require(throws: HTTPError.self) {
            try client.send(HTTPRequest(url: url, caFile: caFile))
        }
        let origin = try HTTPOrigin(url: url).description
        #expect(error == .tls(origin: origin, problem: problem))
        #expect(error.status == .unavailable)
        #expect(error.hint != nil)
        #expect(!error.isTransient)
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `A certificate of the named authority is trusted`(host: String) throws {
        try withServer { server, certificates in
            let url = server.url("/echo", scheme: "https", host: host)
            try expectTrusted(url, caFile: certificates.authority)
        }
    }

    @Test func `Without it, or with another authority, it is not`() throws {
        try withServer { server, certificates in
            let url = server.url("/s3cret", scheme: "https")
            try expectProblem(.unknownAuthority, url, caFile: nil)
            try expectProblem(.unknownAuthority, url, caFile: certificates.stranger)
        }
    }

    @Test func `A connection that was trusted through one authority does not serve for another`() throws {
        try withServer { server, certificates in
            let url = server.url("/echo", scheme: "https")
            try expectTrusted(url, caFile: certificates.authority)
            try expectProblem(.unknownAuthority, url, caFile: certificates.stranger)
            try expectProblem(.unknownAuthority, url, caFile: nil)
        }
    }

    @Test func `A certificate for another host is refused`() throws {
        try withServer(address: "127.0.0.2") { server, certificates in
            let url = server.url("/echo", scheme: "https", host: "127.0.0.2")
            try expectProblem(.wrongHost, url, caFile: certificates.authority)
        }
    }

    @Test func `An expired certificate is refused`() throws {
        try withTemporaryDirectory { directory in
            let certificates = try TestCertificates(in: directory)
            let expired = "\(directory)/expired.pem"
            let request = "\(directory)/expired.csr"
            for arguments in [
                ["req", "-new", "-key", certificates.serverKey, "-subj", "/CN=localhost", "-out", request],
                [
                    "x509", "-req", "-in", request, "-CA", certificates.authority, "-CAkey",
                    "\(directory)/authority.key",
                    "-CAcreateserial", "-days", "-1", "-out", expired,
                ],
            ] {
                let result = try ProgramRun.run(["openssl"] + arguments)
                try #require(result.succeeded, "\(result.errorText)")
            }
            let server = try WebServer(certificate: expired, key: certificates.serverKey)
            let url = server.url("/echo", scheme: "https", host: "localhost")
            try expectProblem(.expired, url, caFile: certificates.authority)
        }
    }

    @Test func `A server that does not speak TLS is no https server`() throws {
        let server = try WebServer()
        try expectProblem(.handshake, server.url("/echo", scheme: "https"), caFile: nil)
    }

    @Test func `A file that holds no authorities is named`() throws {
        try withServer { server, certificates in
            for path in ["/nonexistent/ca.pem", certificates.serverKey] {
                let error = try #require(throws: HTTPError.self) {
                    try client.send(HTTPRequest(url: server.url("/", scheme: "https"), caFile: path))
                }
                #expect(error == .authorities(path: path))
                #expect(error.status == .configuration)
            }
        }
    }

    @Test func `A server that closes in the middle of a large request does not end the process`() throws {
        try withServer { server, certificates in
            let body = [UInt8](repeating: 0, count: 8 << 20)
            for _ in 0..<3 {
                #expect(throws: HTTPError.self) {
                    try client.send(
                        HTTPRequest(
                            method: "POST", url: server.url("/close", scheme: "https"),
                            headers: [("Content-Length", "1")],
                            body: body, caFile: certificates.authority))
                }
            }
        }
    }
}

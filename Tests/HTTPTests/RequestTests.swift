import Basics
import Foundation
import HTTP
import TestSupport
import Testing

/// What `/echo` saw of a request.
private struct Echo: Decodable {
    let method: String
    let path: String
    let body: String
    let connection: Int
    let headers: [[String]]

    func values(_ name: String) -> [String] {
        headers.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
    }
}

@Suite struct RequestTests {
    let server: WebServer
    let client = HTTPClient()

    init() throws { server = try WebServer() }

    private func echo(_ request: HTTPRequest) throws -> Echo {
        try JSONDecoder().decode(Echo.self, from: Data(client.send(request).body))
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    func `Sends the method, and content that is binary`(method: String) throws {
        let body = [UInt8](0...255)
        let echo = try echo(HTTPRequest(method: method, url: server.url("/echo?a=b%20c"), body: body))
        #expect(echo.method == method)
        #expect(echo.path == "/echo?a=b%20c")
        #expect(echo.body == Hexadecimal.encode(body))
        #expect(echo.values("Content-Length") == ["256"])
    }

    @Test(arguments: [("GET", []), ("POST", ["0"]), ("DELETE", [])] as [(String, [String])])
    func `Sends no content where there is none`(method: String, length: [String]) throws {
        let echo = try echo(HTTPRequest(method: method, url: server.url("/echo")))
        #expect(echo.method == method)
        #expect(echo.body.isEmpty)
        #expect(echo.values("Content-Length") == length)
        #expect(echo.values("Content-Type").isEmpty)
    }

    @Test func `HEAD has an answer without content`() throws {
        let response = try client.send(HTTPRequest(method: "HEAD", url: server.url("/echo")))
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
    }

    @Test func `Sends header fields in order, empty ones and repeated ones too`() throws {
        let echo = try echo(
            HTTPRequest(
                method: "POST", url: server.url("/echo"),
                headers: [
                    ("X-A", "1"), ("X-Empty", ""), ("X-A", "2"), ("Content-Type", "text/plain"), ("X-Text", "ü €"),
                ]))
        #expect(echo.values("X-A") == ["1", "2"])
        #expect(echo.values("X-Empty") == [""])
        #expect(echo.values("Content-Type") == ["text/plain"])
        #expect(echo.values("User-Agent") == [HTTPClient.defaultUserAgent])
        #expect(HTTPClient.defaultUserAgent.hasPrefix("firebreak/"))
    }

    @Test func `Sends a megabyte without asking first`() throws {
        let body = [UInt8](repeating: 0x61, count: 3 << 20)
        let echo = try echo(
            HTTPRequest(method: "POST", url: server.url("/echo"), body: body, maximumResponseBytes: 8 << 20))
        #expect(echo.body.utf8.count == 6 << 20)
        #expect(echo.values("Expect").isEmpty)
    }

    @Test func `Keeps the connection for the next request`() throws {
        let request = HTTPRequest(url: server.url("/echo"))
        #expect(try echo(request).connection == echo(request).connection)
        // And notices that it has been closed meanwhile.
        let last = try client.send(HTTPRequest(url: server.url("/once")))
        #expect(last.body == Array("bye".utf8))
        #expect(try echo(request).method == "GET")
    }

    @Test func `Nothing of one request is left in the next`() throws {
        _ = try echo(
            HTTPRequest(
                method: "POST", url: server.url("/echo"), headers: [("X-Secret", "s")], body: Array("body".utf8)))
        let second = try echo(HTTPRequest(url: server.url("/echo")))
        #expect(second.method == "GET")
        #expect(second.body.isEmpty)
        #expect(second.values("X-Secret").isEmpty)
        let third = try echo(HTTPRequest(method: "DELETE", url: server.url("/echo")))
        #expect(third.method == "DELETE")
        #expect(try echo(HTTPRequest(url: server.url("/echo"))).method == "GET")
    }

    private func signed(_ region: String = "eu-central-1") -> HTTPRequest {
        HTTPRequest(
            method: "POST", url: server.url("/echo"), headers: [("Content-Type", "application/x-amz-json-1.1")],
            body: Array("{}".utf8),
            signing: AWSSigning(
                region: region, service: "secretsmanager", accessKeyID: "AKIDEXAMPLE", secretAccessKey: "s3cret-key",
                sessionToken: "t0ken"))
    }

    @Test func `Signs for AWS, the session token too, and only the request that asks for it`() throws {
        let echo = try echo(signed())
        let authorization = try #require(echo.values("Authorization").first)
        #expect(authorization.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"))
        #expect(authorization.contains("/eu-central-1/secretsmanager/aws4_request"))
        #expect(authorization.contains("content-type;host;x-amz-date;x-amz-security-token"))
        #expect(!authorization.contains("expect"))
        #expect(echo.values("X-Amz-Security-Token") == ["t0ken"])
        #expect(!"\(echo)".contains("s3cret"))
        let next = try self.echo(HTTPRequest(method: "POST", url: server.url("/echo"), body: [0x61]))
        #expect(next.values("Authorization").isEmpty && next.values("X-Amz-Date").isEmpty)
    }

    @Test(arguments: ["", "eu:central", "eu central", "eu/central", "a\r\nb"])
    func `Refuses a region that would be another part of the signature`(region: String) throws {
        let error = try #require(throws: HTTPError.self) { try client.send(signed(region)) }
        #expect(error.status == .badInput && !error.message.contains("s3cret"))
        var bare = signed()
        bare.headers = []
        #expect(throws: HTTPError.self) { try client.send(bare) }
    }

    @Test func `One client serves several threads`() throws {
        let client = client
        let url = server.url("/echo")
        let threads = (0..<8).map { _ in
            BackgroundThread { try (0..<10).map { _ in try client.send(HTTPRequest(url: url)).status } }
        }
        for thread in threads {
            let statuses = try thread.join()
            #expect(statuses == Array(repeating: 200, count: 10))
        }
    }

    @Test(
        arguments: [
            ("GET", [("X-A", "b\r\nX-Injected: yes")]), ("GET", [("X-A", "b\nc")]), ("GET", [("X-A", "b\0c")]),
            ("GET", [("X A", "b")]), ("GET", [("", "b")]), ("GET", [("X-A:", "b")]), ("GET\r\nX: y", []), ("", []),
            ("A B", []),
        ] as [(String, [(String, String)])])
    func `Refuses what would be another request than was meant`(method: String, headers: [(String, String)]) throws {
        let error = try #require(throws: HTTPError.self) {
            try client.send(HTTPRequest(method: method, url: server.url("/echo"), headers: headers))
        }
        #expect(error.status == .badInput)
        #expect(!error.message.contains("Injected"))
        #expect(error.message == error.message.printable)
    }

    @Test(arguments: [
        "", "x", "/echo", "//host/path", "host/path", "file:///etc/passwd", "ftp://127.0.0.1/s3cret",
        "gopher://127.0.0.1/",
        "http://", "http:///s3cret", "https://ho st/s3cret", "http://127.0.0.1/s3\0cret", "http://127.0.0.1\n/s3cret",
        "http://127.0.0.1:99999/s3cret", "http://[::1/s3cret", "javascript:s3cret", "data:text/plain,s3cret",
    ])
    func `Refuses what is no http or https URL, without quoting it`(url: String) throws {
        let error = try #require(throws: HTTPError.self) { try client.send(HTTPRequest(url: url)) }
        #expect(error.status == .badInput)
        #expect(!"\(error) \(error.hint ?? "")".contains("cret"))
    }

    @Test(arguments: [
        ("https://user:pass@example.com/services/T0/B0/x?y#z", "https://example.com", false),
        ("HTTP://Example.COM:8080/", "http://Example.COM:8080", false), ("http://[::1]:80/x", "http://[::1]:80", true),
        ("http://localhost/x", "http://localhost", true), ("http://127.9.9.9/x", "http://127.9.9.9", true),
        ("https://localhost.example.com", "https://localhost.example.com", false),
        ("https://127.example.com", "https://127.example.com", false),
    ])
    func `An origin is what may be shown of a URL`(url: String, origin: String, isLoopback: Bool) throws {
        let found = try HTTPOrigin(url: url)
        #expect(found.description == origin)
        #expect(found.isLoopback == isLoopback)
    }
}

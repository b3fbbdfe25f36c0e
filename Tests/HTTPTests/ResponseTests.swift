import Basics
import HTTP
import TestSupport
import Testing

@Suite struct ResponseTests {
    let server: WebServer
    let client = HTTPClient()

    init() throws { server = try WebServer() }

    private func get(_ path: String, limit: Int = 1 << 20, timeout: Duration = .seconds(10)) throws(HTTPError)
        -> HTTPResponse
    {
        try client.send(HTTPRequest(url: server.url(path), timeout: timeout, maximumResponseBytes: limit))
    }

    @Test(arguments: [200, 202, 204, 301, 304, 400, 404, 429, 500, 503, 599])
    func `Returns any status, and follows nothing`(status: Int) throws {
        let response = try get("/status/\(status)")
        #expect(response.status == status)
        #expect(response.header("location") == "file:///etc/passwd")
    }

    @Test func `Does not follow a redirection`() throws {
        let response = try get("/redirect")
        #expect(response.status == 302)
        #expect(response.body == Array("elsewhere".utf8))
    }

    @Test func `Reads repeated, folded, empty and strange header fields`() throws {
        let response = try get("/headers")
        #expect(response.headers.filter { $0.name.lowercased() == "x-twice" }.map(\.value) == ["one", "two"])
        #expect(response.header("X-TWICE") == "one")
        #expect(response.header("x-folded") == "first second third")
        #expect(response.header("X-Empty") == "")
        #expect(response.header("X-Spaces") == "a b")
        #expect(response.header("X-Latin") == "caf\u{FFFD}")
        #expect(response.body == Array("ok".utf8))
    }

    @Test func `Interim answers and trailers do not count`() throws {
        let late = try get("/interim")
        #expect(late.status == 200)
        #expect(late.header("X-Early") == nil)
        #expect(late.header("X-Late") == "yes")
        let chunked = try get("/trailers")
        #expect(chunked.body == Array("hello".utf8))
        #expect(chunked.header("X-Status") == nil)
    }

    @Test func `Takes what is just within the limit`() throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".utf8.count
        #expect(try get("/bytes/1000", limit: head + 1000).body.count == 1000)
        #expect(throws: HTTPError.responseTooLarge(origin: server.url(""), limit: head + 999, status: 200)) {
            try get("/bytes/1000", limit: head + 999)
        }
    }

    @Test(arguments: [("/endless", 202), ("/endless-headers", 200)])
    func `Gives up on an answer without end`(path: String, status: Int) throws {
        let error = try #require(throws: HTTPError.self) { try get(path, limit: 100_000) }
        #expect(error == .responseTooLarge(origin: server.url(""), limit: 100_000, status: status))
        #expect(error.status == .unavailable)
        #expect(!error.isTransient)
    }

    @Test(arguments: ["/hang", "/drip"])
    func `Waits no longer than it may`(path: String) throws {
        let limit = Duration.milliseconds(300)
        #expect(throws: HTTPError.timedOut(origin: server.url(""), limit: limit)) { try get(path, timeout: limit) }
    }

    @Test func `A timeout of nothing is not one without end`() throws {
        #expect(throws: HTTPError.timedOut(origin: server.url(""), limit: .zero)) { try get("/hang", timeout: .zero) }
    }

    @Test(arguments: ["/close", "/partial"])
    func `Notices that the server closed early`(path: String) throws {
        let error = try #require(throws: HTTPError.self) { try get(path) }
        #expect(error == .connectionLost(origin: server.url("")))
        #expect(error.isTransient)
    }

    @Test func `Does not take another protocol for HTTP`() throws {
        let error = try #require(throws: HTTPError.self) { try get("/nonsense") }
        #expect(error == .malformedResponse(origin: server.url("")))
    }

    @Test func `After a failure the same client goes on`() throws {
        #expect(throws: HTTPError.self) { try get("/close") }
        #expect(throws: HTTPError.self) { try get("/hang", timeout: .milliseconds(100)) }
        #expect(try get("/status/204").status == 204)
    }

    @Test func `Nobody listens`() throws {
        let port = freePort()
        let error = try #require(throws: HTTPError.self) {
            try client.send(HTTPRequest(url: "http://u:s3cret@127.0.0.1:\(port)/s3cret?s3cret"))
        }
        #expect(error == .unreachable(origin: "http://127.0.0.1:\(port)", reason: "Connection refused"))
        #expect(error.status == .unavailable)
        #expect(error.isTransient)
    }

    @Test func `A name without an address`() throws {
        // RFC 6761 §6.4: `invalid` never has one.
        let error = try #require(throws: HTTPError.self) {
            try client.send(HTTPRequest(url: "https://nowhere.invalid/s3cret"))
        }
        #expect(error == .unresolved(origin: "https://nowhere.invalid"))
        #expect(!"\(error) \(error.hint ?? "")".contains("s3cret"))
    }
}

@Suite struct RetryAfterTests {
    @Test(
        arguments: [
            ("0", .zero), ("7", .seconds(7)), ("1.5", .milliseconds(1500)), ("99999999999", .seconds(31_536_000)),
            ("Sat, 21 Nov 2026 03:04:35 GMT", .seconds(30)), ("Sat, 21 Nov 2026 03:04:00 GMT", .zero),
            ("", nil), ("soon", nil), ("-5", nil), ("1e9", nil), ("1.2.3", nil), ("Sat, 31 Nov 2026 03:04:35 GMT", nil),
            ("Saturday, 21-Nov-26 03:04:35 GMT", nil), ("Sat, 21 Xyz 2026 03:04:35 GMT", nil),
        ] as [(String, Duration?)])
    func `Reads seconds and dates`(text: String, wait: Duration?) throws {
        let now = try #require(Timestamp("2026-11-21T03:04:05Z"))
        let response = HTTPResponse(status: 429, headers: [("retry-after", text)])
        #expect(response.retryAfter(now: now) == wait)
    }

    @Test func `Nothing is said`() {
        #expect(HTTPResponse(status: 503).retryAfter(now: Timestamp(seconds: 0)) == nil)
    }
}

import Basics
import Configuration
import HTTP
import JSON
import Probes
import TestSupport
import Testing

@Suite struct HTTPProbeTests {
    /// A service that answers as the path says, and shows the credentials that it was given.
    private static let service = Result { try PythonServer(program) }
    private static let program = """
        import http.server, sys, threading
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body, status, fields = b'{"status":"ok","queues":[{"name":"mail","waiting":7}],"up":true}', 200, {}
                if self.path == "/down": status = 503
                if self.path == "/empty": body, status = b"", 204
                if self.path == "/html": body = b"<h1>ok</h1>"
                if self.path == "/redirect": status, fields = 302, {"Location": "/ok"}
                if self.path == "/hostile": body = b'{"status":"\\\\u001b[2Jok"}'
                if self.path == "/auth": body = ('{"sent":"' + (self.headers["Authorization"] or "-") + '"}').encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Type", "application/json; charset=utf-8")
                for name, value in fields.items(): self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *arguments): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if len(sys.argv) > 2:
            import ssl
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    private static func ask(
        _ settings: String, path: String, environment: [String: String] = [:]
    ) throws -> HTTPProbeOutcome {
        let text = "url: \"\(try service.get().url(path))\"\n\(settings)\n"
        let probe = try HTTPProbe(node: ConfigurationFile(text: text, directory: "/").root)
        return try probe.ask(environment, at: TimeSource.system.now)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let settings: String
        var path = "/ok"
        let verdict: ProbeVerdict
        var finding = ""
        var testDescription: String { "\(path) \(settings)" }
    }

    static let rows = [
        Row(settings: "", verdict: .met),
        Row(settings: "", path: "/empty", verdict: .met),
        Row(settings: "", path: "/down", verdict: .notMet, finding: "status is 503, not 2xx"),
        Row(settings: "", path: "/redirect", verdict: .notMet, finding: "status is 302"),
        Row(settings: "status: 503", path: "/down", verdict: .met),
        Row(settings: "status: [200, 204]", path: "/empty", verdict: .met),
        Row(settings: "status: 200", path: "/empty", verdict: .notMet),
        Row(settings: "json: {status: ok}", verdict: .met),
        Row(settings: "json: {status: up}", verdict: .notMet, finding: "json status is ok, not up"),
        Row(settings: "json: {queues.0.waiting: \"< 10\", queues.0.name: mail, up: true}", verdict: .met),
        Row(settings: "json: {queues.0.waiting: \"> 10\"}", verdict: .notMet, finding: "is 7, not > 10"),
        Row(settings: "json: {queues.0.waiting: 7}", verdict: .met),
        Row(settings: "json: {queues.0.waiting: \"7\"}", verdict: .notMet),
        Row(settings: "json: {status: {differs: down}, up: {exists: true}}", verdict: .met),
        Row(settings: "json: {missing: {exists: true}}", verdict: .notMet, finding: "json missing is nothing"),
        Row(settings: "json: {missing: {differs: down}}", verdict: .notMet),
        Row(settings: "json: {status: ok}", path: "/html", verdict: .notMet, finding: "no JSON"),
        Row(settings: "json: {status: ok}", path: "/hostile", verdict: .notMet, finding: "\\u{1b}[2Jok"),
        Row(settings: "header: {content-type: \"application/json*\"}", verdict: .met),
        Row(settings: "header: {Content-Type: \"application/json\"}", verdict: .notMet),
        Row(settings: "header: {X-None: \"*\"}", verdict: .notMet),
        Row(settings: "latency: 30s", verdict: .met),
        Row(settings: "latency: 0s", verdict: .notMet, finding: "not at most 0s"),
        Row(settings: "tlsValidFor: 1d", verdict: .notMet, finding: "no certificate"),
    ]

    @Test(arguments: rows) func looksAtTheAnswer(row: Row) throws {
        let outcome = try Self.ask(row.settings, path: row.path)
        #expect(outcome.verdict == row.verdict, "\(outcome.summary)")
        #expect(row.finding.isEmpty || outcome.summary.contains(row.finding), "\(outcome.summary)")
        #expect(outcome.summary.printable == outcome.summary)
        #expect(outcome.latency != nil)
        #expect(try JSONValue(encoding: outcome)["findings"]?.arrayValue?.count == outcome.findings.count)
    }

    @Test(arguments: [
        ("bearer: \"${env:TOKEN}\"", "Bearer s3cret"),
        ("basic: {user: ann, password: \"${env:TOKEN}\"}", "Basic YW5uOnMzY3JldA=="),
        ("headers: {Authorization: \"Custom ${env:TOKEN}\"}", "Custom s3cret"),
    ])
    func sendsCredentialsByReference(settings: String, sent: String) throws {
        let expected = "\(settings)\njson: {sent: {equals: \"\(sent)\"}}"
        let outcome = try Self.ask(expected, path: "/auth", environment: ["TOKEN": "s3cret"])
        #expect(outcome.verdict == .met, "\(outcome.summary)")
        let other = try Self.ask("\(settings)\nheader: {X-Nothing: x}", path: "/auth", environment: ["TOKEN": "s3cret"])
        #expect(other.verdict == .notMet && !other.summary.contains("s3cret"))
        #expect(throws: ConfigurationError.self) { try Self.ask(settings, path: "/auth") }
    }

    @Test func tellsUntilWhenTheCertificateIsValid() throws {
        try withTemporaryDirectory { folder in
            let certificates = try TestCertificates(in: folder)  // good for two days
            let server = try PythonServer(Self.program, [certificates.server, certificates.serverKey])
            let now = TimeSource.system.now
            func ask(_ wanted: Duration, authority: String) throws -> HTTPProbeOutcome {
                var expectations = HTTPExpectations()
                expectations.tlsValidFor = wanted
                let request = try ProbeRequest(url: "https://127.0.0.1:\(server.port)/ok", caFile: authority)
                return try HTTPProbe(request, expecting: expectations).ask([:], at: now)
            }
            let day = Duration.seconds(86_400)
            let good = try ask(day, authority: certificates.authority)
            #expect(good.verdict == .met, "\(good.summary)")
            let end = try #require(good.certificateExpiresAt)
            #expect(end - now > day && end - now < day * 3)
            let soon = try ask(day * 3, authority: certificates.authority)
            #expect(soon.verdict == .notMet && soon.summary.contains("tls is valid until"), "\(soon.summary)")
            #expect(try ask(day, authority: certificates.stranger).verdict == .unreachable)
        }
    }

    @Test func noAnswerIsNoAnswer() throws {
        let port = freePort()
        let outcome = try HTTPProbe(ProbeRequest(url: "http://127.0.0.1:\(port)/secret-path?token=s3cret"))
            .ask([:], at: TimeSource.system.now)
        #expect(outcome.verdict == .unreachable && outcome.verdict.status == .unavailable && outcome.status == nil)
        #expect(!outcome.summary.contains("s3cret") && !outcome.summary.contains("secret-path"))
    }

    @Test func aRequestThatCannotBeSentIsAnError() throws {
        let probe = try HTTPProbe(ProbeRequest(url: "http://127.0.0.1:1/", headers: [("Bad Name", "x")]))
        #expect(throws: HTTPError.self) { try probe.ask([:], at: TimeSource.system.now) }
        #expect(throws: HTTPError.self) { try ProbeRequest(url: "file:///etc/passwd") }
    }

    @Test(arguments: ["status: 99", "status: []", "status: 6xx", "json: {a: {}}", "json: {a: {equals: 1, exists: true}}",
        "json: {a: {exists: false}}", "latncy: 5s"])
    func mistakesAreNamed(settings: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try Self.ask(settings, path: "/ok") }
        #expect(error?.message.contains("firebreak.yaml:2:") == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        ("status=ok", FieldExpectation(path: "status", .equals("ok"))),
        ("a.b == 5", FieldExpectation(path: "a.b", .equals(5))),
        ("a!=true", FieldExpectation(path: "a", .differs(true))),
        ("queue.waiting<=100", FieldExpectation(path: "queue.waiting", .compares(Comparison(.atMost, 100)))),
        ("version", FieldExpectation(path: "version", .exists)),
        ("a=<b>", FieldExpectation(path: "a", .equals("<b>"))),
    ])
    func wordsOnTheCommandLine(text: String, expectation: FieldExpectation) {
        #expect(FieldExpectation(text) == expectation)
    }

    @Test(arguments: ["", "=5", "a<b", "a<>5"]) func wordsThatSayNothing(text: String) {
        #expect(FieldExpectation(text) == nil)
    }
}

internal import HTTP
public import JSON

/// A stand-in for the services that take messages, on 127.0.0.1: Slack's webhooks and `chat.postMessage`, PagerDuty's
/// Events API, workflows of Teams, Statuspage (which remembers its incidents), and any webhook. It answers as they
/// document it, notes every post, and hands the posts out. It ends with this object or with the test process.
public final class NotificationReceiver: Sendable {
    private let server: PythonServer

    /// - Parameter port: where it listens; any free port unless said otherwise.
    public init(port: Int = 0) throws { server = try PythonServer(Self.program, [String(port)]) }

    /// The port on 127.0.0.1 that it listens on.
    public var port: Int { server.port }
    /// The address of a path: `/slack`, `/chat.postMessage`, `/v2/enqueue`, `/teams`, `/v1`, `/hook`.
    public func url(_ path: String) -> String { server.url(path) }
    /// Ends it. May be called again.
    public func stop() { server.stop() }

    /// A request that changes something, as it came.
    public struct Post: Sendable {
        public let method: String
        public let path: String
        public let headers: JSONValue
        /// The body to the byte.
        public let text: String
        public let body: JSONValue
    }

    /// What has come so far, in order.
    public func posts() throws -> [Post] {
        let answer = try HTTPClient().send(HTTPRequest(url: server.url("/posts"), maximumResponseBytes: 64 << 20))
        return try (JSONValue(parsing: answer.body).arrayValue ?? []).map { post in
            let text = post["body"]?.stringValue ?? "null"
            return Post(
                method: post["method"]?.stringValue ?? "", path: post["path"]?.stringValue ?? "",
                headers: post["headers"] ?? .null, text: text, body: try JSONValue(parsing: Array(text.utf8)))
        }
    }

    private static let program = #"""
        import http.server, itertools, json, sys

        posts, incidents, numbers = [], {}, itertools.count(1)

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def answer(self, status, body=b""):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    pass

            def do_GET(self):
                found = posts if self.path == "/posts" else list(incidents.values())
                self.answer(200, json.dumps(found).encode())

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length)
                if len(body) < length:
                    return
                headers = {name.lower(): value for name, value in self.headers.items()}
                posts.append({"method": self.command, "path": self.path, "headers": headers, "body": body.decode()})
                if self.path == "/slack":
                    self.answer(200, b"ok")
                elif self.path == "/chat.postMessage":
                    self.answer(200, json.dumps({"ok": True, "ts": f"1503435956.{next(numbers):06}"}).encode())
                elif self.path.startswith("/v2/") or self.path == "/teams":
                    self.answer(202)
                elif self.path.startswith("/v1/pages/"):
                    given = json.loads(body)["incident"]
                    name = self.path.rsplit("/", 1)[1] if self.command == "PATCH" else f"incident{next(numbers)}"
                    incidents.setdefault(name, {"id": name}).update(given)
                    self.answer(200 if self.command == "PATCH" else 201, json.dumps(incidents[name]).encode())
                else:
                    self.answer(204)

            do_PATCH = do_POST

        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """#
}

import Basics
import Foundation
import HTTP
import TestSupport

/// A receiver on 127.0.0.1 and a free port, in Python, which answers posts as it is told, one after the other; the last
/// answer goes for all that follow. It ends when this object goes or, because it reads a pipe, when the test process
/// does.
final class Receiver: @unchecked Sendable {  // safe because it is only written to in init and deinit
    /// What to do with a request.
    enum Answer {
        case status(Int, body: String = "", headers: [String: String] = [:])
        /// Sends back what was posted, or the path, as the reason of a complaint.
        case echo(Int, path: Bool = false)
        /// Says nothing.
        case hang
        /// Closes the connection without a word.
        case close
        /// Answers with a status and then without end.
        case flood(Int)
    }

    /// A request as it came.
    struct Request {
        let method: String
        let path: String
        let contentType: String
        let headers: [String: String]
        let body: [UInt8]
    }

    let port: Int
    private let process = Process()
    private let input = Pipe()

    /// - Parameter listing: what everybody gets who asks with GET.
    init(_ answers: [Answer], listing: String = "[]", port: Int = 0) throws {
        // A proxy in the environment is none of these tests' business.
        setenv("no_proxy", "127.0.0.0/8,localhost", 1)
        let script = String(decoding: try JSONSerialization.data(withJSONObject: answers.map(\.json)), as: UTF8.self)
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-I", "-S", "-c", Self.program, script, listing, String(port)]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw TestFailure("the receiver in Python does not start")
        }
        self.port = port
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.terminate()
    }

    /// A URL with a path that is a secret.
    var url: String { "http://127.0.0.1:\(port)\(Secrets.path)" }

    /// What has come so far.
    func requests() throws -> [Request] {
        let answer = try HTTPClient().send(
            HTTPRequest(url: "http://127.0.0.1:\(port)/requests", maximumResponseBytes: 64 << 20))
        struct Entry: Decodable {
            let method: String, path: String, contentType: String, headers: [String: String], body: String
        }
        return try JSONDecoder().decode([Entry].self, from: Data(answer.body)).map { entry in
            Request(
                method: entry.method, path: entry.path, contentType: entry.contentType, headers: entry.headers,
                body: Hexadecimal.decode(entry.body) ?? [])
        }
    }

    private static let program = #"""
        import http.server, json, os, sys, threading, time

        answers = json.loads(sys.argv[1])
        listing = sys.argv[2]
        requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def answer(self, status, body, headers={}):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                if self.path == "/requests":
                    self.answer(200, json.dumps(requests).encode())
                else:
                    self.answer(200, listing.encode())

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                step = answers[min(len(requests), len(answers) - 1)]
                requests.append({"method": self.command, "headers": {k.lower(): v for k, v in self.headers.items()}, "path": self.path, "contentType": self.headers["Content-Type"], "body": body.hex()})
                if step["do"] == "hang":
                    time.sleep(60)
                elif step["do"] == "close":
                    self.close_connection = True
                elif step["do"] == "echo":
                    text = self.path[1:] if step["path"] else body.decode()
                    self.answer(step["status"], json.dumps({"message": text, "errors": [text]}).encode())
                elif step["do"] == "flood":
                    self.send_response(step["status"])
                    self.end_headers()
                    while True:
                        self.wfile.write(b"ok" * 10000)
                else:
                    self.answer(step["status"], step["body"].encode(), step["headers"])

            do_PATCH = do_POST

            def handle(self):
                try:
                    super().handle()
                except OSError:
                    pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[3])), Handler)
        print(server.server_port, flush=True)

        def end_with_the_test():
            sys.stdin.buffer.read()
            os._exit(0)
        threading.Thread(target=end_with_the_test, daemon=True).start()
        server.serve_forever()
        """#
}

extension Receiver.Answer {
    fileprivate var json: [String: Any] {
        switch self {
        case .status(let status, let body, let headers):
            ["do": "answer", "status": status, "body": body, "headers": headers]
        case .echo(let status, let path): ["do": "echo", "status": status, "path": path]
        case .hang: ["do": "hang"]
        case .close: ["do": "close"]
        case .flood(let status): ["do": "flood", "status": status]
        }
    }
}

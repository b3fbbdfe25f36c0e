import Files
import JSON
import TestSupport

/// A stand-in for a mail server, on 127.0.0.1: it takes every mail and hands them out. (Real ones are in
/// `MailInteropTests`; this one costs no virtual environment.)
final class MailSink: Sendable {
    private let server: PythonServer
    private let path: String

    var port: Int { server.port }

    /// - Parameter directory: where it notes what it takes, in a file `mails`.
    init(in directory: String) throws {
        path = directory + "/mails"
        server = try PythonServer(Self.program, [path])
    }

    /// What has come so far: its text, and its Message-ID as `id`.
    func mails() throws -> [JSONValue] {
        guard let text = try? FileReader.readText(path) else { return [] }
        return try text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }

    private static let program = #"""
        import email, email.policy, json, socketserver, sys

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line):
                self.wfile.write(line.encode() + b"\r\n")

            def handle(self):
                try:
                    self.talk()
                except OSError:
                    pass

            def talk(self):
                self.say("220 sink")
                while line := self.rfile.readline():
                    word = line[:4].upper().strip()
                    if word == b"DATA":
                        self.say("354 go on")
                        lines = []
                        while (line := self.rfile.readline()) not in (b".\r\n", b""):
                            lines.append(line)
                        if line == b"":
                            return
                        mail = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                        entry = {"id": mail["Message-ID"], "text": mail.get_body(("plain",)).get_content()}
                        with open(sys.argv[1], "a") as file:
                            file.write(json.dumps(entry) + "\n")
                        self.say("250 taken")
                    elif word == b"QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say("250 sink")

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """#
}

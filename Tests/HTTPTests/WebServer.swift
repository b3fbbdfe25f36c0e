import Foundation
import TestSupport

/// A small HTTP server in Python on 127.0.0.1 and a free port, which behaves as the path of a request asks for. It ends
/// when this object goes or, because it reads a pipe, when the test process does.
final class WebServer: @unchecked Sendable {  // safe because it is only written to in init and deinit
    /// The port that it listens on.
    let port: Int
    private let process = Process()
    private let input = Pipe()

    /// Starts it; with a certificate and its key it speaks TLS.
    init(address: String = "127.0.0.1", certificate: String? = nil, key: String? = nil) throws {
        // A proxy in the environment is none of these tests' business.
        setenv("no_proxy", "127.0.0.0/8,localhost", 1)
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["python3", "-I", "-S", "-c", Self.program, address] + [certificate, key].compactMap { $0 }
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw TestFailure("the web server in Python does not start")
        }
        self.port = port
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.terminate()
    }

    func url(_ path: String, scheme: String = "http", host: String = "127.0.0.1") -> String {
        "\(scheme)://\(host):\(port)\(path)"
    }

    private static let program = #"""
        import json, os, socket, ssl, sys, threading, time

        listener = socket.create_server((sys.argv[1], 0))
        context = None
        if len(sys.argv) > 3:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[2], sys.argv[3])
        print(listener.getsockname()[1], flush=True)

        def end_with_the_test():
            sys.stdin.buffer.read()
            os._exit(0)
        threading.Thread(target=end_with_the_test, daemon=True).start()

        def answer(body, status="200 OK", headers=()):
            lines = ["HTTP/1.1 " + status, "Content-Length: %d" % len(body), *headers]
            return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body

        def read_request(stream):
            head = b""
            if stream.peek(1).startswith(b"\x16"):  # TLS, where none is spoken
                raise ValueError
            while not head.endswith(b"\r\n\r\n"):
                line = stream.readline()
                if not line:
                    return None
                head += line
            lines = head.decode("latin-1").split("\r\n")
            method, path, _ = lines[0].split(" ", 2)
            headers = [line.split(":", 1) for line in lines[1:] if ":" in line]
            length = next((int(v) for n, v in headers if n.lower() == "content-length"), 0)
            return method, path, headers, stream.read(length)

        connections = 0

        def serve(connection):
            global connections
            connections += 1
            number = connections
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            stream = connection.makefile("rb")
            while (request := read_request(stream)) is not None:
                method, path, headers, body = request
                send = connection.sendall
                if path.startswith("/echo"):
                    document = {"method": method, "path": path, "body": body.hex(), "connection": number,
                                "headers": [[n, v.strip()] for n, v in headers]}
                    send(answer(b"" if method == "HEAD" else json.dumps(document).encode()))
                elif path.startswith("/status/"):
                    send(answer(b"", path[8:] + " Whatever", ["Location: file:///etc/passwd", "Retry-After: 7"]))
                elif path == "/redirect":
                    send(answer(b"elsewhere", "302 Found", ["Location: /echo"]))
                elif path == "/headers":
                    send(b"HTTP/1.1 200 OK\r\nX-Twice: one\r\nx-twice:two\r\nX-Folded: first\r\n   second\r\n\tthird\r\n"
                         b"X-Empty:\r\nX-Spaces:  \t a b  \t\r\nX-Latin: caf\xe9\r\n"
                         b"Content-Length: 2\r\n\r\nok")
                elif path == "/interim":
                    send(b"HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n" + answer(b"late", headers=["X-Late: yes"]))
                elif path == "/trailers":
                    send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Status\r\n\r\n"
                         b"5\r\nhello\r\n0\r\nX-Status: forged\r\n\r\n")
                elif path.startswith("/bytes/"):
                    send(answer(b"x" * int(path[7:])))
                elif path == "/endless":
                    send(b"HTTP/1.1 202 Accepted\r\n\r\n")
                    while True:
                        send(b"x" * 65536)
                elif path == "/endless-headers":
                    send(b"HTTP/1.1 200 OK\r\n")
                    while True:
                        send(b"X-More: " + b"x" * 1000 + b"\r\n")
                elif path == "/hang":
                    time.sleep(60)
                elif path == "/drip":
                    send(b"HTTP/1.1 200 OK\r\n\r\n")
                    while True:
                        send(b"x")
                        time.sleep(0.05)
                elif path == "/partial":
                    send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
                    break
                elif path == "/nonsense":
                    send(b"220 mail.example.com ESMTP\r\n")
                    break
                elif path == "/once":
                    send(answer(b"bye"))
                    break
                else:  # /close
                    break
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

        def attempt(connection):
            try:
                serve(connection)
            except (OSError, ValueError):
                try:
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                except OSError:
                    pass
                connection.close()

        while True:
            connection, _ = listener.accept()
            threading.Thread(target=attempt, args=[connection], daemon=True).start()
        """#
}

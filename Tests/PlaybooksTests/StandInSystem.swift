import Files
import TestSupport

/// A system as its rehearsals need it: what its services answer, what Prometheus scrapes, and the programs that its document
/// calls, each a shim on the path that records what it is called with.
struct StandInSystem: Sendable {
    /// Its folder under `playbooks/`.
    let name: String
    /// What its services answer while they are well: `api/health` to `200 {"status": "ok"}`.
    var endpoints: [String: String] = [:]
    /// What stands at `/metrics` while it is well, a line each: `x 0.3`, or `y_total 5/s` for a counter that grows.
    var metrics: [String] = []
    /// The jobs under which Prometheus scrapes it.
    var jobs = ["app"]
    /// The programs, and what each does besides: lines of /bin/sh, in the stand-in's folder. `heal NAME` makes well what is
    /// ill under that name, and `sicken NAME TEXT` the opposite.
    var programs: [String: String] = [:]
    /// Files of the folder, by their names; scripts are those that begin with `#!`.
    var files: [String: String] = [:]
    /// Commands of Redis that make it as it is while it is well.
    var redis: [String] = []
    /// SQL that makes its database as it is while it is well; nil where the document has none.
    var database: String?
    /// `firebreak.yaml`. `URL` stands for where its services are, `PROMETHEUS` for that server.
    let configuration: String
}

/// The services of a stand-in, which answer from the files of its current folder: `well/NAME`, unless there is an `ill/NAME`.
/// Slashes of paths are underscores in names; where `down` is ill, it shows no metrics any more. What is sent to them is kept in `received.log`.
final class StandInServices: Sendable {
    private let server: PythonServer
    private let root: String

    /// - Parameter root: a folder in which a link leads to the folder that counts.
    init(in root: String) throws {
        self.root = root
        server = try PythonServer(Self.program, [root + "/current"])
    }

    /// Where the services are; what follows is the path of one.
    var url: String { server.url() }
    /// Where Prometheus scrapes: two replicas.
    var targets: [String] { ["127.0.0.1:\(server.port)", "127.0.0.2:\(server.port)"] }

    /// Answers from another folder from now on.
    func serve(_ folder: String) throws { try shell(["ln", "-sfn", folder, root + "/current"]) }

    private static let program = #"""
        import http.server, re, sys, threading, time
        root = sys.argv[1]
        counters, lock = {}, threading.Lock()
        def find(name):
            for state in ("ill", "well"):
                try: return open(f"{root}/{state}/{name}").read()
                except OSError: pass
        def metrics():
            lines = {}
            for state in ("well", "ill"):
                try: text = open(f"{root}/{state}/metrics").read()
                except OSError: continue
                for line in text.splitlines():
                    if " " in line: series, value = line.rsplit(" ", 1); lines[series] = value
            now, page = time.monotonic(), ""
            with lock:
                for series, value in lines.items():
                    if value.endswith("/s"):
                        # A counter that has grown by so much a second since it was last looked at.
                        total, since = counters.get(series, (0.0, now))
                        total += float(value[:-2]) * (now - since)
                        counters[series] = (total, now)
                        value = repr(total)
                    page += f"{series} {value}\n"
            return page
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *a): pass
            def answer(self):
                sent = self.rfile.read(int(self.headers.get("content-length", 0) or 0))
                path = self.path.split("?")[0].strip("/")
                if sent: open(root + "/received.log", "a").write(path + " " + sent.decode("utf-8", "replace") + "\n")
                if path == "metrics" and find("down"): found, kind = "503 {}", "application/json"
                elif path == "metrics": found, kind = "200 " + metrics(), "text/plain"
                else: found, kind = find(path.replace("/", "_")) or "404 {}", "application/json"
                status, _, body = found.partition(" ")
                body = body.encode()
                self.send_response(int(status)); self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body))); self.end_headers(); self.wfile.write(body)
            do_GET = do_POST = do_PUT = answer
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        replica = http.server.ThreadingHTTPServer(("127.0.0.2", server.server_address[1]), Handler)
        threading.Thread(target=replica.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """#
}

/// The folder of a stand-in: its state, its programs, and `firebreak.yaml`.
struct StandInFolder: Sendable {
    let path: String

    /// Writes it: well, but for what is ill.
    init(_ path: String, _ system: StandInSystem, ill: [String: String], configuration: String) throws {
        self.path = path
        for folder in ["well", "ill", "bin", "scripts"] { try PrivateDirectory.ensure("\(path)/\(folder)") }
        for (name, text) in system.endpoints { try write("well/\(Self.key(name))", text) }
        for (name, text) in ill { try write("ill/\(Self.key(name))", text) }
        try write("well/metrics", system.metrics.joined(separator: "\n"))
        try write("calls.log", "")
        try write("firebreak.yaml", configuration)
        for (name, body) in system.programs { try write("bin/\(name)", Self.shim(name, body)) }
        for (name, text) in system.files {
            try write(name, text.hasPrefix("#!") ? Self.shim(name, String(text.drop { $0 != "\n" })) : text)
        }
        // Playbooks call firebreak itself, as people have it on their path.
        try write("bin/firebreak", "#!/bin/sh\nexec '\(FirebreakProgram.binaryPath())' \"$@\"\n")
    }

    private func write(_ name: String, _ text: String) throws {
        try AtomicFile.replace("\(path)/\(name)", with: Array(text.utf8), mode: text.hasPrefix("#!") ? 0o755 : 0o600)
    }

    static func key(_ name: String) -> String { name.replacing("/", with: "_") }

    private static func shim(_ name: String, _ body: String) -> String {
        """
        #!/bin/sh
        cd "$STAND_IN" && echo "\(name)${*:+ $*}" >> calls.log
        heal() { rm -f "ill/$(echo "$1" | tr / _)"; }
        sicken() { printf %s "$2" > "ill/$(echo "$1" | tr / _)"; }
        \(body)
        """
    }

    /// What is ill still.
    func ill() throws -> [String] { try DirectoryListing.names(path + "/ill").sorted() }
    /// What was called, a line each.
    func calls() throws -> [String] { try text("calls.log").split(separator: "\n").map(String.init) }
    func text(_ name: String) throws -> String { try FileReader.readText("\(path)/\(name)", limit: 4 << 20) }
    func has(_ name: String) -> Bool { FileReader.exists("\(path)/\(name)") }
}

import Basics
import Files
import Foundation
import JSON
import Processes
import TestSupport
import Testing

@Suite("Rotations by the real program")
struct RotationProgramTests {
    private func program(_ directory: String, _ configuration: String) throws -> FirebreakProgram {
        try AtomicFile.create(directory + "/firebreak.yaml", Array((configuration + "\n").utf8))
        return try FirebreakProgram(in: directory)
    }

    @Test("no value is in an output, a log, the journal, the state, a process list, or a file that others may read")
    func canary() throws {
        try withTemporaryDirectory { directory in
            let program = try program(
                directory,
                """
                secrets:
                  KEY:
                    kind: jwt-hs256
                    destinations:
                      - dotenv: {path: .env, key: KEY, previousKey: OLD}
                      - file: {path: key.txt, previousPath: old.txt}
                      - command: {run: [sh, -c, "cat /proc/[0-9]*/cmdline >> seen; cat > handed; chmod 600 handed"]}
                    reload: [{run: [sh, -c, "cat /proc/[0-9]*/cmdline >> seen; true"]}]
                    adoption: {command: {run: [sh, -c, "cat /proc/[0-9]*/cmdline >> seen; env >> seen; false"]}}
                """)
            var shown = ""
            var values: Set<String> = []
            func run(_ arguments: String...) throws {
                let result = try program.run(arguments)
                shown += result.outputText + result.errorText
                for file in ["key.txt", "old.txt"] {
                    if let bytes = try FileReader.readIfPresent(directory + "/" + file) {
                        values.insert(String(decoding: bytes, as: UTF8.self))
                    }
                }
            }
            try run("secrets", "rotate", "KEY", "--yes", "--verbose")
            try run("secrets", "rotate", "KEY", "--yes", "--json")
            try run("secrets", "rotate", "KEY", "--rehearse", "--json")
            try run("secrets", "rotate", "KEY", "--dry-run", "--json")
            try run("secrets", "rollback", "KEY", "--yes", "--json")
            try run("secrets", "rotate", "KEY", "--compromised", "--yes", "--json")
            try run("secrets", "rotate", "KEY", "--yes")
            try run("tick", "--json")
            for command in ["list", "show", "history"] {
                var arguments = ["secrets", command, "--json"]
                if command != "list" { arguments.append("KEY") }
                let result = try program.run(arguments)
                shown += result.outputText + result.errorText
            }
            try run("metrics")
            try run("timeline", "export")
            #expect(values.count >= 3, "\(shown)")
            let seen = try FileReader.read(directory + "/seen")
            #expect(seen.count > 1000)
            for value in values {
                #expect(!shown.contains(value))
                #expect(!String(decoding: seen, as: UTF8.self).contains(value), "a process list")
                for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
                    let full = directory + "/" + path
                    let attributes = try FileManager.default.attributesOfItem(atPath: full)
                    guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
                    let isOpen = (attributes[.posixPermissions] as? Int ?? 0) & 0o077 != 0
                    guard isOpen || path.hasPrefix(".firebreak/") else { continue }
                    let bytes = try FileReader.read(full, limit: 64 << 20)
                    #expect(!String(decoding: bytes, as: UTF8.self).contains(value), "\(path)")
                }
            }
        }
    }

    @Test("two operators at once: one goes on, the other is told to try again")
    func twoOperators() throws {
        try withTemporaryDirectory { directory in
            let program = try program(
                directory,
                """
                secrets:
                  KEY:
                    kind: random
                    destinations: [{file: {path: key.txt}}]
                    reload: [{run: [sh, -c, "touch begun; while ! test -e go; do sleep 0.05; done"]}]
                """)
            let first = try program.start(["secrets", "rotate", "KEY", "--yes"], log: directory + "/log")
            try waitUntil("the first is at its hook") { FileReader.exists(directory + "/begun") }
            for command in ["rotate", "rollback", "retire"] {
                let second = try program.run("secrets", command, "KEY", "--yes", "--json")
                #expect(second.exitCode == 75, "\(second.errorText)")
            }
            try AtomicFile.create(directory + "/go", [])
            try waitUntil("the first is done") {
                let history = try JSONValue(parsing: program.run("secrets", "history", "KEY", "--json").standardOutput)
                return history["rotations"]?[0]?["state"] == "retired"
            }
            first.stop()
        }
    }

    @Test("a parked rotation is said by tick, list, show, history and metrics, and goes on by hand")
    func parked() throws {
        try withTemporaryDirectory { directory in
            // A reload that is refused: nobody has to wait for that to pass.
            let server = try PythonServer(
                """
                import http.server, os, sys
                class Handler(http.server.BaseHTTPRequestHandler):
                    def log_message(self, *arguments): pass
                    def do_POST(self):
                        self.send_response(200 if os.path.exists(sys.argv[1]) else 403)
                        self.send_header("Content-Length", "0")
                        self.end_headers()
                    do_HEAD = do_POST
                server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
                print(server.server_port)
                server.serve_forever()
                """, [directory + "/allowed"])
            let program = try program(
                directory,
                """
                secrets:
                  KEY:
                    kind: random
                    destinations: [{file: {path: key.txt, previousPath: old.txt}}]
                    reload: [{http: {url: "\(server.url("/reload"))"}}]
                """)
            let environment = ["no_proxy": "127.0.0.1"]
            let rotated = try program.run("secrets", "rotate", "KEY", "--yes", "--json", environment: environment)
            #expect(rotated.exitCode == 2, "\(rotated.errorText)")
            let tick = try program.run("tick", environment: environment)
            #expect(tick.exitCode == 2)
            #expect(tick.outputText.contains("parked") && tick.outputText.contains("answered 403"))
            #expect(try program.run("metrics").outputText.contains("firebreak_rotation_parked{secret=\"KEY\"} 1"))
            for arguments in [["list"], ["show", "KEY"], ["history", "KEY"]] {
                let shown = try program.run(["secrets"] + arguments)
                #expect(shown.outputText.lowercased().contains("parked"), "\(arguments)")
            }
            try AtomicFile.create(directory + "/allowed", [])
            #expect(try program.run("secrets", "advance", "KEY", environment: environment).exitCode == 0)
            #expect(try program.run("tick", environment: environment).exitCode == 0)
            #expect(try program.run("metrics").outputText.contains("firebreak_rotation_parked{secret=\"KEY\"} 0"))
        }
    }
}

import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// `timeline import | show | export | convert` and `logs scan`, by the real program.
@Suite struct TimelineProgramTests {
    private static let log = """
        {"level":50,"time":"2026-11-20T10:00:01.5Z","userId":"u1","ip":"203.0.113.9","status":403,"msg":"Authentication failed"}
        {"level":30,"time":"2026-11-20T10:00:00Z","userId":"u2","status":200,"msg":"in","headers":{"cookie":"sid=s3cr3t-value"}}
        a row without a date

        """

    private static func open(_ configuration: String = "{}\n", _ body: (FirebreakProgram, String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
            try AtomicFile.create(directory + "/app.log", Array(log.utf8))
            let firebreak = try FirebreakProgram(in: directory)
            _ = try firebreak.run("incident", "open", "--title", "Acme leaked", "--severity", "sev2")
            try body(firebreak, directory)
        }
    }

    @Test("an import is in the timeline with the digest of its log, without credentials, and comes once")
    func imported() throws {
        try Self.open { firebreak, directory in
            let dry = try firebreak.run("timeline", "import", "app.log", "--dry-run", "--json")
            #expect(dry.exitCode == 2)
            #expect(try JSONValue(parsing: dry.outputText)["rows"]?["records"]?.integerValue == 2)
            let receipt = try firebreak.run("timeline", "import", "app.log", "--undated", "rest.txt", "--json")
            #expect(receipt.exitCode == 0)
            let document = try JSONValue(parsing: receipt.outputText)
            #expect(document["imported"]?.integerValue == 2)
            let sum = try ProgramRun.run(["sha256sum", directory + "/app.log"]).outputText.prefix(64)
            #expect(document["sources"]?[0]?["sha256"]?.stringValue == String(sum))
            #expect(try FileReader.readText(directory + "/rest.txt") == "app.log:3: a row without a date\n")
            // A row was left out, so that there may be more to take.
            let again = try JSONValue(parsing: firebreak.run("timeline", "import", "app.log", "--json").outputText)
            #expect(again["imported"]?.integerValue == 0 && again["alreadyThere"]?.integerValue == 2)
            #expect(try firebreak.run("timeline", "import", "app.log", "--again", "--quiet").exitCode == 2)

            let shown = try JSONValue(
                parsing: firebreak.run("timeline", "show", "--source", "app.log", "--json").outputText)
            let events = try #require(shown.arrayValue)
            #expect(events.map { $0["summary"]?.stringValue } == ["in", "in", "Authentication failed", "Authentication failed"])
            #expect(events[0]["occurredAt"]?.stringValue == "2026-11-20T10:00:00.000Z")
            #expect(events[0]["fields"]?["headers.cookie"]?.stringValue == "[redacted]")
            for export in [["timesketch"], ["timesketch-csv"], ["csv"]] {
                let text = try firebreak.run(["timeline", "export", "--format"] + export).outputText
                #expect(text.contains("Authentication failed") && !text.contains("s3cr3t"))
            }
            let state = try ProgramRun.run(["grep", "-r", "-c", "s3cr3t-value", directory + "/.firebreak"])
            #expect(state.outputText.split(separator: "\n").allSatisfy { $0.hasSuffix(":0") })
            let filtered = try firebreak.run("timeline", "show", "--where", "userId=u1", "--limit", "1").outputText
            #expect(filtered.contains("Authentication failed") && !filtered.contains("  in"))
            #expect(try firebreak.run("journal", "verify").exitCode == 0)
        }
    }

    @Test("convert reads standard input and several files, and says what was left out")
    func converted() throws {
        try Self.open { firebreak, directory in
            let text = "2026/11/20 10:00:00 [error] 1#1: *1 refused, client: 203.0.113.9, server: _\n"
            let first = try firebreak.run("timeline", "convert", "app.log", "-", input: text)
            #expect(first.exitCode == 2)
            #expect(first.errorText.contains("--zone") && first.errorText.contains("--undated"))
            #expect(first.outputText.split(separator: "\n").count == 2)
            let second = try firebreak.run(
                "timeline", "convert", "app.log", "-", "--zone", "stdin=Europe/Berlin", "--offset", "app.log=-1s",
                "--undated", "rest.txt", "--to", "csv", "--column", "userId", "--output", "all.csv", input: text)
            #expect(second.exitCode == 0)
            let lines = try FileReader.readText(directory + "/all.csv").split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines[1].hasPrefix("2026-11-20T09:00:00.000000+00:00,error,\"standard input\",1,"))
            #expect(lines[2].hasPrefix("2026-11-20T09:59:59.000000+00:00,info,"))
        }
    }

    @Test("a scan ends with 1 where it found something, and its users are those that sessions revoke takes")
    func scanned() throws {
        let server = try RedisServer()
        let configuration = """
            stores:
              web: {url: "\(server.url)", layout: connect-redis}
            logs:
              formats:
                own: {pattern: '(?<when>\\S+ \\S+) (?<user>\\S+) (?<message>.*)', time: when, timeFormat: "%d.%m.%Y %H:%M:%S"}
              rules:
                - {name: mfa-skipped, texts: [mfa skipped]}

            """
        try Self.open(configuration) { firebreak, directory in
            for user in ["u1", "u2", "u3"] {
                _ = try ProgramRun.run([
                    "redis-cli", "-p", String(server.port), "SET", "sess:\(user)-1",
                    #"{"cookie":{},"passport":{"user":"\#(user)"}}"#,
                ])
            }
            let scan = try firebreak.run("logs", "scan", "app.log", "--json")
            #expect(scan.exitCode == 1)
            let report = try JSONValue(parsing: scan.outputText)
            #expect(report["hits"]?.integerValue == 1)
            #expect(report["rules"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["http-403", "authentication-failed"])
            let users = try firebreak.run("logs", "scan", "app.log", "--users")
            #expect(users.exitCode == 0 && users.outputText == "u1\n")
            let revoked = try firebreak.run(
                "sessions", "revoke", "--store", "web", "--users-file", "-", "--match", "passport.user=u1", "--yes",
                "--json", input: users.outputText)
            #expect(revoked.exitCode == 0, "\(revoked.errorText)")
            #expect(try JSONValue(parsing: revoked.outputText)["revoked"]?.integerValue == 1)
            let own = try firebreak.run(
                "logs", "scan", "-", "--format", "own", "--zone", "UTC", "--users",
                input: "20.11.2026 10:00:00 u3 MFA skipped\n20.11.2026 10:00:01 u4 fine\n")
            #expect(own.outputText == "u3\n", "\(own.errorText)")
            let nothing = try firebreak.run("logs", "scan", "-", input: #"{"time":1763742000,"msg":"x"}"# + "\n")
            #expect(nothing.exitCode == 0 && nothing.outputText.contains("Nothing found"))
        }
    }

    @Test("mistakes in the section logs are told with their places")
    func mistakes() throws {
        for (text, place, word) in [
            ("logs: {formats: {json: {json: lines}}}", "line 1, column 24", "built-in"),
            ("logs: {formats: {own: {pattern: '(', time: a}}}", "line 1", "regular expression"),
            ("logs: {formats: {own: {json: lines, timeFormat: '%H:%M'}}}", "line 1", "date"),
            ("logs: {rules: [{name: x}]}", "line 1", "every row"),
            ("logs: {rulez: []}", "line 1, column 8", "did you mean 'rules'"),
        ] {
            try withTemporaryDirectory { directory in
                try AtomicFile.create(directory + "/firebreak.yaml", Array((text + "\n").utf8))
                let result = try FirebreakProgram(in: directory).run("logs", "formats")
                #expect(result.exitCode == 78, "\(text)")
                #expect(result.errorText.contains(word), "\(text): \(result.errorText)")
                #expect(result.errorText.contains("1:") || result.errorText.contains(place), "\(result.errorText)")
            }
        }
    }

    @Test("hostile rows are harmless on a terminal, in every export, in the report and in a message")
    func hostile() throws {
        let rows: [(text: String, bad: String)] = [
            ("\u{1B}]0;title\u{7}\u{1B}[2J", "\u{1B}"), ("<script>alert(1)</script><img src=http://leak.example/a>", "<script"),
            ("<!channel> <@U1>", "<!channel>"), ("=cmd|' /C calc'!A0", ",=cmd"), ("\u{202E}gpj.exe", "\u{202E}"),
        ]
        let configuration = "channels: {ops: {slack: {url: \"https://hooks.slack.com/services/T0/B0/x\"}}}\n"
        try Self.open(configuration) { firebreak, directory in
            var bytes: [UInt8] = []
            for (index, row) in rows.enumerated() {
                let line: JSONValue = [
                    "time": .string("2026-11-20T10:00:0\(index)Z"), "msg": .string(row.text), "who": .string(row.text),
                ]
                bytes += line.compactBytes + [0x0A]
            }
            // Broken UTF-8 and a NUL, as bytes, and ten megabytes.
            bytes += Array(#"{"time":"2026-11-20T10:00:08Z","msg":"broken "#.utf8) + [0xFF, 0xC3, 0x28] + Array("\"}\n".utf8)
            bytes += Array(#"{"time":"2026-11-20T10:00:09Z","msg":""#.utf8) + [UInt8](repeating: 0x41, count: 10 << 20)
            bytes += Array("\"}\n".utf8)
            try AtomicFile.create(directory + "/hostile.log", bytes)
            let imported = try firebreak.run("timeline", "import", "hostile.log")
            #expect(imported.exitCode == 0, "\(imported.errorText)")
            var outputs: [String: String] = [:]
            outputs["show"] = try firebreak.run("timeline", "show").outputText
            outputs["json"] = try firebreak.run("timeline", "show", "--json").outputText
            for form in ["timesketch", "timesketch-csv", "csv"] {
                outputs[form] = try firebreak.run("timeline", "export", "--format", form).outputText
                _ = try firebreak.run("timeline", "convert", "hostile.log", "--original", "--to", form, "--output", form)
                outputs["convert \(form)"] = try FileReader.readText("\(directory)/\(form)")
            }
            outputs["markdown"] = try firebreak.run("report", "--format", "markdown").outputText
            for (name, text) in outputs {
                let controls = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) || $0 == "\u{202E}" }
                #expect(controls.isEmpty, "\(name)")
                #expect(text.utf8.count < 1 << 20, "\(name)")
            }
            for form in ["timesketch-csv", "csv", "convert csv", "convert timesketch-csv"] {
                #expect(outputs[form]?.contains("\"'=cmd") == true, "\(form)")
            }
            let html = try firebreak.run("report", "--format", "html")
            let visit = try BrowserVisit(Array(html.outputText.utf8))
            #expect(visit.requests == [] && visit.console == [])
            #expect(!visit.dom.contains("<img"))
            for row in rows { #expect(!visit.dom.contains(row.bad), "\(row.text.printable)") }
            for row in rows where !row.bad.hasPrefix("<") {
                let having = outputs.filter { $0.value.contains(row.bad) }.keys
                #expect(having.isEmpty, "\(row.text.printable): \(having)")
            }
            #expect(visit.dom.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
            let message = try firebreak.run(
                "notify", "preview", "--channel", "ops", "--event", "updated", "--message", rows[2].text, "--json")
            #expect(message.exitCode == 0 && !message.outputText.contains("<!channel>"))
        }
    }
}

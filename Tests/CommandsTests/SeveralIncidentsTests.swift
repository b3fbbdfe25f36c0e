import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// Work that nobody stands by, by the real program, while several incidents are open: none is guessed, and all is done.
@Suite("Timers while several incidents are open")
struct SeveralIncidentsTests {
    private static let flags = #"{"flags": {"#
        + ["F", "G"].map {
            #""\#($0)": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off"}"#
        }.joined(separator: ", ") + "}}\n"

    private static func configuration(_ url: String) -> String {
        let timed = ["T1", "T2"].map { "  \($0): {kind: random, rotateEvery: 1s, jitter: 0, overlap: 0s}\n" }
        let retiring = ["R1", "R2"].map { "  \($0): {kind: random, overlap: 1s}\n" }
        return """
            flags:
              app: {dotenv: {path: .env}}
              release: {flagd: {path: flags.json}}
            gates:
              errors: {http: {url: "\(url)", timeout: 10s}, action: rollback}
            secrets:
            \((timed + retiring).joined())
            """
    }

    private func done(_ program: FirebreakProgram, _ arguments: String...) throws -> JSONValue {
        let result = try program.run(arguments + ["--json"])
        try #require(result.exitCode == 0, "\(arguments): \(result.errorText)\(result.outputText)")
        return try JSONValue(parsing: result.standardOutput)
    }

    /// The outcomes of an action in the journal: the incident, and what it came to.
    private func outcomes(_ program: FirebreakProgram, _ action: String) throws -> [(incident: String?, summary: String)] {
        try program.run("journal", "export").outputText.split(separator: "\n").compactMap { line in
            guard let entry = try JSONValue(parsing: Array(line.utf8))["entry"], entry["kind"] == "action.outcome",
                entry["details"]?["action"]?.stringValue == action
            else { return nil }
            return (entry["incident"]?.stringValue, entry["summary"]?.stringValue ?? "")
        }
    }

    @Test("tick takes back what has run out, rolls back by a gate, rotates and retires; each belongs where it comes from")
    func tick() throws {
        try withTemporaryDirectory { directory in
            let service = try ScrapedService("ok")
            try AtomicFile.create(directory + "/firebreak.yaml", Array(Self.configuration(service.url).utf8))
            try AtomicFile.create(directory + "/.env", Array("ON=true\n".utf8))
            try AtomicFile.create(directory + "/flags.json", Array(Self.flags.utf8))
            let program = try FirebreakProgram(in: directory)
            _ = try done(program, "secrets", "rotate", "T1", "T2", "R1", "R2", "--yes")
            let incidents = try ["One", "Two"].map { title in
                try #require(try done(program, "incident", "open", "--title", title, "--severity", "sev1")["id"]?.stringValue)
            }
            let (one, two) = (incidents[0], incidents[1])
            // What a person orders has to say for which.
            #expect(try program.run("secrets", "rotate", "R1", "--yes").exitCode == 64)
            for (secret, incident) in [("R1", one), ("R2", two)] {
                _ = try done(program, "secrets", "rotate", secret, "--incident", incident, "--yes")
            }
            _ = try done(
                program, "flags", "set", "ON", "false", "--source", "app", "--for", "1s", "--incident", one, "--reason", "r",
                "--yes")
            _ = try done(
                program, "flags", "rollout", "F", "--steps", "10,100", "--hold", "1h", "--gate", "errors", "--incident", two,
                "--yes")
            // Who follows a rollout to its end is asked nothing either.
            let followed = try program.run(
                "flags", "rollout", "G", "--steps", "50,100", "--hold", "1s", "--bake", "1s", "--gate", "errors", "--every",
                "200ms", "--incident", one, "--wait", "--yes")
            #expect(followed.exitCode == 0, "\(followed.errorText)")
            let rolledOut = try FileReader.readText(directory + "/flags.json")
            service.show(nil)
            try waitUntil("all is done", within: .seconds(60)) {
                let tick = try program.run("tick", "--json")
                let items = try JSONValue(parsing: tick.standardOutput)["items"]?.arrayValue ?? []
                #expect(items.allSatisfy { $0["outcome"] == "done" || $0["outcome"] == "skipped" }, "\(tick.outputText)")
                let rolledBack = try outcomes(program, "flags.rollout.advance").contains { $0.summary.contains("rolled back") }
                return try rolledBack && outcomes(program, "flags.restore").count == 1
                    && outcomes(program, "secrets.advance").count >= 2
                    && outcomes(program, "secrets.rotate").contains { $0.incident == nil && $0.summary.contains("version 2") }
            }
            #expect(try FileReader.readText(directory + "/.env") == "ON=true\n")
            let flags = try FileReader.readText(directory + "/flags.json")
            #expect(flags != rolledOut && flags.contains(#"["on", 100]"#) && !flags.contains(#"["on", 10]"#))
            #expect(try outcomes(program, "flags.restore").map(\.incident) == [one])
            let moves = try outcomes(program, "flags.rollout.advance")
            #expect(moves.filter { $0.summary.hasPrefix("F:") }.map(\.incident) == [two])
            #expect(moves.filter { $0.summary.hasPrefix("G:") }.map(\.incident) == [one, one])
            let advanced = try outcomes(program, "secrets.advance")
            #expect(Set(advanced.filter { $0.summary.hasPrefix("R1:") }.map(\.incident)) == [one])
            #expect(Set(advanced.filter { $0.summary.hasPrefix("R2:") }.map(\.incident)) == [two])
            let timed = try outcomes(program, "secrets.rotate").filter { $0.summary.hasPrefix("T") }
            #expect(timed.count > 2 && timed.allSatisfy { $0.incident == nil })
        }
    }
}

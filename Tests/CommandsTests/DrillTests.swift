import Files
import JSON
import Processes
import TestSupport
import Testing

/// The drill, as `Scripts/drill` runs it.
@Suite("The drill", .serialized)
struct DrillTests {
    @Test("does everything, verifies all of it, leaves its four files and nothing else; its report opens in a browser")
    func whole() throws {
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            let result = try firebreak.run(
                ["drill", "--sessions", "2000", "--watch", "2s", "--output", "out", "--yes", "--json"],
                environment: ["TMPDIR": directory])
            try #require(result.exitCode == 0, "\(result.errorText)")

            let receipt = try JSONValue(parsing: result.standardOutput)
            #expect(receipt["verified"] == true)
            #expect(try JSONValue(parsing: FileReader.read(directory + "/out/receipt.json")) == receipt)
            let revocations = try #require(receipt["revocations"]?.arrayValue)
            // 2 sessions each of 3 compromised users, and of the 10 admins among 1,000 users.
            #expect(revocations.map { $0["matched"]?.integerValue } == [6, 20])
            #expect((revocations[0]["resurrected"]?.integerValue ?? 0) > 0, "the attacker never came back")
            #expect(receipt["notifications"] == 4)
            let left = try ProgramRun.run(["ls", "-A", directory]).outputText.split(separator: "\n")
            #expect(left == ["out"], "left behind: \(left)")

            let lines = try FileReader.readText(directory + "/out/timeline.jsonl").split(separator: "\n")
            for line in lines {
                let event = try JSONValue(parsing: String(line))
                for field in ["message", "datetime", "timestamp_desc", "timestamp"] { #expect(event[field] != nil) }
            }
            #expect(lines.count > 20)

            let visit = try BrowserVisit(FileReader.read(directory + "/out/report.html"))
            #expect(visit.requests == [] && visit.console == [])
            for id in ["timeline", "actions", "charts", "notifications", "proof"] {
                #expect(visit.dom.contains("<section id=\"\(id)\""), "the report has no section \(id)")
            }
            #expect(visit.dom.contains("What a bystander felt"))
            #expect(visit.dom.contains("6 sessions") || visit.dom.contains("revoke"))
        }
    }

    @Test("killed midway, it leaves neither server nor folder")
    func killed() throws {
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            let result = try ProgramRun.run(
                ["timeout", "-s", "KILL", "3", firebreak.path, "drill", "--output", "out", "--yes"],
                environment: ["PATH": "/usr/bin:/bin:/usr/local/bin", "TMPDIR": directory, "HOME": directory],
                workingDirectory: directory)
            #expect(result.exitCode == 137)
            // The watchdog needs a moment; it is waited for, and nothing is asserted about how long.
            for _ in 0..<200 where try Self.traces(of: directory) { _ = try ProgramRun.run(["sleep", "0.05"]) }
            #expect(try !Self.traces(of: directory))
        }
    }

    @Test("asked to stop, it ends between two acts and says so")
    func stopped() throws {
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            let result = try ProgramRun.run(
                [
                    "timeout", "-s", "INT", "--preserve-status", "3", firebreak.path, "drill", "--output", "out",
                    "--yes",
                ],
                environment: ["PATH": "/usr/bin:/bin:/usr/local/bin", "TMPDIR": directory, "HOME": directory],
                workingDirectory: directory)
            #expect(result.exitCode == 2, "\(result.errorText)")
            #expect(result.errorText.contains("error: the drill was stopped before its end"))
            #expect(try !Self.traces(of: directory))
        }
    }

    /// Whether the drill's folder or its server is still there.
    private static func traces(of directory: String) throws -> Bool {
        let folders = try ProgramRun.run(["find", directory, "-name", "firebreak-drill*"]).outputText
        let server = try ProgramRun.run(["pgrep", "-f", "redis-server.*\(directory)"]).succeeded
        return !folders.isEmpty || server
    }
}

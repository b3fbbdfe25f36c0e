import JSON
import Processes
import TestSupport
import Testing

/// Roles, affected systems, follow-ups and corrections, by the real program.
@Suite struct IncidentCommandTests {
    @Test("what people say is in show, in metrics and in doctor")
    func wholeLife() throws {
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            func run(_ arguments: String...) throws -> String {
                let result = try firebreak.run(arguments)
                try #require([0, 2].contains(result.exitCode), "\(arguments): \(result.errorText)")
                return result.outputText
            }
            _ = try run("incident", "open", "--title", "Acme leaked", "--severity", "sev2")
            _ = try run("incident", "role", "commander", "alice")
            _ = try run("incident", "affected", "--system", "web", "--principal", "u1")
            _ = try run("incident", "link", "https://example.com/call", "--title", "Call")
            _ = try run("incident", "change", "--severity", "sev1", "--reason", "two keys")
            _ = try run("incident", "note", "alice's account")
            _ = try run("incident", "correct", "6", "it was bob's")
            let added = try JSONValue(
                parsing: try run("incident", "followup", "add", "Alert on it", "--owner", "bob", "--due", "2020-01-01", "--json"))
            #expect(added["overdue"] == true && added["number"] == 8)
            let shown = try run("incident", "show")
            for line in [
                "INC-", "sev1 open: Acme leaked", "commander: alice", "affected systems: web", "link: Call: https://",
                "#6 ", "(corrected by #7)", "#8 Alert on it (bob, due 2020-01-01)",
            ] { #expect(shown.contains(line), "\(line) in \(shown)") }
            #expect(try run("metrics").contains("firebreak_followups_overdue 1\n"))
            #expect(try run("doctor").contains("Alert on it"))
            #expect(try run("incident", "followup", "list", "--overdue").contains("overdue"))
            #expect(try run("incident", "followup", "done", "8").hasPrefix("#8 done"))
            #expect(try run("incident", "followup", "list") == "Nothing is to be done.\n")
            #expect(try run("metrics").contains("firebreak_followups_overdue 0\n"))
            _ = try run("incident", "close")
            let id = try #require(try JSONValue(parsing: try run("incident", "list", "--json"))[0]?["id"]?.stringValue)
            #expect(try run("incident", "reopen", id, "--reason", "again").contains("open: Acme leaked"))
            #expect(try run("journal", "verify").hasPrefix("Intact"))
        }
    }

    @Test("mistakes are told in a sentence")
    func mistakes() throws {
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            _ = try firebreak.run("incident", "open", "--title", "t", "--severity", "sev2")
            for (arguments, status, words) in [
                (["role", "commander"], 64, "--nobody"), (["role", "king", "alice"], 64, "commander"),
                (["affected"], 64, "--system"), (["link", "javascript:alert(1)"], 65, "https://"),
                (["change"], 64, "--severity"), (["correct", "99", "x"], 66, "no entry 99"),
                (["correct", "0", "x"], 65, "belongs to no incident"),
                (["followup", "add", "x", "--due", "someday"], 64, "due"), (["followup", "done", "5"], 66, "no follow-up #5"),
            ] {
                let result = try firebreak.run(["incident"] + arguments)
                #expect(result.exitCode == Int32(status), "\(arguments) \(result.errorText)")
                #expect(result.errorText.contains(words), "\(arguments) \(result.errorText)")
            }
        }
    }
}

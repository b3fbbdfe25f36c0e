import Files
import JSON
import Processes
import TestSupport
import Testing

/// Bundles of evidence, read by GNU tar, by Python's tarfile and by securesystemslib (the library of in-toto and TUF).
@Suite("Evidence and other people's software")
struct EvidenceInteropTests {
    @Test("securesystemslib verifies the statement, tarfile and GNU tar read the archive, digests agree")
    func bundle() throws {
        try Workshop.open("{}\n") { workshop in
            try workshop.run("incident", "open", "--title", "Leaked key", "--severity", "sev1")
            let log = try workshop.write("access.log", "GET /admin 403\n")
            let other = try workshop.write("ünï code.txt", "second\n")
            try workshop.run("evidence", "add", log, other, "--note", "from web-3")
            try workshop.run("evidence", "bundle", "--whole-journal", "--output", "bundle.tar.gz")
            let bundle = workshop.directory + "/bundle.tar.gz"
            let key = workshop.directory + "/.firebreak/journal.pub"
            let seen = try JSONValue(parsing: try workshop.read("read_evidence", bundle, key))
            #expect(seen["accepted"]?.arrayValue?.count == 1 && seen["refused"] == true && seen["agree"] == true)
            #expect(seen["type"] == "https://in-toto.io/Statement/v1")
            #expect(seen["payloadType"] == "application/vnd.in-toto+json" && seen["times"] == 1)
            #expect(seen["files"]?["files/001-access.log"] == "GET /admin 403\n")

            let listed = try ProgramRun.run(["tar", "tzf", bundle])
            #expect(listed.succeeded && listed.errorText == "")
            let incident = try #require(listed.outputText.split(separator: "/").first)
            let names = listed.outputText.split(separator: "\n").map { JSONValue.string(String($0)) }
            #expect(seen["order"] == .array(names))
            let unpacked = try ProgramRun.run(["tar", "xzOf", bundle, "--wildcards", "*/files/001-access.log"])
            #expect(unpacked.outputText == "GET /admin 403\n")
            let journal = try ProgramRun.run(["tar", "xzOf", bundle, "--wildcards", "*/journal.jsonl"])
            let export = try workshop.write("journal.jsonl", journal.outputText)
            let verified = try JSONValue(parsing: try workshop.read("verify_journal", "export", export, key))
            #expect(verified["problems"] == [])

            #expect(try workshop.run("evidence", "verify", bundle, "--key", key).hasPrefix("Intact: evidence of INC-"))
            #expect(try workshop.run("journal", "verify").hasPrefix("Intact"))

            try workshop.run("incident", "open", "--title", "Something else", "--severity", "sev3")
            try workshop.run("evidence", "bundle", String(incident), "--output", "own.tar.gz")
            let own = workshop.directory + "/own.tar.gz"
            let read = try JSONValue(parsing: try workshop.read("read_evidence", own, key))
            #expect(read["accepted"]?.arrayValue?.count == 1 && read["agree"] == true)
            let lines = try ProgramRun.run(["tar", "xzOf", own, "--wildcards", "*/entries.jsonl"]).outputText
            #expect(lines.contains("Leaked key") && !lines.contains("Something else"))
            let entries = try workshop.write("entries.jsonl", lines)
            let proven = try JSONValue(parsing: try workshop.read("verify_journal", "entries", entries, key))
            #expect(proven["problems"] == [] && proven["entries"] == 5, "\(proven)")
            for (old, new) in [("access.log", "access.lag"), ("\"index\":2,", "\"index\":3,"), ("firebreak/", "firebreax/")] {
                let changed = try workshop.write("changed.jsonl", lines.replacing(old, with: new, maxReplacements: 1))
                #expect(try JSONValue(parsing: try workshop.read("verify_journal", "entries", changed, key))["problems"] != [])
            }
            let verdict = try workshop.run("evidence", "verify", own, "--key", key)
            #expect(verdict.contains("and 5 entries of the journal"), "\(verdict)")
        }
    }
}

import Files
import JSON
import Testing

/// What `timeline convert` and `timeline export` write, read by Timesketch's own importer
/// (https://pypi.org/project/timesketch-import-client). Only the server that it would send to is a stand-in.
@Suite("Timesketch")
struct TimesketchInteropTests {
    private static let log = """
        {"level":50,"time":"2026-11-20T10:00:01.5Z","user":{"name":"u1"},"user.name":"u2","msg":"Authentication failed","n":1}
        {"level":30,"time":"2026-11-20T11:00:00+01:00","_id":"x","msg":"line\\u2028 and \\u0085 and \\u001b[31m","n":"text","label":"y"}
        {"level":30,"time":1763632800.25,"msg":"=1+1"}

        """

    private func events(_ workshop: Workshop, _ file: String) throws -> [JSONValue] {
        let answer = try JSONValue(parsing: workshop.read("read_timesketch", workshop.directory + "/" + file))
        #expect(answer["problems"]?.arrayValue?.isEmpty == true, "\(answer["problems"]?.compact ?? "")")
        return try #require(answer["events"]?.arrayValue)
    }

    @Test("the importer takes each line of convert, with its time to the microsecond")
    func convert() throws {
        try Workshop.open("{}\n") { workshop in
            _ = try workshop.write("app.log", Self.log)
            try workshop.run("timeline", "convert", "app.log", "--original", "--output", "t.jsonl")
            let events = try events(workshop, "t.jsonl")
            #expect(events.count == 3)
            #expect(events.map { $0["message"]?.stringValue } == [
                "=1+1", "line\u{2028} and \u{85} and \u{1B}[31m", "Authentication failed",
            ])
            #expect(events[2]["datetime"]?.stringValue?.hasPrefix("2026-11-20T10:00:01.5") == true)
            #expect(events[2]["timestamp"]?.integerValue == 1_795_168_801_500_000)
            #expect(events[2]["user_name"]?.stringValue == "u1" && events[2]["user_name_2"]?.stringValue == "u2")
            #expect(events.allSatisfy { $0["timestamp_desc"]?.stringValue == "Event Logged" })
            // The type of a field is the same in every event.
            #expect(events[1]["n"]?.stringValue == "text" && events[2]["n"]?.stringValue == "1")
        }
    }

    @Test("the importer takes its CSV, and an incident's timeline in both forms")
    func export() throws {
        try Workshop.open("{}\n") { workshop in
            _ = try workshop.write("app.log", Self.log)
            try workshop.run("timeline", "convert", "app.log", "--to", "timesketch-csv", "--output", "t.csv")
            let converted = try events(workshop, "t.csv")
            #expect(converted.count == 3)
            try workshop.run("incident", "open", "--title", "A title", "--severity", "sev1")
            try workshop.run("timeline", "import", "app.log")
            for (form, file) in [("timesketch", "i.jsonl"), ("timesketch-csv", "i.csv")] {
                try workshop.run("timeline", "export", "--format", form, "--output", file)
                let exported = try events(workshop, file)
                #expect(exported.count >= 6, "\(form)")
                #expect(exported.contains { $0["message"]?.stringValue == "Authentication failed" }, "\(form)")
            }
        }
    }
}

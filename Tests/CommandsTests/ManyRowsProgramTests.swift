import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// Incidents with very many rows of logs, and logs that are imported again after they have grown, by the real program.
@Suite struct ManyRowsProgramTests {
    private static func open(_ body: (FirebreakProgram, String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array("{}\n".utf8))
            let firebreak = try FirebreakProgram(in: directory)
            _ = try firebreak.run("incident", "open", "--title", "Acme leaked", "--severity", "sev2")
            try body(firebreak, directory)
        }
    }

    /// Rows of an hour, in pino's form.
    private static func rows(_ range: Range<Int>, of count: Int) -> [UInt8] {
        range.flatMap { index in
            let time = 1_763_742_000_000 + index * 3_600_000 / count
            return Array(
                #"{"level":\#(index.isMultiple(of: 5000) ? 50 : 30),"time":\#(time),"userId":"u\#(index % 97)","ip":"10.0.\#(index % 7).1","url":"/orders/\#(index)","status":200,"msg":"request \#(index) was answered"}"#
                    .utf8) + [0x0A]
        }
    }

    private static func imported(_ result: ProgramResult) throws -> [Int64?] {
        let receipt = try JSONValue(parsing: result.outputText)
        return [receipt["imported"]?.integerValue, receipt["alreadyThere"]?.integerValue]
    }

    /// With `FIREBREAK_SOAK=1` 200,000 rows, otherwise 40,000. As values in memory, 40,000 entries take more than 200 MB.
    @Test("incident show, the report in all its forms and timeline show need the same memory for any number of rows")
    func memory() throws {
        let count = FirebreakProgram.isSoaking ? 200_000 : 40_000
        try Self.open { firebreak, directory in
            let commands = [
                ["incident", "show"], ["incident", "show", "--json"], ["report", "--format", "html", "--output", "r.html"],
                ["report", "--format", "markdown", "--output", "r.md"], ["report", "--format", "json", "--output", "r.json"],
                ["timeline", "show", "--json"], ["timeline", "export", "--output", "t.jsonl"],
            ]
            let before = try commands.map { try PeakMemory.run(firebreak, $0).megabytes }
            try AtomicFile.create(directory + "/app.log", Self.rows(0..<count, of: count))
            let imported = try firebreak.run(["timeline", "import", "app.log", "--json"], timeout: .seconds(600))
            #expect(try Self.imported(imported) == [Int64(count), 0], "\(imported.errorText)")
            for (command, usual) in zip(commands, before) {
                let (result, megabytes) = try PeakMemory.run(firebreak, command)
                #expect(result.exitCode == 0, "\(result.errorText)")
                #expect(megabytes < usual + 60, "\(command): \(megabytes) MB, without rows \(usual) MB")
            }
            let report = try JSONValue(parsing: FileReader.readText(directory + "/r.json"))
            #expect(report["logs"]?["rows"]?.integerValue == Int64(count))
            #expect(report["logs"]?["sources"]?[0]?["errors"]?.integerValue == Int64(count / 5000))
            let length = try FileReader.readText(directory + "/r.html").utf8.count
            #expect(length < 1 << 20)
            let exported = try ProgramRun.run(["wc", "-l", directory + "/t.jsonl"]).outputText
            // The rows, and what the program itself wrote: opened, and the import's intent and outcome.
            #expect(exported.hasPrefix("\(count + 3) "))
            let shown = try firebreak.run("incident", "show").outputText
            #expect(shown.contains("more rows until") && shown.contains("app.log: \(count) rows"))
        }
    }

    @Test("logs scan needs the same memory for any number of rows without a time")
    func scanMemory() throws {
        try Self.open { firebreak, directory in
            let long = String(repeating: "x", count: 200)
            func megabytes(_ count: Int) throws -> Int {
                var rows: [UInt8] = []
                for index in 0..<count {
                    let row: String = #"{"userId":"\#(long)\#(index % 7)","url":"/\#(long)","status":403,"msg":"refused"}"#
                    rows += row.utf8
                    rows.append(0x0A)
                }
                try AtomicFile.replace(directory + "/app.log", with: rows)
                let (result, peak) = try PeakMemory.run(firebreak, ["logs", "scan", "--format", "json", "--json", "app.log"])
                let hits = try JSONValue(parsing: result.outputText)["hits"]?.integerValue
                #expect(hits == Int64(count), "\(result.errorText)")
                return peak
            }
            let few = try megabytes(20_000)
            let many = try megabytes(120_000)
            #expect(many < few + 40, "\(many) MB, with few rows \(few) MB")
        }
    }

    @Test("an import that was killed in the middle goes on where it was, and brings each row once")
    func killed() throws {
        try Self.open { firebreak, directory in
            let count = 40_000
            try AtomicFile.create(directory + "/app.log", Self.rows(0..<count, of: count))
            // Just before the last rows are written; the transactions before are on disk.
            let trap = try SystemTrap().killing(at: 0, once: SystemTrap.Mark("request \(count - 1) was", then: ["answered"]))
            let killed = try firebreak.run(["timeline", "import", "app.log"], environment: trap, timeout: .seconds(600))
            #expect(killed.exitCode == 128 + 9, "\(killed.errorText)")
            #expect(try firebreak.run("journal", "verify").exitCode == 0)
            let rest = try firebreak.run(["timeline", "import", "app.log", "--json"], timeout: .seconds(600))
            #expect(rest.exitCode == 0, "\(rest.errorText)")
            let counts = try Self.imported(rest).compactMap(\.self)
            #expect(counts.reduce(0, +) == Int64(count) && counts.allSatisfy { $0 > 0 }, "\(counts)")
            let show = try JSONValue(parsing: firebreak.run("incident", "show", "--json").outputText)
            #expect(show["logs"]?["rows"]?.integerValue == Int64(count))
            #expect(try firebreak.run("timeline", "import", "app.log").exitCode == 77)
            #expect(try firebreak.run("journal", "verify").exitCode == 0)
        }
    }

    @Test("a log that has grown, or was rotated, brings each row once")
    func grown() throws {
        try Self.open { firebreak, directory in
            func take(_ name: String, _ range: Range<Int>, _ more: String...) throws -> [Int64?] {
                try AtomicFile.replace(directory + "/" + name, with: Self.rows(range, of: 4000))
                let result = try firebreak.run(["timeline", "import", name, "--json"] + more)
                #expect(result.exitCode == 0, "\(result.errorText)")
                return try Self.imported(result)
            }
            #expect(try take("app.log", 0..<1000) == [1000, 0])
            #expect(try take("app.log", 0..<1500) == [500, 1000])
            #expect(try take("app.log.1", 1200..<1800) == [300, 300])
            #expect(try take("app.log", 1800..<1900, "--since", "2025-01-01T00:00:00Z") == [100, 0])
            #expect(try take("app.log", 0..<1901) == [1, 1900])
            #expect(try take("app.log", 0..<1901, "--again") == [1901, 0])
            let show = try JSONValue(parsing: firebreak.run("incident", "show", "--json").outputText)
            #expect(show["logs"]?["rows"]?.integerValue == 3802)
            #expect(try firebreak.run("journal", "verify").exitCode == 0)
        }
    }
}

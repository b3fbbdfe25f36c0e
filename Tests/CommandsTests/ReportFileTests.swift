import Files
import Processes
import TestSupport
import Testing

/// `report`, by the real program: what people wrote survives, and nothing of theirs is written over.
@Suite struct ReportFileTests {
    private static func open(_ body: (FirebreakProgram, String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            _ = try firebreak.run("incident", "open", "--title", "Acme leaked", "--severity", "sev2")
            try body(firebreak, directory)
        }
    }

    /// Writes a text into a section of a report.
    private static func write(_ text: String, into section: String, of path: String) throws {
        var lines = try FileReader.readText(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let index = try #require(lines.firstIndex { $0.hasPrefix("<!-- firebreak:text \(section) ") })
        lines.insert(text, at: index + 1)
        try AtomicFile.replace(path, with: Array(lines.joined(separator: "\n").utf8))
    }

    @Test("text by hand survives, and goes into the HTML beside it")
    func survives() throws {
        try Self.open { firebreak, directory in
            let path = directory + "/night.md"
            #expect(try firebreak.run("report", "--output", "night.md").exitCode == 0)
            try Self.write("A customer noticed.", into: "detection", of: path)
            _ = try firebreak.run("incident", "note", "a later note")
            let again = try firebreak.run("report", "--output", "night.md")
            #expect(again.errorText == "Wrote night.md, with one section by hand from night.md\n")
            let text = try FileReader.readText(path)
            #expect(text.contains("A customer noticed."))
            #expect(text.contains("a later note"))
            #expect(try firebreak.run("report", "--output", "night.html").exitCode == 0)
            #expect(try FileReader.readText(directory + "/night.html").contains("A customer noticed."))
        }
    }

    @Test("what was changed elsewhere, and a file that no report is, are not written over")
    func refused() throws {
        try Self.open { firebreak, directory in
            let path = directory + "/night.md"
            try AtomicFile.create(path, Array("# My own notes\n".utf8), mode: 0o600)
            let foreign = try firebreak.run("report", "--output", "night.md")
            #expect(foreign.exitCode == 77)
            #expect(try FileReader.readText(path) == "# My own notes\n")
            #expect(try firebreak.run("report", "--output", "night.md", "--discard-edits").exitCode == 0)
            try Self.write("Kept.", into: "lucky", of: path)
            let edited = try FileReader.readText(path) + "added below\n"
            try AtomicFile.replace(path, with: Array(edited.utf8))
            #expect(try firebreak.run("report", "--output", "night.md").exitCode == 77)
            #expect(try FileReader.readText(path) == edited)
        }
    }

    @Test("no other form, no house style and no report for others takes the place of text by hand")
    func kept() throws {
        try Self.open { firebreak, directory in
            let path = directory + "/night.md"
            _ = try firebreak.run("report", "--output", "night.md")
            try Self.write("A customer noticed.", into: "detection", of: path)
            let written = try FileReader.readText(path)
            try AtomicFile.create(directory + "/bare.md", Array("{{incident.severity}}!\n".utf8), mode: 0o600)
            for arguments in [
                ["--redact"], ["--template", "bare.md"], ["--format", "html"], ["--format", "json"],
                ["--redact", "--text", "night.md"],
            ] {
                let result = try firebreak.run(["report", "--output", "night.md"] + arguments)
                #expect(result.exitCode == 77 && result.errorText.contains("detection"), "\(arguments): \(result.errorText)")
                #expect(try FileReader.readText(path) == written, "\(arguments)")
            }
            // A house style that has the places keeps them.
            let sections = ["summary", "impact", "story", "lessons"].map { "{{{sections.\($0)}}}\n" }.joined()
            try AtomicFile.create(directory + "/house.md", Array("# Ours\n\(sections)".utf8), mode: 0o600)
            for _ in 0..<2 {
                let result = try firebreak.run("report", "--output", "night.md", "--template", "house.md")
                #expect(result.exitCode == 0, "\(result.errorText)")
                let text = try FileReader.readText(path)
                #expect(text.hasPrefix("# Ours") && text.contains("A customer noticed."))
            }
            #expect(try firebreak.run("report", "--output", "night.md", "--format", "json", "--discard-edits").exitCode == 0)
            #expect(try firebreak.run("report", "--output", "night.md", "--format", "json").exitCode == 0)
        }
    }

    @Test("a redacted report has what is public, and neither names nor places to write")
    func redacted() throws {
        try Self.open { firebreak, directory in
            let path = directory + "/night.md"
            _ = try firebreak.run("report", "--output", "night.md")
            try Self.write("Inner words.", into: "detection", of: path)
            let shown = try FileReader.readText(path).replacing(
                "firebreak:text overview |", with: "firebreak:text overview public |")
            try AtomicFile.replace(path, with: Array(shown.utf8))
            try Self.write("Outer words.", into: "overview", of: path)
            let result = try firebreak.run(
                "report", "--redact", "--redact-term", "acme", "--text", "night.md", "--format", "markdown")
            #expect(result.exitCode == 0)
            #expect(result.outputText.contains("Outer words."))
            for word in ["Inner words", "Acme", "tester", "firebreak:text"] {
                #expect(!result.outputText.contains(word), "\(word)")
            }
        }
    }

    @Test("a template is used, and one that names what there is not is refused")
    func template() throws {
        try Self.open { firebreak, directory in
            try AtomicFile.create(directory + "/house.md", Array("{{incident.severity}}!".utf8), mode: 0o600)
            let result = try firebreak.run("report", "--format", "markdown", "--template", "house.md")
            #expect(result.outputText == "sev2!")
            try AtomicFile.create(directory + "/wrong.md", Array("{{incident.colour}}".utf8), mode: 0o600)
            let wrong = try firebreak.run("report", "--format", "markdown", "--template", "wrong.md")
            #expect(wrong.exitCode == 65)
            #expect(wrong.errorText.contains("wrong.md:1:1: a report has no `incident.colour`"))
        }
    }
}

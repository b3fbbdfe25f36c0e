import Files
import JSON
import Processes
import State
import TestSupport
import Testing

/// `journal`, by the real program: verified elsewhere, with the exported file and the key alone.
@Suite struct JournalCommandTests {
    private static func open(_ body: (FirebreakProgram, String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            _ = try firebreak.run("incident", "open", "--title", "Acme leaked", "--severity", "sev2")
            _ = try firebreak.run("incident", "note", "first note")
            try body(firebreak, directory)
        }
    }

    /// What somebody else has: the files, and no state.
    private static func elsewhere(_ files: [String], from directory: String, _ body: (FirebreakProgram) throws -> Void) throws {
        try withTemporaryDirectory { other in
            for name in files {
                let source = name == "journal.pub" ? directory + "/.firebreak/journal.pub" : directory + "/" + name
                try AtomicFile.create(other + "/" + name, try FileReader.read(source))
            }
            try body(try FirebreakProgram(in: other))
            #expect(!FileReader.exists(other + "/.firebreak"))
        }
    }

    @Test("an exported journal verifies elsewhere, and a changed one does not")
    func export() throws {
        try Self.open { firebreak, directory in
            let export = try firebreak.run("journal", "export")
            #expect(export.exitCode == 0)
            try AtomicFile.create(directory + "/journal.jsonl", export.standardOutput)
            let changed = export.outputText.replacing("first note", with: "other note")
            try AtomicFile.create(directory + "/changed.jsonl", Array(changed.utf8))
            try Self.elsewhere(["journal.jsonl", "changed.jsonl", "journal.pub"], from: directory) { other in
                let good = try other.run("journal", "verify", "--file", "journal.jsonl", "--key", "journal.pub")
                #expect(good.exitCode == 0, "\(good.errorText)")
                #expect(good.outputText == "Intact: 3 entries, 1 signed checkpoint\n")
                let key = try FileReader.readText(directory + "/.firebreak/journal.pub").filter { !$0.isNewline }
                let piped = try other.run("journal", "verify", "--file", "-", "--key", key, "--json", input: export.outputText)
                #expect(try JSONValue(parsing: piped.outputText)["intact"] == true)
                let bad = try other.run("journal", "verify", "--file", "changed.jsonl", "--key", "journal.pub")
                #expect(bad.exitCode == 1)
                #expect(bad.outputText.contains("entry 2: entry 2 does not have the hash that was kept of it"))
                let doubtful = try other.run("journal", "verify", "--file", "journal.jsonl")
                #expect(doubtful.exitCode == 0 && doubtful.outputText.contains("Give yours with --key"))
            }
        }
    }

    @Test("the proof of an entry verifies elsewhere, and not with another key")
    func proof() throws {
        try Self.open { firebreak, directory in
            #expect(try firebreak.run("journal", "proof", "2", "--output", "p.tlog-proof").exitCode == 0)
            try Self.elsewhere(["p.tlog-proof", "journal.pub"], from: directory) { other in
                let good = try other.run("journal", "verify", "--proof", "p.tlog-proof", "--key", "journal.pub")
                #expect(good.exitCode == 0 && good.outputText.contains("first note"), "\(good.errorText)")
                let lost = try other.run("journal", "verify", "--proof", "p.tlog-proof")
                #expect(lost.exitCode == 66 && lost.errorText.contains("--key"))
            }
            let missing = try firebreak.run("journal", "proof", "99")
            #expect(missing.exitCode == 66 && missing.errorText.contains("no entry 99"))
        }
    }

    @Test("a checkpoint that was kept finds a journal that was cut and written anew")
    func witness() throws {
        try Self.open { firebreak, directory in
            let kept = try firebreak.run("journal", "checkpoint")
            try AtomicFile.create(directory + "/kept.txt", kept.standardOutput)
            #expect(try firebreak.run("journal", "verify", "--checkpoint", "kept.txt").exitCode == 0)
            try AtomicFile.replace(directory + "/forged.txt", with: Array(kept.outputText.replacing("\n3\n", with: "\n9\n").utf8))
            let forged = try firebreak.run("journal", "verify", "--checkpoint", "forged.txt")
            #expect(forged.exitCode == 1 && forged.outputText.contains("signature does not verify"))

            // Cut together with its checkpoints, and without what the tables told of it.
            _ = try firebreak.run("incident", "note", "second note")
            try AtomicFile.replace(directory + "/kept.txt", with: try firebreak.run("journal", "checkpoint").standardOutput)
            try Self.change(
                directory, "DELETE FROM journal_entries WHERE position >= 3", "DELETE FROM journal_checkpoints WHERE size > 3")
            #expect(try firebreak.run("journal", "verify").exitCode == 0)
            let cut = try firebreak.run("journal", "verify", "--checkpoint", "kept.txt")
            #expect(cut.exitCode == 1 && cut.outputText.contains("1 entry is missing at the end"), "\(cut.outputText)")
            // And written anew.
            #expect(try firebreak.run("incident", "note", "another note").exitCode == 0)
            #expect(try firebreak.run("journal", "verify").exitCode == 0)
            let anew = try firebreak.run("journal", "verify", "--checkpoint", "kept.txt")
            #expect(anew.exitCode == 1 && anew.outputText.contains("entry 3"), "\(anew.outputText)")
        }
    }

    @Test("where only checkpoints were deleted, one that was kept shows that the entries are as they were")
    func deletedCheckpoints() throws {
        try Self.open { firebreak, directory in
            try AtomicFile.create(directory + "/kept.txt", try firebreak.run("journal", "checkpoint").standardOutput)
            try Self.change(directory, "DELETE FROM journal_checkpoints")
            let verified = try firebreak.run("journal", "verify", "--checkpoint", "kept.txt")
            #expect(verified.exitCode == 1 && verified.outputText.contains("these are as they were signed"), "\(verified.outputText)")
        }
    }

    @Test("who can write the database and has no key finds no command that signs", arguments: [
        ["DELETE FROM journal_checkpoints"],
        ["DELETE FROM journal_checkpoints", "UPDATE journal_entries SET kind = 'x' WHERE position = 1"],
        ["DELETE FROM journal_checkpoints WHERE size = 3"],
    ])
    func forgery(_ statements: [String]) throws {
        try Self.open { firebreak, directory in
            try Self.change(directory, statements)
            for arguments in [
                ["incident", "note", "more"], ["journal", "checkpoint"], ["journal", "export"], ["report", "--output", "r.html"],
                ["journal", "proof", "1"],
            ] {
                let result = try firebreak.run(arguments)
                #expect(result.exitCode == 77 && result.errorText.contains("were not written by firebreak"), "\(arguments) \(result.errorText)")
            }
            for _ in 0..<2 {
                let verified = try firebreak.run("journal", "verify")
                #expect(verified.exitCode == 1 && verified.outputText.contains("were signed for"), "\(verified.outputText)")
            }
        }
    }

    /// What somebody does who has the database and nothing else.
    private static func change(_ directory: String, _ statements: [String]) throws {
        let database = try SQLiteDatabase(path: directory + "/.firebreak/state.db", creating: false)
        try database.write { session in for statement in statements { try session.execute(statement) } }
    }

    private static func change(_ directory: String, _ statements: String...) throws { try change(directory, statements) }

    @Test("options that do not go together are refused")
    func usage() throws {
        try Self.open { firebreak, _ in
            for (arguments, status) in [
                (["--file", "a", "--proof", "b"], 64), (["--key", "a"], 64), (["--file", "none.jsonl"], 66),
                (["--file", "none.jsonl", "--key", "x+y"], 65),
            ] {
                let result = try firebreak.run(["journal", "verify"] + arguments)
                #expect(result.exitCode == Int32(status), "\(arguments) \(result.errorText)")
            }
        }
    }
}

import Files
import JSON
import Processes
import TestSupport
import Testing

/// `firebreak apikey verify` as it is run.
@Suite("API keys on the command line")
struct APIKeyTests {
    private static let published = "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"

    private static func open(_ body: (FirebreakProgram) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let configuration = """
                secrets:
                  PARTNER: {kind: {api-key: {prefix: acme_live}}, overlap: 1h}
                  FOREIGN: {kind: {api-key: {checksum: false}}, overlap: 1h}

                """
            try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
            try body(FirebreakProgram(in: directory))
        }
    }

    @Test(
        "the checksum decides where no secret is named",
        arguments: [
            (published, 0, "valid"), (published + "\n", 0, "valid"),
            ("ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18", 1, "invalid"),
            ("acme_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", 0, "missing"), ("c4n4ry", 1, "unknownForm"),
            ("\u{1B}[31mc4n4ry\u{7}", 1, "unknownForm"),
        ])
    func checksums(text: String, status: Int, checksum: String) throws {
        try Self.open { firebreak in
            let seen = try firebreak.run(["apikey", "verify", "--json"], input: text)
            #expect(Int(seen.exitCode) == status)
            #expect(try JSONValue(parsing: seen.standardOutput)["checksum"]?.stringValue == checksum)
            let shown = try firebreak.run(["apikey", "verify"], input: text)
            for output in [seen.outputText, seen.errorText, shown.outputText, shown.errorText] {
                #expect(!output.contains("c4n4ry") && !output.contains("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ"))
                #expect(!output.contains("\u{7}"))
            }
        }
    }

    @Test("with a secret it says which live version it is, and a key of another form is known by that alone")
    func versions() throws {
        try Self.open { firebreak in
            func run(_ arguments: String..., input: String = "") throws -> JSONValue {
                let result = try firebreak.run(arguments + ["--json"], input: input)
                return try JSONValue(parsing: result.standardOutput)
            }
            _ = try run("secrets", "add", "PARTNER")
            _ = try firebreak.run("secrets", "reveal", "PARTNER", "--output", "first.key")
            let first = firebreak.directory + "/first.key"
            let key = try FileReader.readText(first)
            #expect(key.hasPrefix("acme_live_"))
            #expect(try run("apikey", "verify", "--file", first, "--secret", "PARTNER")["matched"] == "current")
            _ = try run("secrets", "rotate", "PARTNER", "--yes")
            let old = try run("apikey", "verify", "--file", first, "--secret", "PARTNER")
            #expect(old["matched"] == "previous")
            #expect(old["version"] == 1)
            #expect(old["key"]?.stringValue == "acme_live_…" + key.suffix(4))
            let stranger = try firebreak.run(["apikey", "verify", "--secret", "PARTNER"], input: Self.published)
            #expect(stranger.exitCode == 1)
            #expect(stranger.outputText.contains("no live version"))

            let foreign = "sk-a.foreign-key-with-its-own-form"
            _ = try firebreak.run(["secrets", "add", "FOREIGN", "--from-file", "-"], input: foreign)
            #expect(try run("apikey", "verify", "--secret", "FOREIGN", input: foreign)["valid"] == true)
            #expect(try run("apikey", "verify", input: foreign)["valid"] == false)
        }
    }

    @Test("no key, two keys, a key as an argument, a secret that is not there", arguments: ["", " \n", "a b"])
    func mistakes(text: String) throws {
        try Self.open { (firebreak) throws in
            #expect(try firebreak.run(["apikey", "verify"], input: text).exitCode == 65)
            #expect(try firebreak.run(["apikey", "verify", Self.published]).exitCode == 64)
            #expect(try firebreak.run(["apikey", "verify", "--secret", "NONE"], input: Self.published).exitCode == 66)
            #expect(try firebreak.run(["apikey", "verify", "--file", "none"]).exitCode == 66)
        }
    }
}

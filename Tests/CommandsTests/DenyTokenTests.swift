import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// `jwt deny` and `sessions acl`, by the real program on a real redis-server.
@Suite struct DenyTokenTests {
    /// A token as anybody could write it: deny believes nothing of it but its id and its end.
    private static func token(_ claims: String) -> String {
        [#"{"alg":"HS256","typ":"JWT"}"#, claims, "no signature"].map { Base64.encodeURL($0.utf8) }
            .joined(separator: ".")
    }

    private static func open(_ body: (FirebreakProgram, RedisServer, String) throws -> Void) throws {
        let server = try RedisServer()
        try withTemporaryDirectory { directory in
            let text = """
                stores:
                  api:
                    url: redis://127.0.0.1:\(server.port)
                    layout: connect-redis
                    denylist: {key: "jwt:deny:{jti}"}

                """
            try AtomicFile.create(directory + "/firebreak.yaml", Array(text.utf8))
            try body(FirebreakProgram(in: directory), server, directory)
        }
    }

    @Test func deniesTokensFromFilesAndStandardInput() throws {
        try Self.open { firebreak, server, directory in
            let end = TimeSource.system.now.seconds + 3600
            let first = Self.token(#"{"jti":"first-token","exp":\#(end)}"#)
            let second = Self.token(#"{"jti":"second-token","exp":\#(end)}"#)
            let old = Self.token(#"{"jti":"old-token","exp":1000}"#)
            try AtomicFile.create(directory + "/stolen", Array("# from the log\n\(first)\n\(old)\n".utf8))
            let plan = try firebreak.run("jwt", "deny", "--token-file", "stolen", "--dry-run", "--json")
            #expect(plan.outputText.contains(#""toDeny": 1"#), "\(plan.errorText)")
            #expect(try server.ask("DBSIZE") == "0")

            _ = try firebreak.run("incident", "open", "--title", "T", "--severity", "sev1")
            let result = try firebreak.run(
                "jwt", "deny", "--token-file", "stolen", "--token-file", "-", "--jti", "third", "--expires", "1h",
                "--reason", "found in a paste", "--yes", "--json", input: second)
            #expect(result.exitCode == 0, "\(result.errorText)")
            #expect(result.outputText.contains(#""verified": true"#))
            #expect(result.outputText.contains(#""outcome": "expired""#))
            #expect(try server.ask("DBSIZE") == "3")
            for id in ["first-token", "second-token", "third"] {
                #expect(try server.ask("EXISTS jwt:deny:\(id)") == "1")
            }

            // What was done stands in the journal, and nothing of the tokens does.
            let timeline = try firebreak.run("timeline", "show", "--json").outputText
            #expect(timeline.contains("denied 3 of 4 tokens in api, 1 had run out"))
            for secret in [first, second, "first-token", "second-token"] {
                #expect(!timeline.contains(secret))
                #expect(!result.outputText.contains(secret))
            }
        }
    }

    /// An end that no clock can show is none that is known; of tokens with one id the last to end counts.
    @Test func takesTheLatestEndOfAnID() throws {
        try Self.open { firebreak, server, _ in
            let end = TimeSource.system.now.seconds + 3600
            let tokens = [
                Self.token(#"{"jti":"odd","exp":-9223372036854775808}"#), Self.token(#"{"jti":"twice","exp":1000}"#),
                Self.token(#"{"jti":"twice","exp":\#(end)}"#), Self.token(#"{"jti":"twice","exp":2000}"#),
            ]
            let result = try firebreak.run(
                "jwt", "deny", "--token-file", "-", "--expires", "1h", "--yes", "--json",
                input: tokens.joined(separator: "\n"))
            #expect(result.exitCode == 0, "\(result.errorText)")
            for id in ["odd", "twice"] {
                let rest = try #require(Int(server.ask("TTL", "jwt:deny:\(id)")))
                #expect((3000...4000).contains(rest), "\(id): \(rest)")
            }
        }
    }

    /// What is given on standard input, and with which status and words it is refused.
    @Test(arguments: [
        ("not a token", Int32(65), "line 1 is no token"),
        ("", 65, "the list of tokens is empty"),
        (DenyTokenTests.token(#"{"sub":"u1","exp":4000000000}"#), 65, "has no jti"),
        (DenyTokenTests.token(#"{"jti":"x"}"#), 64, "not known when a token ends"),
    ])
    func refusesWhatCannotBeDenied(input: String, status: Int32, words: String) throws {
        try Self.open { firebreak, server, _ in
            let result = try firebreak.run("jwt", "deny", "--token-file", "-", "--yes", input: input)
            #expect(result.exitCode == status)
            #expect(result.errorText.contains(words), "\(result.errorText)")
            #expect(try server.ask("DBSIZE") == "0")
        }
    }

    @Test func saysAtTheMemoryLimitThatTheTokenStillWorks() throws {
        try Self.open { firebreak, server, _ in
            try server.ask("CONFIG SET maxmemory 1")
            let result = try firebreak.run("jwt", "deny", "--jti", "x", "--expires", "1h", "--yes")
            #expect(result.exitCode == 2, "\(result.errorText)")
            #expect(result.outputText.contains("still work"))
        }
    }

    @Test func printsTheRule() throws {
        try Self.open { firebreak, _, _ in
            let text = try firebreak.run("sessions", "acl", "--user", "ir").outputText
            let head = "ACL SETUSER ir reset on #<sha256 of the password> resetchannels -@all ~sess:* ~jwt:deny:* "
            #expect(text.hasPrefix(head + "&__redis__:invalidate +ping +client|setname "), "\(text)")
            #expect(text.split(separator: "\n").count == 1)
            #expect(try firebreak.run("sessions", "acl", "--user", "a b").exitCode == 64)
        }
    }

    @Test func insistsOnACutoff() throws {
        try Self.open { firebreak, server, _ in
            try server.ask(#"SET sess:1 '{"userId":"u1"}'"#)
            let result = try firebreak.run("sessions", "revoke", "--user", "u1", "--cutoff", "--yes")
            #expect(result.exitCode == 64)
            #expect(result.errorText.contains("has no cut-off"))
            #expect(try server.ask("DBSIZE") == "1")
        }
    }
}

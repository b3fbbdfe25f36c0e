import Basics
import Processes
import TestSupport
import Testing

/// `probe queue`, by the real program.
@Suite struct ProbeQueueTests {
    @Test func countsAQueue() throws {
        let server = try RedisServer(password: "secret")
        try server.ask("HSET bull:mail:meta paused 1 version bullmq:6.2.0")
        try server.ask("RPUSH bull:mail:wait 1 2 3")
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            let result = try firebreak.run(
                "probe", "queue", "--url-env", "QUEUE_URL", "--queue", "mail", "--json",
                environment: ["QUEUE_URL": server.url])
            #expect(result.exitCode == 0, "\(result.errorText)")
            for words in [#""isPaused": true"#, #""waiting": 3"#, #""dialect": "BullMQ 6""#] {
                #expect(result.outputText.contains(words))
            }
            let text = try firebreak.run(
                "probe", "queue", "--url-env", "QUEUE_URL", "--queue", "mail", environment: ["QUEUE_URL": server.url])
            #expect(text.outputText.contains("mail (bullmq:6.2.0): paused"))
            // A password on the command line is refused, and not repeated.
            let open = try firebreak.run("probe", "queue", "--url", server.url, "--queue", "mail")
            #expect(open.exitCode == 64)
            #expect(!open.errorText.contains("secret"))
            #expect(try firebreak.run("probe", "queue", "--queue", "mail").exitCode == 64)
        }
    }
}

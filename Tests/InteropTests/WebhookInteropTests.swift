import Basics
import JSON
import Processes
import TestSupport
import Testing

/// Webhook signatures, verified and made by the `standardwebhooks` package.
@Suite("Webhooks and other people's software")
struct WebhookInteropTests {
    static let configuration = """
        secrets:
          HOOK: {kind: webhook-standard, overlap: 1h, destinations: [{dotenv: {path: .env, key: HOOK, previousKey: HOOK_PREVIOUS}}]}

        """

    @Test("standardwebhooks verifies our headers by the new key and, during the overlap, by the old one")
    func ours() throws {
        try Workshop.open(Self.configuration) { workshop in
            try workshop.run("secrets", "rotate", "HOOK", "--yes")
            let old = try workshop.reveal("HOOK", as: "old.key")
            try workshop.run("secrets", "rotate", "HOOK", "--yes")
            let new = try workshop.reveal("HOOK", as: "new.key")
            let body = #"{"type":"user.deleted","name":"Zoë"}"#
            let path = try workshop.write("body.json", body)
            let headers = try workshop.write(
                "headers.txt", workshop.run("webhook", "sign", "--secret", "HOOK", "--id", "msg_1", "--body", path))
            for key in [old, new] {
                #expect(try workshop.read("read_webhook", key, headers, input: body) == "verified\n")
            }
            #expect(throws: TestFailure.self) {
                try workshop.read("read_webhook", new, headers, input: body + " ")
            }
        }
    }

    @Test("we verify what standardwebhooks signed, and refuse another body")
    func theirs() throws {
        try Workshop.open(Self.configuration) { workshop in
            try workshop.run("secrets", "rotate", "HOOK", "--yes")
            let key = try workshop.reveal("HOOK", as: "hook.key")
            let seconds = TimeSource.system.now.seconds
            let signature = try workshop.read("write_webhook", key, "msg_2", String(seconds), input: "payload")
            let headers = try workshop.write(
                "headers.txt",
                "webhook-id: msg_2\nwebhook-timestamp: \(seconds)\nwebhook-signature: \(signature)")
            let body = try workshop.write("body", "payload")
            #expect(
                try workshop.run("webhook", "verify", "--secret", "HOOK", "--headers", headers, "--body", body)
                    .contains("valid"))
            let other = try workshop.write("other", "payloae")
            let refused = try workshop.firebreak.run(
                "webhook", "verify", "--secret", "HOOK", "--headers", headers, "--body", other)
            #expect(refused.exitCode == 1)
        }
    }
}

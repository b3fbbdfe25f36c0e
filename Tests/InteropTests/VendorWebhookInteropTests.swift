import Basics
import Cryptography
import Files
import JSON
import Processes
import TestSupport
import Testing

/// Webhook signatures of each vendor's scheme, verified and made by the vendor's own package where there is one.
@Suite("Webhooks and the vendors' software")
struct VendorWebhookInteropTests {
    /// A scheme and the readers that stand on the other side of it.
    struct Vendor: Sendable, CustomTestStringConvertible {
        let kind: String
        let reader: String
        let writer: String
        /// What stands before the files in the readers' arguments.
        var word: [String] = []
        var url: String?
        var body = #"{"type":"user.deleted","name":"Zoë"}"#
        var testDescription: String { kind + (url.map { " at \($0)" } ?? "") }

        var configuration: String {
            """
            secrets:
              HOOK: {kind: \(kind), overlap: 1h, destinations: [{dotenv: {path: .env, key: HOOK}}]}

            """
        }
        var urlOption: [String] { url.map { ["--url", $0] } ?? [] }
        var urlArgument: [String] { url.map { [$0] } ?? [] }
    }

    private static let form = "Body=a+b%26c&From=%2B1415&Empty=&Body=again&Body=again"

    static let symmetric = [
        Vendor(kind: "webhook-stripe", reader: "read_stripe", writer: "write_stripe"),
        Vendor(kind: "webhook-slack", reader: "read_slack_signature", writer: "write_slack_signature"),
        Vendor(kind: "webhook-github", reader: "read_hmac", writer: "write_hmac", word: ["github"]),
        Vendor(kind: "webhook-shopify", reader: "read_hmac", writer: "write_hmac", word: ["shopify"]),
        Vendor(
            kind: "webhook-twilio", reader: "read_twilio", writer: "write_twilio",
            url: "https://example.com/sms?a=1&b=%20", body: form),
        Vendor(
            kind: "webhook-twilio", reader: "read_twilio", writer: "write_twilio", url: "http://example.com:8080/sms",
            body: form),
    ]

    @Test("they verify our headers, and refuse another body", arguments: symmetric)
    func ours(vendor: Vendor) throws {
        try Workshop.open(vendor.configuration) { workshop in
            try workshop.run("secrets", "rotate", "HOOK", "--yes")
            let key = try workshop.reveal("HOOK", as: "hook.key")
            let body = try workshop.write("body", vendor.body)
            let headers = try workshop.write(
                "headers.txt", workshop.run(["webhook", "sign", "--secret", "HOOK", "--body", body] + vendor.urlOption))
            let arguments = vendor.word + [key, headers] + vendor.urlArgument
            #expect(try workshop.read(vendor.reader, arguments, input: vendor.body) == "verified\n")
            #expect(throws: TestFailure.self) {
                try workshop.read(vendor.reader, arguments, input: vendor.body + "x")
            }
        }
    }

    @Test("we verify theirs, by the current key and by the previous one, and refuse another body", arguments: symmetric)
    func theirs(vendor: Vendor) throws {
        try Workshop.open(vendor.configuration) { workshop in
            try workshop.run("secrets", "rotate", "HOOK", "--yes")
            let key = try workshop.reveal("HOOK", as: "hook.key")
            let headers = try workshop.write(
                "headers.txt",
                workshop.read(vendor.writer, vendor.word + [key] + vendor.urlArgument, input: vendor.body))
            let body = try workshop.write("body", vendor.body)
            let verify =
                ["webhook", "verify", "--secret", "HOOK", "--headers", headers, "--json"] + vendor.urlOption + [
                    "--body"
                ]
            for stage in ["current", "previous"] {
                let seen = try JSONValue(parsing: workshop.run(verify + [body]))
                #expect(seen["matched"]?.stringValue == stage)
                #expect(seen["version"] == 1)
                try workshop.run("secrets", "rotate", "HOOK", "--yes")
            }
            let other = try workshop.write("other", vendor.body + "x")
            #expect(try workshop.firebreak.run(verify + [other]).exitCode == 1)
        }
    }

    static let asymmetric = [
        Vendor(kind: "webhook-discord", reader: "read_ed25519", writer: "write_ed25519", word: ["discord"]),
        Vendor(
            kind: "{webhook-standard: {version: v1a}}", reader: "read_ed25519", writer: "write_ed25519",
            word: ["standard"]),
    ]

    @Test("PyNaCl verifies our Ed25519 signatures by the public key that we print", arguments: asymmetric)
    func ourKeyPairs(vendor: Vendor) throws {
        try Workshop.open(vendor.configuration) { workshop in
            try workshop.run("secrets", "rotate", "HOOK", "--yes")
            let key = try workshop.write("public.key", workshop.run("webhook", "public-key", "--secret", "HOOK"))
            let body = try workshop.write("body", vendor.body)
            let headers = try workshop.write(
                "headers.txt", workshop.run("webhook", "sign", "--secret", "HOOK", "--body", body))
            let arguments = vendor.word + [key, headers]
            #expect(try workshop.read(vendor.reader, arguments, input: vendor.body) == "verified\n")
            #expect(throws: TestFailure.self) {
                try workshop.read(vendor.reader, arguments, input: vendor.body + "x")
            }
        }
    }

    @Test("we verify PyNaCl's by the public key alone, with which nothing can be signed", arguments: asymmetric)
    func theirKeyPairs(vendor: Vendor) throws {
        try Workshop.open(vendor.configuration) { workshop in
            let key = workshop.directory + "/public.key"
            let headers = try workshop.write(
                "headers.txt", workshop.read(vendor.writer, vendor.word + [key], input: vendor.body))
            try workshop.run("secrets", "add", "HOOK", "--from-file", key)
            let body = try workshop.write("body", vendor.body)
            let verify = ["webhook", "verify", "--secret", "HOOK", "--headers", headers, "--body"]
            #expect(try workshop.run(verify + [body]).contains("valid"))
            let other = try workshop.write("other", vendor.body + "x")
            #expect(try workshop.firebreak.run(verify + [other]).exitCode == 1)
            let signed = try workshop.firebreak.run("webhook", "sign", "--secret", "HOOK", "--body", body)
            #expect(signed.exitCode == 65)
            #expect(signed.errorText.contains("public key"))
        }
    }

    @Test("twilio verifies our signature over a JSON body by the digest in the URL")
    func twilioJSON() throws {
        let body = #"{"property":"Zoë"}"#
        let url = "https://example.com/hook?x=1&bodySHA256=" + Hexadecimal.encode(SHA256.hash(Array(body.utf8)))
        let vendor = Vendor(kind: "webhook-twilio", reader: "read_twilio", writer: "", url: url, body: body)
        try ours(vendor: vendor)
    }

    @Test("standardwebhooks verifies what a GitLab signing token signs; a plain token goes into a private file only")
    func gitLab() throws {
        let configuration = """
            secrets:
              SIGNING: {kind: {webhook-gitlab: {form: signing-token}}}
              PLAIN: {kind: webhook-gitlab}

            """
        try Workshop.open(configuration) { workshop in
            for name in ["SIGNING", "PLAIN"] { try workshop.run("secrets", "add", name) }
            let text = #"{"object_kind":"push"}"#
            let body = try workshop.write("body", text)
            let headers = try workshop.write(
                "headers.txt", workshop.run("webhook", "sign", "--secret", "SIGNING", "--body", body))
            let key = try workshop.reveal("SIGNING", as: "signing.key")
            #expect(try workshop.read("read_webhook", key, headers, input: text) == "verified\n")

            let token = try FileReader.readText(workshop.reveal("PLAIN", as: "plain.key"))
            for form in [[], ["--json"]] as [[String]] {
                let shown = try workshop.firebreak.run(
                    ["webhook", "sign", "--secret", "PLAIN", "--body", body] + form)
                #expect(shown.exitCode == 77)
                #expect(!(shown.outputText + shown.errorText).contains(token))
            }
            let output = workshop.directory + "/plain.txt"
            let written = try workshop.firebreak.run(
                "webhook", "sign", "--secret", "PLAIN", "--body", body, "--output", output)
            #expect(written.exitCode == 0)
            #expect(!(written.outputText + written.errorText).contains(token))
            #expect(try FileReader.readText(output) == "X-Gitlab-Token: \(token)\n")
            #expect(
                try workshop.run("webhook", "verify", "--secret", "PLAIN", "--headers", output, "--body", body)
                    .contains("no time is signed"))
            #expect(try workshop.run("journal", "verify").contains("signed"))
        }
    }
}

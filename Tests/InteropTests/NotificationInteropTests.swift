import JSON
import Processes
import TestSupport
import Testing

/// Payloads as `notify preview` prints them, read by the services' own software where there is any.
@Suite("Notifications and other people's software")
struct NotificationInteropTests {
    static let configuration = """
        channels:
          ops: {slack: {url: "https://hooks.slack.com/services/T000/B000/not-a-real-one"}}
          page: {pagerduty: {routingKey: "0123456789abcdef0123456789abcdef"}}
        routes:
          - {audience: responders, severity: [sev1], channels: [page, ops]}

        """

    @Test(
        "slack_sdk's models accept the blocks, of hostile and of long text too",
        arguments: [
            "plain", "<!channel> & <@U123> *bold* `code`", String(repeating: "日本語 👩‍👩‍👧 <&>", count: 2000),
        ])
    func slack(text: String) throws {
        try Workshop.open(Self.configuration) { workshop in
            try workshop.run("incident", "open", "--title", "A title", "--severity", "sev1")
            let preview = try JSONValue(
                parsing: workshop.run(
                    "notify", "preview", "--channel", "ops", "--event", "updated", "--message", text, "--json"))
            let body = try #require(preview[0]?["body"]?.stringValue)
            #expect(try workshop.read("read_slack", input: body) != "0\n")
            #expect(!body.contains("<!channel>") && !body.contains("<@U123>"))
        }
    }

    @Test("a preview sends nothing, and shows neither webhook URL nor routing key")
    func preview() throws {
        try Workshop.open(Self.configuration) { workshop in
            try workshop.run("incident", "open", "--title", "A title", "--severity", "sev1")
            for form in [["--json"], []] {
                let result = try workshop.firebreak.run(["notify", "preview", "--event", "opened"] + form)
                let shown = result.outputText + result.errorText
                #expect(result.exitCode == 0)
                #expect(shown.contains("routing_key") && shown.contains("trigger"))
                #expect(!shown.contains("not-a-real-one") && !shown.contains("0123456789abcdef"))
            }
        }
    }
}

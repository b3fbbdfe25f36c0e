import Configuration
import JSON
import Notifications
import Testing

@Suite struct SlackTests {
    private func payload(_ message: Message) -> Payload {
        SlackChannel(name: "ops", url: ConfigurationText(literal: "https://hooks.slack.com/x"))
            .render(MessageText(message, for: .responders))
    }

    @Test func `Header, facts, summary, links, checkpoint, context`() throws {
        let message = try SlackMessage(payload(.sample(checkpoint: Message.checkpoint)))
        #expect(
            message.blocks.map { $0["type"]?.stringValue } == [
                "header", "section", "section", "section", "section", "context",
            ])
        #expect(message.texts.prefix(2).allSatisfy { $0 == "[SEV1] Incident opened: Admin session stolen" })
        #expect(message.texts.contains("Tokens were replayed."))
        #expect(message.markup.contains("*Sessions revoked*"))
        #expect(message.markup.contains("<https://reports.example.com/INC-1?a=1&amp;b=2|Report>"))
        let note = try #require(message.markup.last)
        #expect(note == "```\n\(Message.checkpoint.dropLast())\n```")
        #expect(message.texts.last?.contains("INC-20261121-001") == true)
    }

    @Test func `Shows no previews of what a text links to`() throws {
        let message = try JSONValue(parsing: payload(.sample()).body)
        #expect(message["unfurl_links"]?.boolValue == false)
        #expect(message["unfurl_media"]?.boolValue == false)
    }

    @Test(arguments: [
        ("<!channel> <!here|x> <@U1> <#C1>", "<!channel> <!here|x> <@U1> <#C1>"),
        ("@channel @Here @EVERYONE @channels", "@\u{200D}channel @\u{200D}Here @\u{200D}EVERYONE @\u{200D}channels"),
        ("a@example.com @ada @chan", "a@example.com @ada @chan"), ("&lt;!channel&gt;", "&lt;!channel&gt;"),
        ("one\r\ntwo\rthree\nfour\tfive", "one\ntwo\nthree\nfour five"), ("\u{1B}[2J\u{0}", "\\u{1b}[2J\\u{0}"),
        ("  \n text \n\n ", "text"),
    ])
    func `Foreign text is shown, and calls nobody`(text: String, shown: String) throws {
        let message = try SlackMessage(payload(.sample(summary: text)))
        #expect(message.texts.contains(shown))
    }

    @Test func `The header's limit counts what is sent`() throws {
        let message = payload(.sample(title: String(repeating: "&", count: 100)))
        let header = try #require(message.limits.first { $0.name == "header" })
        #expect(header.limit == 150)
        #expect((146...150).contains(header.used))
        #expect(message.cuts.map(\.part).contains("header"))
    }

    @Test func `A title in the header is one line`() throws {
        let message = try SlackMessage(payload(.sample(title: "one\ntwo")))
        #expect(message.texts.contains("[SEV1] Incident opened: one two"))
    }

    @Test func `A field cannot pretend to be another`() throws {
        let fields = [MessageField(name: "Note", value: "x\n*Approved by*\nCEO")]
        let message = try SlackMessage(payload(.sample(fields: fields)))
        #expect(message.texts.contains("x *Approved by* CEO"))
        #expect(!message.markup.contains("*Approved by*"))
    }

    @Test func `What was cut is said in the message`() throws {
        let short = try SlackMessage(payload(.sample()))
        #expect(short.texts.last?.contains("cut to fit") == false)
        let long = try SlackMessage(payload(.sample(summary: String(repeating: "word ", count: 1000))))
        #expect(long.texts.last?.contains("cut to fit") == true)
    }

    @Test func `The longest lose most, the short nothing`() throws {
        let fields = (0..<10).map { MessageField(name: "Long \($0)", value: String(repeating: "\($0)", count: 1900)) }
        let cut = payload(.sample(fields: fields + [MessageField(name: "Short", value: "all of it")]))
        #expect(cut.size <= 13_000 && cut.size > 12_500)
        #expect(cut.cuts.count == 10)
        #expect(Set(cut.cuts.map(\.kept)).count == 1)
        #expect(try SlackMessage(cut).texts.contains("all of it"))
    }

    @Test func `A checkpoint is whole or not there`() throws {
        let cut = payload(.sample(checkpoint: String(repeating: "x", count: 3000)))
        #expect(cut.cuts == [PayloadCut(part: "checkpoint", unit: .items, kept: 0, dropped: 1)])
        #expect(try SlackMessage(cut).markup.allSatisfy { !$0.contains("```") })
    }
}

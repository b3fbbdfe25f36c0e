import Configuration
import JSON
import Notifications
import Testing

/// Who sees what.
@Suite struct AudienceTests {
    /// Everything internal that a message may hold.
    private static let internals = [
        "Admin session stolen", "Tokens were replayed", "INC-20261121-001", "mallory@ops-7", "1,204", "Sessions revoked",
        "reports.example.com", "CsUYapGGPo4dkMgIAUqom", "billing-db", "sev1", "SEV1",
    ]

    @Test(arguments: ChannelCase.allCases, Audience.allCases.filter(\.isOutside))
    func `What people outside see carries no internals`(kind: ChannelCase, audience: Audience) throws {
        let events = MessageEvent.allCases.filter { !$0.isUpkeep }
        for event in events {
            var message = Message.sample(event: event, checkpoint: Message.checkpoint, systems: ["billing-db"])
            message.actor = "mallory@ops-7"
            let payload = try kind.channel().render(MessageText(message, for: audience))
            let shown = try kind.readable(payload)
            for text in Self.internals {
                // What a format says of severity in words of its own is no internal.
                if ["sev1", "SEV1"].contains(text), [.webhook, .file, .command].contains(kind) { continue }
                #expect(!shown.contains(text), "\(kind) \(event): \(text)")
            }
        }
    }

    @Test func `Words for people outside go to them, and to nobody else`() throws {
        var message = Message.sample()
        message.publicSummary = "Sign-in is slow."
        for audience in Audience.allCases {
            #expect(MessageText(message, for: audience).summary.contains("Sign-in is slow.") == audience.isOutside)
        }
    }

    @Test func `Each audience has its own text`() {
        let texts = Audience.allCases.map { MessageText(.sample(), for: $0) }
        #expect(Set(texts.filter { !$0.audience.isOutside }.map(\.headline)).count == 3)
        #expect(texts.allSatisfy { !$0.headline.isEmpty && !$0.summary.isEmpty })
        let owners = MessageText(.sample(systems: ["billing-db"]), for: .owners)
        #expect(owners.fields.contains(MessageField(name: "Systems", value: "billing-db")))
        #expect(!owners.fields.contains { $0.value == "ada" })
    }

    @Test func `The reference for people outside joins an incident's messages and tells nothing of it`() {
        let first = MessageText(.sample(), for: .customers).incident
        #expect(first == MessageText(.sample(event: .resolved), for: .partners).incident)
        #expect(first != MessageText(.sample(incident: "INC-20261121-002"), for: .customers).incident)
        #expect(first.hasPrefix("REF-") && first.utf8.count == 14)
    }

    @Test func `Upkeep is nothing for people outside`() throws {
        #expect(throws: NotificationsError.self) {
            try MessageText(.sample(event: .rotationParked), for: .customers, templates: [])
        }
    }

    // MARK: Templates

    private func templates(_ yaml: String) throws -> [MessageTemplate] {
        let file = try ConfigurationFile(text: "templates:\n\(yaml)\n", directory: "/")
        var root = try file.root.mapping()
        return try root.required("templates").sequence().map { node throws(ConfigurationError) in
            try MessageTemplate(node: node)
        }
    }

    @Test func `A template replaces words, and says what is missing`() throws {
        let templates = try templates(
            """
              - {audience: customers, events: [opened], headline: "Sign-in: {severity}", text: "{publicMessage} {{x} {reference}"}
              - {audience: responders, text: "{title} by {actor}"}
            """)
        var message = Message.sample()
        message.publicSummary = "It is slow."
        let outside = try MessageText(message, for: .customers, templates: templates)
        #expect(outside.headline == "Sign-in: sev1")
        #expect(outside.summary == "It is slow. {x} \(outside.incident)")
        #expect(try MessageText(.sample(event: .resolved), for: .customers, templates: templates).headline.contains("resolved"))
        #expect(try MessageText(.sample(), for: .responders, templates: templates).summary == "Admin session stolen by ada")
        let error = try #require(throws: NotificationsError.self) {
            try MessageText(.sample(), for: .customers, templates: templates)
        }
        #expect(error.message.contains("{publicMessage}") && error.message.contains("firebreak.yaml:2:"))
        #expect(error.hint == "give it with --public-message")
    }

    @Test(arguments: [
        ("{audience: customers, text: '{actor}'}", "people outside"), ("{audience: customers, text: '{titel}'}", "unknown"),
        ("{audience: responders, text: '{titel}'}", "title"), ("{audience: responders, text: '{title'}", "without its"),
        ("{audience: responders}", "replaces nothing"), ("{text: x}", "audience"),
        ("{audience: responders, txt: x}", "txt"), ("{audience: responders, events: [open], text: x}", "opened"),
    ])
    func `What is wrong in a template is said with its place`(yaml: String, word: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try templates("  - \(yaml)") }
        #expect(error.message.contains("firebreak.yaml:2:"))
        #expect("\(error.message) \(error.hint ?? "")".contains(word))
    }
}

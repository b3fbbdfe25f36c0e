import Basics
import Configuration
import Notifications
import Testing

@Suite struct ChannelConfigurationTests {
    private func channel(_ yaml: String) throws -> ChannelConfiguration {
        let file = try ConfigurationFile(text: "channels:\n  ops: \(yaml)\n", directory: "/etc/firebreak")
        var root = try file.root.mapping()
        let entries = try root.required("channels").mapping().entries
        let (name, node) = try #require(entries.first)
        return try ChannelConfiguration(name: name, node: node)
    }

    @Test func `Nothing is resolved when it is read`() throws {
        let slack = try channel("{slack: {url: '${env:UNSET}'}}")
        #expect(slack.name == "ops")
        #expect(slack.kind == .slack)
        #expect(slack.channel.name == "ops")
        let error = try #require(throws: NotificationsError.self) { try slack.channel.destination([:]) }
        #expect(error.status == .configuration)
        #expect(
            try slack.channel.destination(["UNSET": "https://hooks.slack.com/services/x"]) == "https://hooks.slack.com")
    }

    @Test func `PagerDuty's address is known`() throws {
        let page = try channel("{pagerduty: {routingKey: '${env:KEY}'}}")
        #expect(page.kind == .pagerDuty)
        #expect(try page.channel.destination([:]) == "https://events.pagerduty.com")
        let europe = try channel(
            "{pagerduty: {routingKey: k, url: 'https://events.eu.pagerduty.com/v2/enqueue', source: eu}}")
        #expect(try europe.channel.destination([:]) == "https://events.eu.pagerduty.com")
        let payload = europe.channel.render(MessageText(.sample(), for: .responders))
        #expect(String(decoding: payload.body, as: UTF8.self).contains(#""source":"eu""#))
    }

    @Test(arguments: [
        ("{}", "ops"), ("{slack: {}}", "url"), ("{slack: {uri: x}}", "url"), ("{pagerduty: {}}", "routingKey"),
        ("{slak: {url: x}}", "slak"), ("{slack: {url: x, color: red}}", "color"), ("{slack: [x]}", "slack"),
        ("{slack: {url: x}, pagerduty: {routingKey: k}}", "more than one"), ("x", "ops"),
        ("{pagerduty: {routingKey: k, source: '${env:X}'}}", "source"),
    ])
    func `What is wrong is said with its place`(yaml: String, word: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try channel(yaml) }
        #expect(error.status == .configuration)
        #expect(error.message.contains("firebreak.yaml:2:"))
        #expect("\(error.message) \(error.hint ?? "")".contains(word))
    }
}

@Suite struct RouteTests {
    private func routes(_ yaml: String) throws -> [RouteConfiguration] {
        let file = try ConfigurationFile(text: "routes:\n\(yaml)\n", directory: "/")
        var root = try file.root.mapping()
        return try root.required("routes").sequence().map { node throws(ConfigurationError) in
            try RouteConfiguration(node: node)
        }
    }

    private func channels(_ names: [String]) throws -> [ChannelConfiguration] {
        let file = try ConfigurationFile(text: "slack: {url: 'https://hooks.slack.com/x'}", directory: "/")
        return try names.map { try ChannelConfiguration(name: $0, node: file.root) }
    }

    @Test func `A message goes where its severity and event say, each way once`() throws {
        let routes = try routes(
            """
              - {audience: responders, severity: [sev1, sev2], channels: [page, ops, page]}
              - {audience: responders, severity: sev3, channels: [ops]}
              - {audience: responders, events: [resolved, reportReady], channels: [ops, log]}
            """)
        func names(_ event: MessageEvent, _ severity: MessageSeverity) -> [String] {
            routes.routes(for: event, severity: severity).map(\.channel)
        }
        #expect(names(.opened, .sev1) == ["page", "ops"])
        #expect(names(.opened, .sev3) == ["ops"])
        #expect(names(.opened, .sev4) == [])
        #expect(names(.resolved, .sev2) == ["page", "ops", "log"])
        #expect(names(.reportReady, .sev4) == ["ops", "log"])
        #expect(routes.routes(for: .sample(severity: .sev3)) == [Route(audience: .responders, channel: "ops")])
    }

    @Test func `Channels must be there`() throws {
        let route = try #require(routes("  - {audience: responders, channels: [page, obs]}").first)
        try route.check(channels: channels(["page", "obs"]))
        let others = try channels(["page", "ops"])
        let error = try #require(throws: ConfigurationError.self) { try route.check(channels: others) }
        #expect(error.message.contains("'obs'"))
        #expect(error.hint?.contains("ops") == true)
    }

    @Test(arguments: [
        ("{channels: [a]}", "audience"), ("{audience: everyone, channels: [a]}", "responders"),
        ("{audience: responders}", "channels"),
        ("{audience: responders, channels: []}", "channel"),
        ("{audience: responders, channels: [a], severity: [sev5]}", "sev4"),
        ("{audience: responders, channels: [a], severity: []}", "empty"),
        ("{audience: responders, channels: [a], event: opened}", "events"),
        ("{audience: responders, channels: [a], events: [open]}", "opened"),
    ])
    func `What is wrong is said with its place`(yaml: String, word: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try routes("  - \(yaml)") }
        #expect(error.message.contains("firebreak.yaml:2:"))
        #expect("\(error.message) \(error.hint ?? "")".contains(word))
    }
}

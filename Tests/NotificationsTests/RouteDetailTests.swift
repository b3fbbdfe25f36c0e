import Basics
import Configuration
import Notifications
import Testing

/// Quiet hours, escalation, systems and what firebreak tells by itself, as the configuration says them.
@Suite struct RouteDetailTests {
    private func route(_ yaml: String) throws -> RouteConfiguration {
        let file = try ConfigurationFile(text: "routes:\n  - \(yaml)\n", directory: "/")
        var root = try file.root.mapping()
        let node = try #require(try root.required("routes").sequence().first)
        return try RouteConfiguration(node: node)
    }

    @Test(arguments: [
        // from, to, offset, instant (UTC), end (UTC) or nothing
        ("22:00", "07:00", "Z", "2026-11-21T03:04:05Z", "2026-11-21T07:00:00Z"),
        ("22:00", "07:00", "Z", "2026-11-21T22:00:00Z", "2026-11-22T07:00:00Z"),
        ("22:00", "07:00", "Z", "2026-11-21T07:00:00Z", ""), ("22:00", "07:00", "Z", "2026-11-21T21:59:59Z", ""),
        ("22:00", "07:00", "+01:00", "2026-11-21T21:30:00Z", "2026-11-22T06:00:00Z"),
        ("22:00", "07:00", "-05:30", "2026-11-21T12:00:00Z", "2026-11-21T12:30:00Z"),
        ("12:00", "13:00", "UTC", "2026-11-21T12:30:00Z", "2026-11-21T13:00:00Z"), ("12:00", "13:00", "UTC", "2026-11-21T13:30:00Z", ""),
    ])
    func `Quiet hours end when they say`(from: String, to: String, offset: String, at: String, end: String) throws {
        let route = try route(
            "{audience: responders, severity: sev3, channels: [a], quietHours: {from: '\(from)', to: '\(to)', utcOffset: '\(offset)'}}")
        let instant = try #require(Timestamp(at))
        let found = try #require(route.quietHours).end(at: instant)
        #expect((found?.formatted(fractionDigits: 0) ?? "") == end)
    }

    @Test(arguments: [
        // A winter's night and a summer's.
        ("Europe/Berlin", "22:00", "07:00", "2026-11-21T03:04:05Z", "2026-11-21T06:00:00Z"),
        ("Europe/Berlin", "22:00", "07:00", "2026-07-21T03:04:05Z", "2026-07-21T05:00:00Z"),
        ("Europe/Berlin", "22:00", "07:00", "2026-07-21T20:00:00Z", "2026-07-22T05:00:00Z"),
        ("Europe/Berlin", "22:00", "07:00", "2026-07-21T19:59:59Z", ""), ("Europe/Berlin", "22:00", "07:00", "2026-07-21T05:00:00Z", ""),
        // The nights in which the clock is put forward (29 March, 01:00Z) and back (25 October, 01:00Z).
        ("Europe/Berlin", "22:00", "07:00", "2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z"),
        ("Europe/Berlin", "22:00", "07:00", "2026-10-24T22:00:00Z", "2026-10-25T06:00:00Z"),
        // An end that the clock leaves out: it is over when the clock has passed it.
        ("Europe/Berlin", "22:00", "02:30", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", "22:00", "02:30", "2026-03-29T01:00:00Z", ""),
        // An end that the clock shows twice: by the clock on the wall it is quiet again for half an hour.
        ("Europe/Berlin", "22:00", "02:30", "2026-10-25T00:10:00Z", "2026-10-25T00:30:00Z"),
        ("Europe/Berlin", "22:00", "02:30", "2026-10-25T00:30:00Z", ""),
        ("Europe/Berlin", "22:00", "02:30", "2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z"),
        ("America/New_York", "22:00", "07:00", "2026-11-21T03:04:05Z", "2026-11-21T12:00:00Z"),
        ("Asia/Kolkata", "22:00", "07:00", "2026-11-21T17:00:00Z", "2026-11-22T01:30:00Z"),
        ("Australia/Lord_Howe", "00:00", "06:00", "2026-10-03T14:00:00Z", "2026-10-03T19:00:00Z"),
        // Beyond what the file has in full, by the rule at its end.
        ("Europe/Berlin", "22:00", "07:00", "2050-07-21T03:04:05Z", "2050-07-21T05:00:00Z"),
        ("Etc/UTC", "22:00", "07:00", "2026-11-21T03:04:05Z", "2026-11-21T07:00:00Z"),
    ])
    func `Quiet hours follow the clock of their zone`(zone: String, from: String, to: String, at: String, end: String) throws {
        let route = try route(
            "{audience: responders, severity: sev3, channels: [a], quietHours: {from: '\(from)', to: '\(to)', zone: \(zone)}}")
        let found = try #require(route.quietHours).end(at: #require(Timestamp(at)))
        #expect((found?.formatted(fractionDigits: 0) ?? "") == end)
    }

    @Test func `An unknown zone is an error at its place`() throws {
        for name in ["Europe/Nowhere", "CEST", "europe berlin", "../../etc/passwd", "''"] {
            let yaml = "{audience: responders, severity: sev3, channels: [a], quietHours: {from: '22:00', to: '07:00', zone: \(name)}}"
            let error = try #require(throws: ConfigurationError.self) { try route(yaml) }
            #expect(error.message.contains("firebreak.yaml:2:106:") && error.message.contains("time zone"), "\(error.message)")
            #expect(error.hint?.contains("Europe/Berlin") == true)
        }
    }

    @Test(arguments: [
        ("{audience: responders, severity: sev3, channels: [a], quietHours: {from: '07:00', to: '08:00', zone: UTC, utcOffset: Z}}", "beside 'zone'"),
        ("{audience: responders, severity: sev3, channels: [a], quietHours: {from: '22:00'}}", "to"),
        ("{audience: responders, severity: sev3, channels: [a], quietHours: {from: '24:00', to: '07:00'}}", "time of day"),
        ("{audience: responders, severity: sev3, channels: [a], quietHours: {from: '7:00', to: '08:00'}}", "time of day"),
        ("{audience: responders, severity: sev3, channels: [a], quietHours: {from: '07:00', to: '07:00'}}", "same time"),
        ("{audience: responders, severity: sev3, channels: [a], quietHours: {from: '07:00', to: '08:00', utcOffset: CET}}", "offset"),
        ("{audience: responders, channels: [a], quietHours: {from: '07:00', to: '08:00'}}", "sev1"),
        ("{audience: responders, channels: [a], escalate: [{after: 0s, channels: [a]}]}", "no time"),
        ("{audience: responders, channels: [a], escalate: [{after: 15m}]}", "channels"),
        ("{audience: responders, channels: [a], system: []}", "empty"),
    ])
    func `What is wrong is said with its place`(yaml: String, word: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try route(yaml) }
        #expect(error.message.contains("firebreak.yaml:2:"))
        #expect("\(error.message) \(error.hint ?? "")".contains(word))
    }

    @Test func `Only an opening escalates, once for each channel`() throws {
        let routes = [
            try route("{audience: responders, channels: [a], escalate: [{after: 15m, channels: [b, c]}, {after: 1h, channels: [c]}]}"),
            try route("{audience: responders, severity: sev1, channels: [a], escalate: [{after: 15m, channels: [b]}]}"),
        ]
        let opened = routes.routes(for: .opened, severity: .sev1)
        #expect(opened.map(\.channel) == ["a", "b", "c", "c"])
        #expect(opened.map(\.unacknowledgedFor) == [nil, .seconds(900), .seconds(900), .seconds(3600)])
        #expect(routes.routes(for: .updated, severity: .sev1).map(\.channel) == ["a"])
    }

    @Test func `Systems decide where they are named, and upkeep never goes outside`() throws {
        let routes = [
            try route("{audience: owners, system: [billing, web], channels: [a]}"), try route("{audience: customers, channels: [b]}"),
        ]
        #expect(routes.routes(for: .opened, severity: .sev1, systems: ["web"]).map(\.channel) == ["a", "b"])
        #expect(routes.routes(for: .opened, severity: .sev1, systems: ["mail"]).map(\.channel) == ["b"])
        #expect(routes.routes(for: .rotationParked, severity: .sev3, systems: ["web"]).map(\.channel) == ["a"])
    }

    @Test func `A page that everybody reads is nothing for responders`() throws {
        let page = try ConfigurationFile(text: "statuspage: {page: abc, apiKey: k}", directory: "/")
        let known = [try ChannelConfiguration(name: "a", node: page.root)]
        let inside = try route("{audience: responders, channels: [a]}")
        let error = try #require(throws: ConfigurationError.self) { try inside.check(channels: known) }
        #expect(error.message.contains("everybody can read 'a'") && error.message.contains("firebreak.yaml:2:"))
        try route("{audience: statusPage, channels: [a]}").check(channels: known)
    }

    @Test(arguments: ["channels: [a]", "channels: a", "channels: [log, a]"])
    func `Nor is it where nobody acknowledges`(_ escalated: String) throws {
        let page = try ConfigurationFile(text: "statuspage: {page: abc, apiKey: k}", directory: "/")
        let log = try ConfigurationFile(text: "file: {path: log}", directory: "/")
        let known = try [ChannelConfiguration(name: "a", node: page.root), ChannelConfiguration(name: "log", node: log.root)]
        let inside = try route("{audience: responders, channels: [log], escalate: [{after: 15m, \(escalated)}]}")
        let error = try #require(throws: ConfigurationError.self) { try inside.check(channels: known) }
        #expect(error.message.contains("everybody can read 'a'") && error.message.contains("firebreak.yaml:2:"))
        try route("{audience: statusPage, channels: [a], escalate: [{after: 15m, \(escalated)}]}").check(channels: known)
        let unknown = try route("{audience: responders, channels: [log], escalate: [{after: 15m, channels: [lag]}]}")
        let other = try #require(throws: ConfigurationError.self) { try unknown.check(channels: known) }
        #expect("\(other.message) \(other.hint ?? "")".contains("lag"))
    }
}

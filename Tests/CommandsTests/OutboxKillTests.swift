import Basics
import Files
import Foundation
import JSON
import Processes
import TestSupport
import Testing

/// SIGKILL of the real program while it tells through each kind of channel: at the boundaries before and after every
/// call that changes the disk or that the other side sees, and at random instants.
///
/// Delivery is at least once (docs/notifications.md): each message arrives, none overtakes another, and one arrives at
/// most once more than the outbox counts it as `uncertain`, which no kill raises by more than one.
@Suite(
    "SIGKILL while telling, for each kind of channel", .serialized,
    .enabled(if: !TestDatabase.isPostgres, "the server's clock counts there, which faketime does not reach"))
struct OutboxKillTests {
    static let channels = Kind.allCases

    enum Kind: String, CaseIterable, Sendable {
        case slack, slackAPI, pagerDuty, change, teams, statuspage, email, webhook, file, command

        func configuration(_ receiver: NotificationReceiver, mail: MailSink) -> String {
            switch self {
            case .slack: "{slack: {url: \"\(receiver.url("/slack"))\"}}"
            case .slackAPI: "{slack: {token: xoxb-x, channel: C0123456789, url: \"\(receiver.url("/chat.postMessage"))\"}}"
            case .pagerDuty, .change:
                "{pagerduty: {routingKey: 0123456789abcdef0123456789abcdef, url: \"\(receiver.url("/v2/enqueue"))\"}}"
            case .teams: "{teams: {url: \"\(receiver.url("/teams"))\"}}"
            case .statuspage: "{statuspage: {page: kctbh9vrtdwd, apiKey: k, url: \"\(receiver.url("/v1"))\"}}"
            case .email:
                "{email: {server: \"smtp://127.0.0.1:\(mail.port)\", from: fb@example.com, to: ada@example.com, tls: none}}"
            case .webhook: "{webhook: {url: \"\(receiver.url("/hook"))\", secret: EVENTS}}"
            case .file: "{file: {path: told.jsonl}}"
            case .command: "{command: {run: [./tell]}}"
            }
        }

        /// `rotated` is a change event at PagerDuty; what an outsider gets says the round in words for outsiders.
        var event: String { self == .change ? "rotated" : "updated" }

        /// By what a receiver can tell a repetition; nil where nothing tells it.
        func mark(_ message: JSONValue, _ headers: JSONValue) -> String? {
            switch self {
            case .slack, .slackAPI, .change, .teams, .statuspage: nil
            case .pagerDuty: message["dedup_key"]?.stringValue
            case .webhook: headers["webhook-id"]?.stringValue == message["id"]?.stringValue ? message["id"]?.stringValue : "?"
            case .file, .command: message["id"]?.stringValue
            case .email: message["id"]?.stringValue
            }
        }
    }

    /// A folder in which the program tells through one channel, and what has arrived there.
    private struct Scene {
        let kind: Kind
        let firebreak: FirebreakProgram
        let receiver: NotificationReceiver
        let mail: MailSink
        var directory: String { firebreak.directory }

        init(_ kind: Kind, in directory: String) throws {
            self.kind = kind
            receiver = try NotificationReceiver()
            mail = try MailSink(in: directory)
            let audience = kind == .statuspage ? "statusPage" : "responders"
            let configuration = """
                secrets:
                  EVENTS: {kind: webhook-standard}
                channels:
                  ops: \(kind.configuration(receiver, mail: mail))
                routes:
                  - {audience: \(audience), channels: [ops]}
                notify: {automatic: []}

                """
            try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
            try AtomicFile.create(
                directory + "/tell", Array("#!/bin/sh\ntr -d '\\n' > told.$$ && echo >> told.$$ && cat told.$$ >> told.jsonl\n".utf8),
                mode: 0o700)
            firebreak = try FirebreakProgram(in: directory)
            try #require(try firebreak.run("secrets", "rotate", "EVENTS", "--yes").exitCode == 0)
            try #require(try firebreak.run("incident", "open", "--title", "T", "--severity", "sev1").exitCode == 0)
            // The first message begins the thread, the alert, the incident on the page.
            let first = try send("round 0.", event: kind == .change ? "rotated" : "opened")
            try #require(first.exitCode == 0, "\(first.errorText)")
        }

        /// Runs the program minutes after it was run before, so that nothing is held by one that was killed, under a trap.
        func run(_ arguments: [String], minutes: Int = 0, trap: [String: String] = [:]) throws -> ProgramResult {
            var environment = trap
            if minutes > 0 {
                environment.merge(try FakeClock.variables("+\(minutes)m")) { [$0, $1].joined(separator: ":") }
            }
            return try firebreak.run(arguments, environment: environment)
        }

        func send(_ text: String, event: String? = nil, minutes: Int = 0, trap: [String: String] = [:]) throws -> ProgramResult {
            try run(
                ["notify", "send", "--event", event ?? kind.event, "--message", text, "--public-message", text, "--yes"],
                minutes: minutes, trap: trap)
        }

        /// What arrived: which round each message is of, by what its receiver knows it, and the whole of it.
        func arrived() throws -> [(round: Int, mark: String?, text: String)] {
            let messages: [(JSONValue, JSONValue)]
            switch kind {
            case .file, .command:
                let text = try FileReader.readText(directory + "/told.jsonl")
                messages = try text.split(separator: "\n").map { (try JSONValue(parsing: Array($0.utf8)), .null) }
            case .email: messages = try mail.mails().map { ($0, .null) }
            default: messages = try receiver.posts().map { ($0.body, $0.headers) }
            }
            return messages.map { message, headers in
                let text = message.compact
                let round = text.firstRange(of: "round ").flatMap { Int(text[$0.upperBound...].prefix { $0.isNumber }) }
                return (round ?? -1, kind.mark(message, headers), text)
            }
        }

        /// Carries everything on to its end, and says what is wrong with what arrived.
        func check(kills: Int, rounds: Int) throws {
            var minutes = (rounds + 1) * Self.pause
            for _ in 0..<2 {
                _ = try run(["tick"], minutes: minutes)
                minutes += Self.pause
            }
            let outbox = try JSONValue(parsing: run(["notify", "outbox", "--all", "--json"], minutes: minutes).standardOutput)
            let items = outbox.arrayValue ?? []
            #expect(items.allSatisfy { $0["state"] == "delivered" }, "\(items.filter { $0["state"] != "delivered" }.map(\.compact))")
            let arrived = try arrived()
            let order = arrived.map(\.round)
            #expect(order == order.sorted() && !order.contains(-1), "\(kind): none overtakes another: \(order)")
            #expect(Set(order).count == items.count, "\(kind): \(items.count) were queued, \(Set(order).count) arrived")
            var uncertain = 0
            // Each message's own count, in the order in which they were queued.
            for (round, item) in zip(Set(order).sorted(), items) {
                let times = arrived.filter { $0.round == round }
                let said = Int(item["uncertain"]?.integerValue ?? 0)
                uncertain += said
                #expect(times.count <= 1 + said, "\(kind): round \(round) arrived \(times.count) times, \(said) were uncertain")
                #expect(Set(times.map(\.mark)).count == 1, "\(kind): a repetition has another name")
                #expect(kind == .slackAPI || Set(times.map(\.text)).count == 1, "\(kind): a repetition differs")
            }
            #expect(uncertain <= kills, "\(kind): \(uncertain) uncertain after \(kills) kills")
            #expect(arrived.count - Set(order).count <= kills)
            if kind == .statuspage {
                let created = try receiver.posts().filter { $0.method == "POST" }
                #expect(created.count == 1, "one incident stands on the page")
            }
            #expect(try JSONValue(parsing: run(["journal", "verify", "--json"], minutes: minutes).standardOutput)["intact"] == true)
            if FirebreakProgram.isSoaking {
                print("\(kind): \(rounds) rounds, \(kills) kills, \(items.count) queued, \(arrived.count) arrived, \(uncertain) uncertain")
            }
        }

        /// Minutes between two runs: longer than a killed one holds a message.
        static let pause = 5
    }

    @Test("at boundaries: each arrives, in order, and no more often than documented", arguments: channels)
    func boundaries(kind: Kind) throws {
        let trap = try SystemTrap()
        try withTemporaryDirectory { directory in
            let scene = try Scene(kind, in: directory)
            let counted = try scene.send("round 1.", trap: trap.counting(to: directory + "/count"))
            try #require(counted.exitCode == 0, "\(counted.errorText)")
            let count = Int(try FileReader.readText(directory + "/count")) ?? 0
            try #require(count > 10)
            // In the short form a few, the last ones among them: there the message has been sent and is recorded.
            let last = max(1, count - 12)...count
            let chosen = FirebreakProgram.isSoaking
                ? Array(1...count) : [.random(in: 1...count), .random(in: last), .random(in: last)]
            var kills = 0
            for (index, boundary) in chosen.enumerated() {
                let minutes = (index + 1) * Scene.pause
                let result = try scene.send("round \(index + 2).", minutes: minutes, trap: trap.killing(at: boundary))
                if result.exitCode == 137 { kills += 1 }
            }
            // A later run may make fewer calls than the first, and end before its boundary.
            let least = FirebreakProgram.isSoaking ? chosen.count * 2 / 3 : 1
            #expect(kills >= least, "only \(kills) of \(chosen.count) were killed")
            try scene.check(kills: kills, rounds: chosen.count)
        }
    }

    /// In the short form some of them.
    static let some = FirebreakProgram.isSoaking ? channels : Array(channels.shuffled().prefix(3))

    @Test("at random instants, in a pass of tick too", arguments: some)
    func randomInstants(kind: Kind) throws {
        let trap = try SystemTrap()
        try withTemporaryDirectory { directory in
            let scene = try Scene(kind, in: directory)
            let start = ContinuousClock.now
            try #require(try scene.send("round 1.").exitCode == 0)
            let whole = (ContinuousClock.now - start).inSeconds
            let rounds = FirebreakProgram.isSoaking ? 120 : 4
            var kills = 0
            for round in 1...rounds {
                let minutes = round * Scene.pause
                let instant = trap.killing(after: .seconds(Double.random(in: 0.2...1) * whole))
                // Every third time a pass of `tick` is killed, which finds what was left.
                let result = round % 3 == 0
                    ? try scene.run(["tick"], minutes: minutes, trap: instant)
                    : try scene.send("round \(round + 1).", minutes: minutes, trap: instant)
                if result.exitCode == 137 { kills += 1 }
            }
            try scene.check(kills: kills, rounds: rounds)
        }
    }

    @Test("an incident that is opened under SIGKILL is told or is none", arguments: [Kind.slack, .file])
    func together(kind: Kind) throws {
        let trap = try SystemTrap()
        try withTemporaryDirectory { directory in
            let scene = try Scene(kind, in: directory)
            let text = try FileReader.readText(directory + "/firebreak.yaml")
            try AtomicFile.replace(
                directory + "/firebreak.yaml", with: Array(text.replacing("notify: {automatic: []}\n", with: "").utf8))
            let open = ["incident", "open", "--severity", "sev2", "--title"]
            let counted = try scene.run(open + ["round 1."], trap: trap.counting(to: directory + "/count"))
            try #require(counted.exitCode == 0, "\(counted.errorText)")
            let count = Int(try FileReader.readText(directory + "/count")) ?? 0
            let chosen = FirebreakProgram.isSoaking ? Array(1...count) : (0..<3).map { _ in .random(in: 1...count) }
            for (index, boundary) in chosen.enumerated() {
                _ = try scene.run(
                    open + ["round \(index + 2)."], minutes: (index + 1) * Scene.pause, trap: trap.killing(at: boundary))
            }
            let end = (chosen.count + 1) * Scene.pause
            for pass in 0..<2 { _ = try scene.run(["tick"], minutes: end + pass * Scene.pause) }
            let incidents = try JSONValue(
                parsing: scene.run(["incident", "list", "--json"], minutes: end).standardOutput).arrayValue ?? []
            let arrived = Set(try scene.arrived().map(\.round)).subtracting([0])
            let opened = Set(incidents.compactMap { $0["title"]?.stringValue?.dropFirst("round ".count).dropLast() }.compactMap { Int($0) })
            #expect(arrived == opened)
        }
    }
}

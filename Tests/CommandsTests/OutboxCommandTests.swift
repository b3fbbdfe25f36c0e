import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// The outbox as a person at a shell has it, through the real program.
@Suite(
    "The outbox at a shell",
    .enabled(if: !TestDatabase.isPostgres, "the server's clock counts there, which faketime does not reach"))
struct OutboxCommandTests {
    /// A program of the user's own as channel, in a folder with a configuration.
    private func open(_ configuration: String, _ body: (FirebreakProgram) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
            try body(FirebreakProgram(in: directory))
        }
    }

    private func json(_ result: ProgramResult) throws -> JSONValue { try JSONValue(parsing: result.standardOutput) }

    /// Runs firebreak as if it were later.
    private func later(
        _ offset: String, _ firebreak: FirebreakProgram, _ arguments: String...
    ) throws -> ProgramResult {
        try firebreak.run(through: try FakeClock.launcher(offset), arguments)
    }

    private static let stubborn = """
        channels:
          ops: {command: {run: [/bin/sh, -c, "cat >> got; echo >> got; test -e ok"]}}
          bad: {command: {run: [/bin/sh, -c, "exit 65"]}}
        routes:
          - {audience: responders, channels: [ops, bad]}

        """

    @Test("a message waits, is shown, is delivered by tick; one that is refused is parked, retried and dropped")
    func life() throws {
        try open(Self.stubborn) { firebreak in
            let opened = try firebreak.run("incident", "open", "--title", "T", "--severity", "sev1", "--json")
            #expect(opened.exitCode == 0)
            #expect(opened.errorText.contains("not told yet: 'opened' to ops") && opened.errorText.contains("not told: "))
            let list = try firebreak.run("notify", "outbox", "--json")
            #expect(list.exitCode == 2)
            let items = try json(list)
            #expect(items[0]?["state"] == "waiting" && items[1]?["state"] == "parked")
            #expect(try firebreak.run("doctor").outputText.contains("1 message parked"))
            let metrics = try firebreak.run("metrics").outputText
            #expect(metrics.contains("firebreak_outbox_waiting{channel=\"ops\"} 1"))
            #expect(metrics.contains("firebreak_outbox_parked{channel=\"bad\"} 1"))
            try AtomicFile.create(firebreak.directory + "/ok", [])
            // Before its time nothing is tried.
            #expect(try json(firebreak.run("tick", "--json"))["items"]?.arrayValue?.isEmpty == true)
            #expect(try later("+5m", firebreak, "tick").exitCode == 0)
            let rest = try json(firebreak.run("notify", "outbox", "--all", "--json"))
            #expect(rest[0]?["state"] == "delivered" && rest[0]?["attempts"] == 2)
            #expect(try firebreak.run("notify", "outbox", "retry", "2").exitCode == 2)
            #expect(try firebreak.run("notify", "outbox", "drop", "2").exitCode == 77)
            #expect(try firebreak.run("notify", "outbox", "drop", "2", "--yes", "--reason", "by phone").exitCode == 0)
            #expect(try firebreak.run("notify", "outbox", "drop", "9", "--yes").exitCode == 66)
            #expect(try firebreak.run("notify", "outbox").outputText == "Nothing is waiting, nothing is parked.\n")
            #expect(try json(firebreak.run("journal", "verify", "--json"))["intact"] == true)
        }
    }

    /// The channel's program kills firebreak when it has read the message: between sending and recording.
    private static let deadly = """
        channels:
          ops: {command: {run: [/bin/sh, -c, "cat >> got; echo >> got; test -e spare || kill -9 $PPID"]}}
        routes:
          - {audience: responders, channels: [ops]}

        """

    @Test("SIGKILL between sending and recording: it is sent again, and said to have arrived twice perhaps")
    func killed() throws {
        try open(Self.deadly) { firebreak in
            #expect(try firebreak.run("incident", "open", "--title", "T", "--severity", "sev1").exitCode == 137)
            func got() throws -> [JSONValue] {
                try FileReader.read(firebreak.directory + "/got").split(separator: 10).map { try JSONValue(parsing: Array($0)) }
            }
            #expect(try got().count == 1)
            // It was opened all the same, and nobody else sends it while it may still be on its way.
            #expect(try json(firebreak.run("incident", "list", "--json")).arrayValue?.count == 1)
            _ = try firebreak.run("tick")
            #expect(try got().count == 1)
            for kill in 2...3 {
                #expect(try later("+\(kill * 5)m", firebreak, "tick").exitCode != 0)
                #expect(try got().count == kill)
            }
            try AtomicFile.create(firebreak.directory + "/spare", [])
            #expect(try later("+30m", firebreak, "tick").exitCode == 0)
            let all = try got()
            #expect(all.count == 4 && Set(all.map(\.compact)).count == 1)
            let item = try json(firebreak.run("notify", "outbox", "--all", "--json"))[0]
            #expect(item?["state"] == "delivered" && item?["uncertain"] == 3 && item?["attempts"] == 4)
            #expect(try json(later("+31m", firebreak, "tick", "--json"))["items"]?.arrayValue?.isEmpty == true)
        }
    }

    /// How many times the program is killed.
    static let kills = FirebreakProgram.isSoaking ? 300 : 25

    @Test("SIGKILL at random instants: each message arrives, in order, no more often than it was killed")
    func killedAtRandomInstants() throws {
        let receiver = try NotificationReceiver()
        let configuration = """
            channels:
              ops: {slack: {url: "\(receiver.url("/slack"))"}}
            routes:
              - {audience: responders, channels: [ops]}

            """
        try open(configuration) { firebreak in
            #expect(try firebreak.run("incident", "open", "--title", "T", "--severity", "sev1").exitCode == 0)
            let start = ContinuousClock.now
            #expect(try firebreak.run("notify", "send", "--event", "updated", "--message", "first", "--yes").exitCode == 0)
            let whole = ContinuousClock.now - start
            var killed = 0
            for round in 0..<Self.kills {
                let instant = Double.random(in: 0.3...1.1) * whole.inSeconds
                let result = try firebreak.run(
                    through: FakeClock.launcher("+\(round * 5)m") + ["timeout", "-s", "KILL", String(instant)],
                    ["notify", "send", "--event", "updated", "--message", "round \(round).", "--yes"])
                if result.exitCode != 0 && result.exitCode != 2 { killed += 1 }
            }
            #expect(try later("+\(Self.kills * 5 + 10)m", firebreak, "tick").exitCode == 0)
            #expect(try json(firebreak.run("notify", "outbox", "--json")).arrayValue?.isEmpty == true)
            // What was queued, as the journal says it, is what has to arrive.
            let items = try json(firebreak.run("notify", "outbox", "--all", "--json")).arrayValue ?? []
            let bodies = try receiver.posts().map(\.text)
            func round(_ text: String) -> Int? {
                text.firstRange(of: "round ").flatMap { Int(text[$0.upperBound...].prefix { $0.isNumber }) }
            }
            let arrived = bodies.compactMap(round)
            #expect(arrived == arrived.sorted(), "none overtakes another")
            // The opening and the first update have no round.
            #expect(Set(arrived).count == items.count - 2)
            #expect(bodies.count - items.count <= killed)
            let uncertain = items.reduce(0) { $0 + ($1["uncertain"]?.integerValue ?? 0) }
            #expect(bodies.count - items.count <= uncertain)
            #expect(killed > Self.kills / 10, "only \(killed) of \(Self.kills) were killed")
            #expect(try json(firebreak.run("journal", "verify", "--json"))["intact"] == true)
        }
    }
}

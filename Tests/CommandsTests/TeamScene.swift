import Basics
import Files
import Glibc
import JSON
import Processes
import Synchronization
import TestSupport
import Testing

/// Several responders, each with a program of their own, who do at once whatever comes to their minds on one state; and
/// what is known of each thing that they did.
final class TeamScene: Sendable {
    /// What a person wanted, and what is known of it.
    struct Deed: Sendable {
        enum Kind: Int, Sendable, CaseIterable { case rotate, flag, note, message, revoke }
        let kind: Kind
        /// Unlike every other: a text, or the user whose sessions are to go.
        let mark: String
        /// The secret or the flag.
        let subject: String
        let status: Int32
        let output: String
        let said: String
    }

    static let secrets = (0..<4).map { "R\($0)" }
    let directory: String
    let program: FirebreakProgram
    let redis: RedisServer
    private let deeds = Mutex<[Deed]>([])
    private let isOver = Mutex(false)

    init(_ directory: String, state: String) throws {
        self.directory = directory
        redis = try RedisServer()
        let secrets = Self.secrets.map { name in
            "  \(name): {kind: random, overlap: 0s, destinations: [{dotenv: {path: .env, key: \(name)}}]}\n"
        }
        let text = """
            \(state)
            stores: {web: {url: "\(redis.url)", layout: connect-redis}}
            secrets:
            \(secrets.joined())flags: {app: {dotenv: {path: .flags}}}
            channels: {ops: {command: {run: [/bin/sh, -c, "cat >> got; echo >> got"]}}}
            routes: [{audience: responders, channels: [ops]}]
            notify: {automatic: []}

            """
        try AtomicFile.create(directory + "/firebreak.yaml", Array(text.utf8))
        program = try FirebreakProgram(in: directory)
        try expect(["incident", "open", "--title", "T", "--severity", "sev1"])
        try expect(["secrets", "rotate"] + Self.secrets + ["--yes"])
    }

    func expect(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let result = try program.run(arguments)
        try #require(
            result.exitCode == 0, "\(arguments): \(result.exitCode) \(result.outputText) \(result.errorText)",
            sourceLocation: sourceLocation)
    }

    func json(_ arguments: [String]) throws -> JSONValue {
        try JSONValue(parsing: program.run(arguments + ["--json"]).standardOutput)
    }

    var done: [Deed] { deeds.withLock { $0 } }

    // MARK: Working

    /// Eight people at work for so long; `disturb` is called meanwhile.
    func work(for length: Duration, people: Int = 8, _ disturb: () throws -> Void) throws {
        let workers = (0..<people).map { person in
            BackgroundThread {
                var round = 0
                while !self.isOver.withLock({ $0 }) {
                    try self.act(person, round)
                    round += 1
                }
            }
        }
        let end = ContinuousClock.now + length
        let disturbance = Result { try disturb() }
        pause(max(.zero, end - .now))
        isOver.withLock { $0 = true }
        for worker in workers { try worker.join() }
        try disturbance.get()
    }

    private func act(_ person: Int, _ round: Int) throws {
        let kinds = Deed.Kind.allCases
        let kind = kinds[(person + round) % kinds.count]
        let mark = "p\(person)r\(round)x"
        var subject = ""
        let arguments: [String]
        switch kind {
        case .rotate:
            subject = Self.secrets[(person + round / 2) % Self.secrets.count]
            arguments = ["secrets", "rotate", subject, "--yes", "--json"]
        case .flag:
            subject = "F\(person)"
            arguments = ["flags", "set", subject, String(round), "--source", "app", "--reason", mark, "--yes", "--json"]
        case .note: arguments = ["incident", "note", "note \(mark)"]
        case .message:
            arguments = ["notify", "send", "--event", "updated", "--channel", "ops", "--message", "msg \(mark)", "--yes"]
        case .revoke:
            let value = #"{"cookie": {}, "passport": {"user": "\#(mark)"}}"#
            try shell(["redis-cli", "-p", String(redis.port), "set", "sess:\(mark)", value])
            arguments = ["sessions", "revoke", "--store", "web", "--match", "passport.user=\(mark)", "--watch", "0s", "--yes", "--json"]
        }
        // Now and then one of them dies in the middle.
        let isDoomed = (person + 3 * round) % 11 == 10
        let result = try isDoomed ? killed(arguments) : program.run(arguments)
        let deed = Deed(
            kind: kind, mark: mark, subject: subject, status: result.exitCode, output: result.outputText,
            said: result.errorText)
        deeds.withLock { $0.append(deed) }
    }

    private func killed(_ arguments: [String]) throws -> ProgramResult {
        try ProgramRun.run(
            ["timeout", "-s", "KILL", String(Double.random(in: 0.05...0.6)), program.path] + arguments,
            environment: TeamState.environment(in: directory), workingDirectory: directory)
    }

    private func shell(_ arguments: [String]) throws {
        let result = try ProgramRun.run(arguments)
        guard result.succeeded else { throw TestFailure("\(arguments): \(result.errorText)") }
    }

    // MARK: What became of it

    /// Nothing is lost and nothing twice, whatever happened meanwhile.
    func expectNothingLostAndNothingTwice() throws {
        // Who was killed has left something to be finished, and messages on their way.
        try waitUntil("everything is finished", within: .seconds(240)) {
            let tick = try program.run("tick", "--json")
            let items = try JSONValue(parsing: tick.standardOutput)["items"]?.arrayValue ?? []
            let outbox = try json(["notify", "outbox"]).arrayValue ?? []
            return items.isEmpty && outbox.isEmpty
        }
        let verified = try program.run("journal", "verify")
        #expect(verified.exitCode == 0, "\(verified.outputText) \(verified.errorText)")
        let all = done
        for kind in Deed.Kind.allCases {
            #expect(all.contains { $0.kind == kind && $0.status == 0 }, "nobody has done a \(kind)")
        }
        // 2: something is still to be done; 69: no way to the state; 75: somebody else is at it; 137: killed.
        let strange = all.filter { ![0, 2, 69, 75, 137].contains($0.status) }
        for deed in strange { Issue.record("\(deed.kind) \(deed.mark) ended with \(deed.status): \(deed.said)") }

        try expectNotes(all.filter { $0.kind == .note })
        try expectOverrides(all.filter { $0.kind == .flag })
        try expectVersions(all.filter { $0.kind == .rotate })
        try expectMessages(all.filter { $0.kind == .message })
        try expectRevocations(all.filter { $0.kind == .revoke })
        let held = try json(["doctor"])["checks"]?.arrayValue?.filter { $0["subject"] == "leases" } ?? []
        #expect(held.count == 1, "\(held)")
    }

    private func expect(_ count: Int, _ deed: Deed, _ what: String) {
        if deed.status == 0 { #expect(count == 1, "\(what) \(deed.mark) is there \(count) times, and was done") }
        #expect(count <= 1, "\(what) \(deed.mark) is there \(count) times; status \(deed.status)")
    }

    private var entries: [JSONValue] {
        get throws {
            try program.run("journal", "export").outputText.split(separator: "\n").compactMap {
                try JSONValue(parsing: String($0))["entry"]
            }
        }
    }

    private func expectNotes(_ notes: [Deed]) throws {
        let summaries = try entries.compactMap { $0["summary"]?.stringValue }
        for note in notes { expect(summaries.count { $0.contains("note \(note.mark)") }, note, "the note") }
    }

    private func expectOverrides(_ flags: [Deed]) throws {
        for (flag, deeds) in Dictionary(grouping: flags, by: \.subject) {
            let history = try json(["flags", "history", flag]).arrayValue ?? []
            let lasting = history.filter { $0["state"] != "undone" }
            for deed in deeds { expect(lasting.count { $0["reason"]?.stringValue == deed.mark }, deed, "the override") }
            let active = history.filter { $0["state"] == "active" }
            // Where every one of them was cut off or killed, none need hold.
            let least = deeds.contains { $0.status == 0 } ? 1 : 0
            #expect((least...1).contains(active.count), "\(flag) has \(active.count) overrides that hold")
            if active.isEmpty { continue }
            let value = try DotEnvDocument(parsing: FileReader.read(directory + "/.flags")).value(of: flag)
            #expect(value == active.first?["value"].map { $0.stringValue ?? $0.compact }, "\(flag) is what holds")
        }
    }

    private func expectVersions(_ rotations: [Deed]) throws {
        for secret in Self.secrets {
            let history = try json(["secrets", "history", secret])["versions"]?.arrayValue ?? []
            let numbers = history.compactMap { $0["version"]?.integerValue }
            #expect(numbers == (1...Int64(numbers.count)).map { $0 }, "\(secret): \(numbers)")
            #expect(history.count { $0["stage"] == "current" } == 1)
            let done = rotations.filter { $0.subject == secret && $0.status == 0 }
            let made = try done.compactMap { try JSONValue(parsing: $0.output)["version"]?.integerValue }
            #expect(Set(made).count == made.count, "\(secret): nobody made a version that another made: \(made)")
            #expect(Set(made).isSubset(of: Set(numbers)))
            let tried = rotations.count { $0.subject == secret && $0.status != 75 }
            #expect(numbers.count <= 1 + tried, "\(secret) has \(numbers.count) versions after \(tried) attempts")
            let held = try DotEnvDocument(parsing: FileReader.read(directory + "/.env")).value(of: secret)
            let current = try program.run("secrets", "reveal", secret, "--output", "-").outputText
            #expect(held == current, "\(secret): the destination has the current value")
        }
    }

    private func expectMessages(_ messages: [Deed]) throws {
        let got = try FileReader.readText(directory + "/got", limit: 64 << 20)
        let outbox = try json(["notify", "outbox", "--all"]).arrayValue ?? []
        let delivered = outbox.count { $0["state"] == "delivered" }
        #expect(delivered == outbox.count)
        let uncertain = outbox.reduce(0) { $0 + Int($1["uncertain"]?.integerValue ?? 0) }
        var more = 0
        for message in messages {
            let count = got.components(separatedBy: "msg \(message.mark)") - 1
            if message.status == 0 || message.status == 2 { #expect(count >= 1, "the message \(message.mark) was lost") }
            more += max(0, count - 1)
        }
        // Only of attempts that ended in the dark, and of which the outbox says so.
        #expect(more <= uncertain, "\(more) arrived twice, \(uncertain) attempts are said to be uncertain")
    }

    private func expectRevocations(_ revocations: [Deed]) throws {
        for deed in revocations where deed.status == 0 {
            let left = try ProgramRun.run(["redis-cli", "-p", String(redis.port), "exists", "sess:\(deed.mark)"])
            #expect(left.outputText.hasPrefix("0"), "the session of \(deed.mark) is there still")
            #expect(try JSONValue(parsing: deed.output)["revoked"] == 1, "\(deed.output)")
        }
    }
}

extension String {
    /// How many pieces a separator makes of it.
    fileprivate func components(separatedBy separator: String) -> Int { ranges(of: separator).count + 1 }
}

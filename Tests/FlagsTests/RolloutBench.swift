import Basics
import Configuration
import Files
import Flags
import HTTP
import State
import Synchronization
import TestSupport
import Testing

/// A flagd file, a service that gates ask, a state, and a clock that is set by hand.
struct RolloutBench {
    let bench: Workbench
    let service: ScrapedService
    let rollouts: Rollouts
    let folder: String

    var source: FlagdFlagSource { FlagdFlagSource(name: "release", path: folder + "/flags.json") }
    var clock: HandClock { bench.clock }
    static let cause = OverrideCause(actor: "alice", reason: "new checkout")

    static let file = #"{"flags": {"F": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off"}}}"# + "\n"

    /// The file after a step.
    static func file(_ percent: Int) -> String {
        let rules = #", "targeting": {"fractional": [["on", \#(percent)], ["off", \#(100 - percent)]]}"#
        return file.replacing(#""off"}}}"#, with: (percent == 100 ? #""on""# : #""off""#) + rules + "}}}")
    }

    /// - Parameter gates: settings of gates that ask the service, by their names: `for: 5m, action: rollback`.
    init(in folder: String, gates: [(name: String, settings: String)] = [], port: Int? = nil) throws {
        self.folder = folder
        bench = try Workbench(in: folder)
        service = try ScrapedService("ok")
        if !FileReader.exists(folder + "/flags.json") {
            try AtomicFile.create(folder + "/flags.json", Array(Self.file.utf8))
        }
        var configured: [GateConfiguration] = []
        for gate in gates {
            let url = port.map { "http://127.0.0.1:\($0)" } ?? service.url
            let text = "\(gate.name): {http: {url: \"\(url)\", timeout: 5s}, \(gate.settings)}\n"
            let entry = try #require(
                try ConfigurationFile(text: text, directory: folder).root.mapping().entries.first)
            configured.append(try GateConfiguration(name: entry.key, node: entry.node))
        }
        rollouts = Rollouts(
            bench.overrides, gates: configured, environment: [:], patience: .zero)
    }

    /// The same with gates of another kind.
    init(_ other: RolloutBench, gates: [GateConfiguration]) throws {
        (folder, bench, service) = (other.folder, other.bench, other.service)
        rollouts = Rollouts(
            bench.overrides, gates: gates, environment: [:], patience: .zero)
    }

    static func with(
        gates: [(name: String, settings: String)] = [], port: Int? = nil, _ body: (RolloutBench) throws -> Void
    ) throws {
        try withTemporaryDirectory { try body(RolloutBench(in: $0, gates: gates, port: port)) }
    }

    var text: String { get throws { try bench.text("flags.json") } }

    func course(
        _ steps: [Int] = [10, 50, 100], hold: Duration = .seconds(900), bake: Duration? = .seconds(1800),
        gates: [String] = []
    ) throws -> RolloutCourse { try RolloutCourse(steps: steps, hold: hold, bake: bake, gates: gates) }

    /// Begins a rollout and takes its first step.
    func begin(_ course: RolloutCourse, on other: (any FlagSource)? = nil) throws -> Rollout {
        let source = other ?? self.source
        let rollout = try rollouts.begin("F", course, in: source, Self.cause)
        return try rollouts.make(.step(1), in: rollout, on: source, Self.cause)
    }

    var current: Rollout { get throws { try rollouts.rollout(of: "F") } }

    /// What a tick does: looks, and makes the move that is due.
    @discardableResult
    func tick(on other: (any FlagSource)? = nil) throws -> RolloutMove? {
        let source = other ?? self.source
        let (seen, move) = try rollouts.watch(current, on: source)
        if let move { _ = try rollouts.make(move, in: seen, on: source, Self.cause) }
        return move
    }

    /// Ticks once a minute for so long; the moves that were made.
    @discardableResult
    func tick(for duration: Duration) throws -> [RolloutMove] {
        var moves: [RolloutMove] = []
        let end = clock.now + duration
        while clock.now < end {
            clock.advance(min(.seconds(60), end - clock.now))
            if let move = try tick() { moves.append(move) }
        }
        return moves
    }

    func state() throws -> RolloutState { try current.state }
}

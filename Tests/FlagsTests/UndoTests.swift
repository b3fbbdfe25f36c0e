import Basics
import Files
import Flags
import Glibc
import Synchronization
import TestSupport
import Testing

/// Putting back that fails or is killed in the middle: whoever comes next goes on with it, and nothing of it ever holds.
@Suite struct UndoTests {
    static let before = "A=true # c\nB='on'"

    /// A lockdown of A, B and C, of which C cannot be written.
    private static func lockDown(_ bench: Workbench, dyingAt write: Int = 0, isAfter: Bool = false) throws {
        let source = DyingSource(
            TroubledSource(bench.app, trouble: .refuses("C")), at: write, isAfter: isAfter)
        let changes = [
            FlagChange("A", to: .boolean(false), in: source), FlagChange("B", to: .boolean(false), in: source),
            FlagChange("C", to: .number(0), in: source),
        ]
        _ = try bench.overrides.apply(changes, bench.cause, lockdown: "off")
    }

    private static func expectNothingLeft(_ bench: Workbench) throws {
        #expect(try bench.text() == before)
        #expect(try ["A", "B", "C"].map { try bench.states($0) } == [[.undone], [.undone], [.undone]])
        #expect(try bench.overrides.live().isEmpty)
        #expect(try bench.overrides.list(bench.app).filter(\.isUnsettled).isEmpty)
    }

    /// Its fourth write puts B back, its fifth A: where it dies at that, the state knows of C and B already.
    @Test(arguments: [4, 5], [false, true])
    func aLockdownThatFailsAndIsKilledWhileItIsPutBack(write: Int, isAfter: Bool) async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let folder = directory.path
        let bench = try Workbench(in: folder, file: Self.before)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [folder = folder as String, write = write as Int, isAfter = isAfter as Bool] in
            try Self.lockDown(Workbench(in: folder), dyingAt: write, isAfter: isAfter)
        }
        let left = try bench.overrides.list(bench.app).filter(\.isUnsettled).map(\.name)
        #expect(left == (write == 4 ? ["A", "B"] : ["A"]))
        #expect(try bench.overrides.settle([bench.app]).allSatisfy { $0.state == .undone })
        try Self.expectNothingLeft(bench)
    }

    /// The first process dies before C, the second while it puts the first's work back.
    @Test(arguments: [1, 2], [false, true])
    func aLockdownThatIsKilledTwice(write: Int, isAfter: Bool) async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let folder = directory.path
        let bench = try Workbench(in: folder, file: Self.before)
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
            try Self.lockDown(Workbench(in: folder), dyingAt: 3)
        }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [folder = folder as String, write = write as Int, isAfter = isAfter as Bool] in
            let bench = try Workbench(in: folder)
            _ = try bench.overrides.settle([DyingSource(bench.app, at: write, isAfter: isAfter)])
        }
        #expect(try bench.overrides.settle([bench.app]).allSatisfy { $0.state == .undone })
        try Self.expectNothingLeft(bench)
    }

    /// A write that was done although it failed, at a source that cannot be read then.
    @Test func whatCouldNotBePutBackIsPutBackLater() throws {
        try Workbench.with(file: "A=true\n") { bench in
            let source = TroubledSource(bench.app, trouble: .goesAway)
            let error = #expect(throws: FlagsError.self) {
                try bench.overrides.set("A", to: .boolean(false), in: source, bench.cause)
            }
            guard case .notPutBack = error else { throw TestFailure("\(String(describing: error))") }
            #expect(try bench.text() == "A=false\n")
            #expect(try bench.states("A") == [.undoing])
            #expect(try bench.overrides.list(bench.app).map(\.isUnsettled) == [true])
            // As long as the source is away it stays so, and nobody builds on it.
            #expect(try bench.overrides.settle([source]).map(\.state) == [.undoing])
            let busy = #expect(throws: FlagsError.self) {
                try bench.overrides.set("A", to: .number(1), in: source, bench.cause)
            }
            #expect(busy?.status == .busy)
            source.comeBack()
            #expect(try bench.overrides.settle([source]).map(\.state) == [.undone])
            #expect(try bench.text() == "A=true\n")
        }
    }

    /// One of the sources of a lockdown has been taken out of the configuration: the others are put back all the same.
    @Test func oneSourceThatIsGoneKeepsNothingFromBeingPutBack() throws {
        try Workbench.with(file: "A=true\n") { bench in
            try bench.write("B=on\n", ".env.web")
            let app = TroubledSource(bench.app)
            let web = TroubledSource(
                DotEnvFlagSource(name: "web", path: bench.folder + "/.env.web"), trouble: .goesAway, with: app)
            #expect(throws: FlagsError.self) {
                try bench.overrides.apply(
                    [FlagChange("A", to: .boolean(false), in: app), FlagChange("B", to: .boolean(false), in: web)],
                    bench.cause, lockdown: "off")
            }
            #expect(try bench.states("A") == [.undoing] && bench.states("B") == [.undoing])
            app.comeBack()
            #expect(try bench.overrides.settle([app]).map(\.state) == [.undone, .undoing])
            #expect(try bench.text() == "A=true\n")
            web.comeBack()
            #expect(try bench.overrides.settle([app, web]).map(\.state) == [.undone])
            #expect(try bench.text(".env.web") == "B=on\n")
        }
    }

    // MARK: Rollouts

    /// A first step that was written although it failed is not over before it is gone: nothing of it ever holds unwatched.
    @Test func aFirstStepThatCannotBePutBackGoesBackUntilItIs() throws {
        try RolloutBench.with { bench in
            let (source, course) = (TroubledSource(bench.source, trouble: .goesAway), try bench.course())
            #expect(throws: FlagsError.self) { try bench.begin(course, on: source) }
            #expect(try bench.text == RolloutBench.file(10))
            #expect(try bench.state() == .rollingBack)
            #expect(throws: FlagsError.self) { try bench.tick(on: source) }
            #expect(try bench.state() == .rollingBack)
            source.comeBack()
            #expect(try bench.tick(on: source) == .retreat)
            #expect(try bench.state() == .rolledBack && bench.text == RolloutBench.file)
            #expect(try bench.bench.states("F") == [.undone])
        }
    }

    /// A later one pauses the rollout at the step before it.
    @Test func aLaterStepThatCannotBePutBackIsPutBackLater() throws {
        try RolloutBench.with { bench in
            _ = try bench.begin(bench.course())
            let source = TroubledSource(bench.source, trouble: .goesAway)
            let (seen, _) = try bench.rollouts.watch(bench.current, on: source)
            let paused = try bench.rollouts.make(.step(2), in: seen, on: source, RolloutBench.cause)
            #expect(paused.state == .paused && paused.resumesTo == .stepping)
            #expect(try bench.text == RolloutBench.file(50))
            source.comeBack()
            #expect(try bench.bench.overrides.settle([source]).map(\.state) == [.undone])
            #expect(try bench.text == RolloutBench.file(10))
            let resumed = try bench.rollouts.resume(bench.current, on: source, RolloutBench.cause)
            #expect(try resumed.state == .holding && bench.text == RolloutBench.file(50))
        }
    }

    /// Killed right after its first step was written, and paused before anybody has looked what became of that.
    @Test func aPausedFirstStepOfWhichNothingIsKnownIsNotOver() async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let folder = directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
            let bench = try RolloutBench(in: folder)
            _ = try bench.begin(bench.course(), on: DyingSource(bench.source, at: 1, isAfter: true))
        }
        let bench = try RolloutBench(in: folder)
        _ = try bench.rollouts.pause(bench.current, "by alice")
        #expect(try bench.tick() == nil)
        #expect(try bench.state() == .paused)
        #expect(throws: FlagsError.self) {
            try bench.rollouts.make(.end("as it seems"), in: bench.current, on: bench.source, RolloutBench.cause)
        }
        let resumed = try bench.rollouts.resume(bench.current, on: bench.source, RolloutBench.cause)
        #expect(try resumed.state == .holding && bench.text == RolloutBench.file(10))
    }
}

/// A source that reads and writes like another but for its trouble.
final class TroubledSource: FlagSource {
    enum Trouble: Sendable, Equatable {
        /// One flag cannot be written.
        case refuses(String)
        /// Its first write is done, and it does not answer any more, to that or to anything later, until it comes back.
        case goesAway
    }

    private let source: any FlagSource
    private let trouble: Trouble?
    private let other: TroubledSource?
    private let isFirst = Mutex(true)
    private let isAway = Mutex(false)
    var name: String { source.name }

    /// - Parameter other: goes away with it.
    init(_ source: any FlagSource, trouble: Trouble? = nil, with other: TroubledSource? = nil) {
        self.source = source
        self.trouble = trouble
        self.other = other
    }

    private func goAway() { isAway.withLock { $0 = true } }
    func comeBack() { isAway.withLock { $0 = false } }

    func list() throws(FlagsError) -> [FlagReading] { try source.list() }
    func snapshot(_ flag: String) throws(FlagsError) -> FlagSnapshot {
        if isAway.withLock({ $0 }) { throw failure }
        return try source.snapshot(flag)
    }
    func prepare(_ value: FlagValue, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        try source.prepare(value, over: prior)
    }
    func prepare(_ share: FlagShare, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        try source.prepare(share, over: prior)
    }
    func write(_ target: FlagSnapshot, expecting expected: FlagSnapshot) throws(FlagsError) -> FlagWrite {
        if trouble == .refuses(target.flag) { throw failure }
        let result = try source.write(target, expecting: expected)
        let wasFirst = isFirst.withLock { first in
            defer { first = false }
            return first
        }
        guard trouble == .goesAway, wasFirst else { return result }
        goAway()
        other?.goAway()
        throw failure
    }

    private var failure: FlagsError { .programFailed(source: name, program: "flags", reason: "did not answer") }
}

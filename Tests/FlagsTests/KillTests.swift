import Basics
import Files
import Flags
import Glibc
import Synchronization
import TestSupport
import Testing

/// SIGKILL in the middle of a change, at each of its steps: the next run finishes or undoes it.
@Suite struct KillTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let write: Int
        let isAfter: Bool
        let file: String
        let states: [FlagOverride.State]
        var testDescription: String { "killed \(isAfter ? "after" : "before") write \(write)" }
    }

    static let before = "A=true # c\nB='on'"

    static let cases = [
        Case(write: 1, isAfter: false, file: before, states: [.undone, .undone, .undone]),
        Case(write: 1, isAfter: true, file: before, states: [.undone, .undone, .undone]),
        Case(write: 2, isAfter: true, file: before, states: [.undone, .undone, .undone]),
        Case(write: 3, isAfter: false, file: before, states: [.undone, .undone, .undone]),
        Case(
            write: 3, isAfter: true, file: "A=false # c\nB='off'\nC=0\n", states: [.active, .active, .active]),
    ]

    @Test(arguments: cases)
    func aLockdownThatIsKilledIsFinishedOrUndone(killed: Case) async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let folder = directory.path
        let bench = try Workbench(in: folder, file: Self.before)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [folder = folder as String, write = killed.write as Int, isAfter = killed.isAfter as Bool] in
            let bench = try Workbench(in: folder)
            let source = DyingSource(bench.app, at: write, isAfter: isAfter)
            let changes = [
                FlagChange("A", to: .boolean(false), in: source), FlagChange("B", to: .boolean(false), in: source),
                FlagChange("C", to: .number(0), in: source),
            ]
            _ = try bench.overrides.apply(changes, bench.cause, lockdown: "off")
        }
        // It is seen before it is settled, and not settled by looking.
        let pending = try bench.overrides.list(bench.app).filter(\.isUnsettled)
        #expect(pending.map(\.name) == ["A", "B", "C"])

        let settled = try bench.overrides.settle([bench.app])
        #expect(settled.map(\.state) == killed.states)
        #expect(try bench.text() == killed.file)
        #expect(try bench.overrides.settle([bench.app]).isEmpty)
        if killed.states.contains(.active) {
            _ = try bench.overrides.restore(.lockdown("off"), in: [bench.app])
            #expect(try bench.text() == Self.before)
        }
    }

    @Test func aRestoreThatIsKilledIsDoneByTheNext() async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let folder = directory.path
        let bench = try Workbench(in: folder, file: "A=true\n")
        _ = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause)
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
            let bench = try Workbench(in: folder)
            let source = DyingSource(bench.app, at: 1, isAfter: true)
            _ = try bench.overrides.restore(.flagOrOverride("A", source: nil), in: [source])
        }
        #expect(try bench.text() == "A=true\n")
        #expect(try bench.states("A") == [.active])
        let result = try bench.overrides.restore(.flagOrOverride("A", source: nil), in: [bench.app])
        #expect(result.flags.map(\.outcome) == [.alreadyThere])
        #expect(try bench.states("A") == [.restored])
    }

    /// What somebody else made of the flag since the run died is not touched, and the next change settles by itself.
    @Test func aChangeAfterTheKillIsRespected() async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let folder = directory.path
        let bench = try Workbench(in: folder, file: "A=true\nB=1\n")
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
            let bench = try Workbench(in: folder)
            let source = DyingSource(bench.app, at: 1, isAfter: true)
            _ = try bench.overrides.set("A", to: .boolean(false), in: source, bench.cause)
        }
        try bench.write("A=theirs\nB=1\n")
        _ = try bench.overrides.set("B", to: .number(2), in: bench.app, bench.cause)
        #expect(try bench.text() == "A=theirs\nB=2\n")
        #expect(try bench.states("A") == [.overtaken])
    }

    @Test func aFlagIsNotChangedWhileWhatBecameOfItIsUnknown() async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let folder = directory.path
        let bench = try Workbench(in: folder, file: "A=true\n")
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
            let bench = try Workbench(in: folder)
            let web = DotEnvFlagSource(name: "web", path: folder + "/.env.web")
            let changes = [
                FlagChange("A", to: .boolean(false), in: bench.app),
                FlagChange("B", to: .boolean(false), in: DyingSource(web, at: 1, isAfter: false)),
            ]
            _ = try bench.overrides.apply(changes, bench.cause, lockdown: "off")
        }
        // The other half of the unit is not at hand.
        let error = #expect(throws: FlagsError.self) {
            try bench.overrides.set("A", to: .boolean(true), in: bench.app, bench.cause)
        }
        #expect(error?.status == .busy)
        let web = DotEnvFlagSource(name: "web", path: folder + "/.env.web")
        #expect(try bench.overrides.settle([bench.app, web]).map(\.state) == [.undone, .undone])
        #expect(try bench.text() == "A=true\n")
    }
}

/// A source whose process is killed before or after its n-th write.
final class DyingSource: FlagSource {
    private let source: any FlagSource
    private let fatal: Int
    private let isAfter: Bool
    private let writes = Mutex(0)
    var name: String { source.name }

    init(_ source: any FlagSource, at fatal: Int, isAfter: Bool) {
        self.source = source
        self.fatal = fatal
        self.isAfter = isAfter
    }

    func list() throws(FlagsError) -> [FlagReading] { try source.list() }
    func snapshot(_ flag: String) throws(FlagsError) -> FlagSnapshot { try source.snapshot(flag) }
    func prepare(_ value: FlagValue, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        try source.prepare(value, over: prior)
    }
    func prepare(_ share: FlagShare, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        try source.prepare(share, over: prior)
    }
    func write(_ target: FlagSnapshot, expecting expected: FlagSnapshot) throws(FlagsError) -> FlagWrite {
        let number = writes.withLock { count in
            count += 1
            return count
        }
        if number == fatal && !isAfter { kill(getpid(), SIGKILL) }
        let result = try source.write(target, expecting: expected)
        if number == fatal && isAfter { kill(getpid(), SIGKILL) }
        return result
    }
}

import Basics
import Files
import Flags
import Glibc
import TestSupport
import Testing

@Suite struct FailureTests {
    static let profile = LockdownProfile(
        name: "off",
        settings: [
            .init(source: "app", flag: "A", value: .boolean(false)),
            .init(source: "app", flag: "NEW", value: .number(0)),
            .init(source: "web", flag: "B", value: .boolean(false)),
        ])

    // MARK: Lockdowns

    @Test func aLockdownIsOneUnitWithOneUndo() throws {
        try Workbench.with(file: "A=true") { bench in
            try bench.write("B=on\n", ".env.web")
            let web = DotEnvFlagSource(name: "web", path: bench.folder + "/.env.web")
            let made = try bench.overrides.apply(Self.profile, in: [bench.app, web], bench.cause)
            #expect(try bench.text() == "A=false\nNEW=0\n")
            #expect(try bench.text(".env.web") == "B=off\n")
            #expect(Set(made.map(\.unit)).count == 1 && made.allSatisfy { $0.lockdown == "off" })
            let result = try bench.overrides.restore(.lockdown("off"), in: [bench.app, web])
            #expect(result.status == .done && result.flags.count == 3)
            #expect(try bench.text() == "A=true")
            #expect(try bench.text(".env.web") == "B=on\n")
        }
    }

    @Test func aLockdownThatFailsInTheMiddlePutsBackWhatWasDone() throws {
        try Workbench.with(file: "A=true") { bench in
            try bench.write("B=on\n", ".env.web")
            let web = FailingSource(DotEnvFlagSource(name: "web", path: bench.folder + "/.env.web"))
            let error = #expect(throws: FlagsError.self) {
                try bench.overrides.apply(Self.profile, in: [bench.app, web], bench.cause)
            }
            #expect(error?.status == .inputOutput)
            #expect(try bench.text() == "A=true")
            #expect(try bench.text(".env.web") == "B=on\n")
            #expect(try bench.states("A") == [.undone] && bench.states("B") == [.undone])
            #expect(try bench.overrides.live().isEmpty)
        }
    }

    @Test func aLockdownThatCannotBeDoneIsRefusedBeforeAnythingIs() throws {
        try Workbench.with(file: "A=true\n") { bench in
            try bench.write("B=on\n", ".env.web")
            try #require(chmod(bench.folder + "/.env.web", 0o444) == 0)
            let web = DotEnvFlagSource(name: "web", path: bench.folder + "/.env.web")
            let error = #expect(throws: FlagsError.self) {
                try bench.overrides.apply(Self.profile, in: [bench.app, web], bench.cause)
            }
            #expect(error?.status == .refused)
            #expect(throws: FlagsError.self) { try bench.overrides.apply(Self.profile, in: [bench.app], bench.cause) }
            let twice = LockdownProfile(name: "x", settings: Self.profile.settings + [Self.profile.settings[0]])
            #expect(throws: FlagsError.self) { try bench.overrides.apply(twice, in: [bench.app, web], bench.cause) }
            #expect(try bench.text() == "A=true\n")
            #expect(try bench.overrides.history("A").isEmpty)
        }
    }

    // MARK: Disks

    @Test(.enabled(if: FullDisk.canMount, "mounting a tiny tmpfs needs root's rights"))
    func aFullDiskLeavesNothingHalfDone() throws {
        try Workbench.with { bench in
            let disk = bench.folder + "/disk"
            try FullDisk.with(at: disk) {
                let before = "A=true\n" + String(repeating: "# x\n", count: 1500)
                try AtomicFile.create(disk + "/.env", Array(before.utf8))
                try FullDisk.fill(disk)
                let source = DotEnvFlagSource(name: "app", path: disk + "/.env")
                let error = #expect(throws: FlagsError.self) {
                    try bench.overrides.set("A", to: .boolean(false), in: source, bench.cause)
                }
                #expect(error?.status == .inputOutput && error?.hint != nil)
                #expect(try FileReader.readText(disk + "/.env") == before)
                #expect(try bench.states("A") == [.undone])

                try #require(unlink(disk + "/ballast") == 0)
                _ = try bench.overrides.set("A", to: .boolean(false), in: source, bench.cause)
                #expect(try source.get("A") == .boolean(false))
            }
        }
    }

    // MARK: Two operators

    @Test func theSecondOperatorIsToldToTryAgain() throws {
        try Workbench.with(file: "A=true\n") { bench in
            let held = try FileLock(path: bench.folder + "/.firebreak/flags.lock")
            let error = #expect(throws: FlagsError.self) {
                try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause)
            }
            #expect(error?.status == .busy)
            #expect(try bench.text() == "A=true\n")
            #expect(try bench.overrides.list(bench.app).count == 1)
            _ = consume held
        }
    }

    @Test func operatorsAtOnceLoseNothing() async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let bench = try Workbench(in: directory.path, file: "# shared\n")
        let overrides = Overrides(
            bench.database, lockPath: directory.path + "/.firebreak/flags.lock", patience: .seconds(120))
        let (app, cause) = (bench.app, bench.cause)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for operatorNumber in 0..<4 {
                group.addTask {
                    for round in 0..<5 {
                        _ = try overrides.set("F\(operatorNumber)_\(round)", to: .boolean(false), in: app, cause)
                        _ = try overrides.set("SHARED", to: .number(Double(round)), in: app, cause)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try bench.text().split(separator: "\n").count == 1 + 20 + 1)
        #expect(try overrides.history("SHARED").filter { $0.state == .active }.count == 1)
        _ = try overrides.restore(.incident("INC-20261121-001"), in: [app])
        #expect(try bench.text() == "# shared\n")
    }
}

/// A source that reads like another and whose writes fail.
struct FailingSource: FlagSource {
    let source: any FlagSource
    var name: String { source.name }

    init(_ source: any FlagSource) { self.source = source }

    func list() throws(FlagsError) -> [FlagReading] { try source.list() }
    func snapshot(_ flag: String) throws(FlagsError) -> FlagSnapshot { try source.snapshot(flag) }
    func prepare(_ value: FlagValue, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        try source.prepare(value, over: prior)
    }
    func write(_ target: FlagSnapshot, expecting expected: FlagSnapshot) throws(FlagsError) -> FlagWrite {
        throw .file(source: name, .diskFull(path: "web"))
    }
}

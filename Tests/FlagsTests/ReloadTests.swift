import Basics
import Configuration
import Files
import Flags
import Glibc
import Synchronization
import TestSupport
import Testing

/// Reload hooks: when they run, and what comes of one that fails.
@Suite("Reload hooks of flag sources") struct ReloadTests {
    /// Notes which sources' hooks ran.
    final class Hooks: Sendable {
        private let state = Mutex((runs: [String](), failures: [String]()))
        var runs: [String] { state.withLock { $0.runs } }
        func run(_ source: String) -> [String] {
            state.withLock {
                $0.runs.append(source)
                return $0.failures
            }
        }
        func fail(with failures: [String]) { state.withLock { $0.failures = failures } }
        func forget() { state.withLock { $0.runs = [] } }
    }

    private func with(_ body: (Workbench, Overrides, [any FlagSource], Hooks) throws -> Void) throws {
        try Workbench.with(file: "A=true\nB=true\nC=false\n") { bench in
            try bench.write("D=on\n", ".env.web")
            let hooks = Hooks()
            let overrides = Overrides(
                bench.database, lockPath: bench.folder + "/.firebreak/flags.lock", patience: .zero,
                reload: { hooks.run($0) })
            try body(
                bench, overrides, [bench.app, DotEnvFlagSource(name: "web", path: bench.folder + "/.env.web")], hooks)
        }
    }

    private static let profile = LockdownProfile(
        name: "off",
        settings: [
            .init(source: "app", flag: "A", value: .boolean(false)),
            .init(source: "app", flag: "B", value: .boolean(false)),
            .init(source: "web", flag: "D", value: .boolean(false)),
        ])

    @Test("a unit runs the hooks of each of its sources once, and so does its restoration")
    func once() throws {
        try with { bench, overrides, sources, hooks in
            let made = try overrides.apply(Self.profile, in: sources, bench.cause)
            #expect(hooks.runs == ["app", "web"])
            #expect(made.allSatisfy { $0.reloadFailures.isEmpty && $0.state == .active })
            hooks.forget()
            let result = try overrides.restore(.lockdown("off"), in: sources)
            #expect(hooks.runs.sorted() == ["app", "web"])
            #expect(result.status == .done && result.warnings.isEmpty)
        }
    }

    @Test("nothing runs for what is so already, for a plan, or for what failed")
    func never() throws {
        try with { bench, overrides, sources, hooks in
            _ = try overrides.set("C", to: .boolean(false), in: sources[0], bench.cause)
            _ = try overrides.plan([FlagChange("A", to: .boolean(false), in: sources[0])], bench.cause, lockdown: nil)
            try #require(chmod(bench.folder + "/.env.web", 0o444) == 0)
            #expect(throws: FlagsError.self) { try overrides.apply(Self.profile, in: sources, bench.cause) }
            #expect(hooks.runs.isEmpty)
        }
    }

    @Test("a hook that fails is told; the change holds, and is put back all the same")
    func failing() throws {
        try with { bench, overrides, sources, hooks in
            hooks.fail(with: ["the hook failed"])
            let made = try overrides.set("A", to: .boolean(false), in: sources[0], bench.cause)
            #expect(made.reloadFailures == ["the hook failed"] && made.state == .active)
            #expect(try bench.states("A") == [.active])
            let result = try overrides.restore(.flagOrOverride("A", source: nil), in: sources)
            #expect(result.status == .partial && result.warnings == ["the hook failed"])
            #expect(try bench.states("A") == [.restored])
            #expect(try bench.text() == "A=true\nB=true\nC=false\n")
        }
    }

    @Test("a process that dies in a hook has it run again by the next", arguments: [false, true])
    func killed(isRestoring: Bool) async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let folder = directory.path
        let bench = try Workbench(in: folder, file: "A=true\n")
        if isRestoring { _ = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause) }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [folder = folder as String, isRestoring = isRestoring as Bool] in
            let bench = try Workbench(in: folder)
            let overrides = Overrides(
                bench.database, lockPath: folder + "/.firebreak/flags.lock",
                reload: { _ in
                    kill(getpid(), SIGKILL)
                    return []
                })
            if isRestoring {
                _ = try overrides.restore(.flagOrOverride("A", source: nil), in: [bench.app])
            } else {
                _ = try overrides.set("A", to: .boolean(false), in: bench.app, bench.cause)
            }
        }
        let hooks = Hooks()
        let overrides = Overrides(bench.database, reload: { hooks.run($0) })
        if isRestoring {
            let result = try overrides.restore(.flagOrOverride("A", source: nil), in: [bench.app])
            #expect(result.flags.map(\.outcome) == [.alreadyThere])
        } else {
            #expect(try overrides.settle([bench.app]).map(\.state) == [.active])
        }
        #expect(hooks.runs == ["app"])
        #expect(try bench.text() == (isRestoring ? "A=true\n" : "A=false\n"))
    }

    @Test("hooks are decoded, for every kind of source")
    func decoded() throws {
        let text = "app: {dotenv: {path: x}, reload: [{run: [systemctl, reload, api]}, {run: [./tell]}]}"
        let file = try ConfigurationFile(text: text, directory: "/srv")
        let node = try #require(try file.root.mapping().entries.first?.node)
        let source = try FlagSourceConfiguration(name: "app", node: node)
        #expect(
            source.reload == [
                ReloadHook(arguments: ["systemctl", "reload", "api"], directory: "/srv"),
                ReloadHook(arguments: ["./tell"], directory: "/srv"),
            ])
        for wrong in ["[{run: []}]", "[{run: x}]", "[{}]", "[{run: [x], shell: true}]", "5"] {
            let file = try ConfigurationFile(text: "app: {dotenv: {path: x}, reload: \(wrong)}", directory: "/srv")
            let node = try #require(try file.root.mapping().entries.first?.node)
            #expect(throws: ConfigurationError.self) { try FlagSourceConfiguration(name: "app", node: node) }
        }
    }
}

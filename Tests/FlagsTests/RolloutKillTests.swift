import Basics
import Files
import Flags
import Glibc
import HTTP
import Synchronization
import TestSupport
import Testing

/// SIGKILL at each state of a rollout: whoever comes next brings it to the same end.
@Suite struct RolloutKillTests {
    /// Where the process dies.
    enum Point: Sendable, Hashable, CustomTestStringConvertible {
        /// Before or after the n-th time that the flag is written: three steps, and then back.
        case write(Int, isAfter: Bool)
        /// While it looks at its gates in a state.
        case look(RolloutState)

        var testDescription: String {
            switch self {
            case .write(let number, let isAfter): "\(isAfter ? "after" : "before") write \(number)"
            case .look(let state): "looking while \(state.rawValue)"
            }
        }
    }

    static let points: [Point] =
        (1...5).flatMap { [.write($0, isAfter: false), .write($0, isAfter: true)] }
        + [.look(.holding), .look(.baking), .look(.paused), .look(.holdingBack)]

    /// What a process does until it dies: three steps, then back by one, then at once.
    private static func go(in folder: String, until point: Point) throws {
        let isFatal = Atomic(false)
        let receiver = try LoopbackReceiver { _ in
            if isFatal.load(ordering: .relaxed) { kill(getpid(), SIGKILL) }
            return .init(status: 200, body: "ok")
        }
        let bench = try RolloutBench(in: folder, gates: [("health", "action: rollback")], port: receiver.port)
        var source: any FlagSource = bench.source
        if case .write(let number, let isAfter) = point { source = DyingSource(source, at: number, isAfter: isAfter) }
        func look(_ state: RolloutState) throws {
            guard point == .look(state) else { return }
            isFatal.store(true, ordering: .relaxed)
            _ = try bench.rollouts.watch(bench.current, on: source)
        }
        _ = try bench.begin(bench.course(gates: ["health"]), on: source)
        try look(.holding)
        for _ in 0..<30 {
            bench.clock.advance(.seconds(60))
            try bench.tick(on: source)
        }
        try look(.baking)
        _ = try bench.rollouts.rollBack(
            bench.current, on: source, RolloutBench.cause, gradually: true, reason: "slow")
        try look(.holdingBack)
        _ = try bench.rollouts.pause(bench.current, "by alice")
        try look(.paused)
        _ = try bench.rollouts.rollBack(
            bench.current, on: source, RolloutBench.cause, gradually: false, reason: "slow")
    }

    @Test(arguments: points) func isCarriedOnByTheNext(point: Point) async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let folder = directory.path
        let (write, isAfter, state): (Int, Bool, String) =
            switch point {
            case .write(let number, let isAfter): (number, isAfter, "")
            case .look(let state): (0, false, state.rawValue)
            }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [folder = folder as String, write = write as Int, isAfter = isAfter as Bool, state = state as String] in
            let point = RolloutState(rawValue: state).map { Point.look($0) } ?? .write(write, isAfter: isAfter)
            try Self.go(in: folder, until: point)
        }
        let bench = try RolloutBench(in: folder, gates: [("health", "action: rollback")])
        bench.clock.advance(.seconds(86_400))
        let found = try bench.current
        switch point {
        case .write(let number, _):
            #expect(found.state == (number <= 3 ? .stepping : .rollingBack))
        case .look(let state): #expect(found.state == state)
        }
        if found.state == .paused {
            // It stays so until somebody resumes it.
            #expect(try bench.tick(for: .seconds(3600)) == [])
            _ = try bench.rollouts.resume(bench.current, on: bench.source, RolloutBench.cause)
        }
        var rounds = 0
        while try !bench.current.isFinished, rounds < 200 {
            bench.clock.advance(.seconds(60))
            try bench.tick()
            rounds += 1
        }
        let isBack = [.rollingBack, .holdingBack, .paused].contains(found.state)
        #expect(try bench.state() == (isBack ? .rolledBack : .done))
        #expect(try bench.text == (isBack ? RolloutBench.file : RolloutBench.file(100)))
        // Each step was taken once, and nothing is left in the middle.
        let states = try bench.bench.states("F").filter { $0 != .undone }
        #expect(states == Array(repeating: isBack ? .restored : .kept, count: 3))
    }

    /// A step that was written, and nobody knows: as long as the flag cannot be read it is not said to be rolled back.
    @Test func goingBackWaitsUntilItIsKnownHowFarItCame() async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let folder = directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
            try Self.go(in: folder, until: .write(1, isAfter: true))
        }
        let bench = try RolloutBench(in: folder, gates: [("health", "action: rollback")])
        let (path, away) = (folder + "/flags.json", folder + "/away.json")
        try #require(rename(path, away) == 0)
        #expect(throws: FlagsError.self) {
            try bench.rollouts.rollBack(
                bench.current, on: bench.source, RolloutBench.cause, gradually: false, reason: "by alice")
        }
        #expect(try bench.state() == .rollingBack)
        #expect(throws: FlagsError.self) { try bench.tick() }
        try #require(rename(away, path) == 0)
        #expect(try bench.text == RolloutBench.file(10))
        #expect(try bench.tick() == .retreat)
        #expect(try bench.state() == .rolledBack && bench.text == RolloutBench.file)
    }
}

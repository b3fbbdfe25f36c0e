import Basics
import Cryptography
import Synchronization
import TestSupport
import Testing

@testable import Secrets

/// A wall clock that can be put forward and back, beside a clock that nobody sets.
final class TwoClocks: Sendable {
    private struct State {
        var wall = Timestamp("2026-11-21T03:00:00Z") ?? Timestamp(seconds: 0)
        var uptime: Int64 = 1_000_000_000
        var boot = "first"
    }
    private let state = Mutex(State())

    /// Time passes: both clocks go on.
    func pass(_ duration: Duration) {
        state.withLock { state in
            state.wall = state.wall + duration
            state.uptime += duration.inMicroseconds
        }
    }
    /// Somebody sets the wall clock.
    func put(_ duration: Duration) { state.withLock { $0.wall = $0.wall + duration } }
    /// The machine is started anew.
    func restart() {
        state.withLock { state in
            state.boot += "+"
            state.uptime = 5_000_000
        }
    }
    var now: Timestamp { state.withLock { $0.wall } }
    var source: TimeSource {
        TimeSource(uptime: { self.state.withLock { Uptime(boot: $0.boot, microseconds: $0.uptime) } }) { self.now }
    }
}

@Suite("A clock that jumps")
struct ClockTests {
    private static let day = Duration.seconds(86_400)

    /// A secret with a previous version that is to be retired after two hours.
    private func waiting(
        _ more: String = "overlap: 2h", _ body: (Scene, TwoClocks, SecretDefinition) throws -> Void
    ) throws {
        try Scene.run { scene in
            let clocks = TwoClocks()
            scene.engine = RotationEngine(
                keyring: try Keyring(
                    database: scene.database, unlock: .keyFile(path: scene.directory + "/.firebreak/keyring.key"),
                    time: clocks.source),
                database: scene.database, time: clocks.source, environment: [:],
                lockDirectory: scene.directory + "/.firebreak")
            let definition = try scene.standard(more)
            _ = try scene.engine.rotate(definition)
            clocks.pass(.seconds(10))
            _ = try scene.engine.rotate(definition)
            try body(scene, clocks, definition)
        }
    }

    @Test("forward: the previous value stays for as long as was promised, and that is said", arguments: [3600 * 3, 86_400 * 365])
    func forward(seconds: Int) throws {
        try waiting { scene, clocks, definition in
            clocks.pass(.seconds(1800))
            clocks.put(.seconds(seconds))
            #expect(try scene.engine.unfinished([definition]).isEmpty)
            let outcome = try #require(try scene.engine.advance(definition))
            #expect(try scene.stages() == [.previous, .current])
            #expect(outcome.status == .partial)
            #expect(outcome.warnings.contains { $0.contains("THE CLOCK WAS PUT FORWARD") })
            let next = try #require(outcome.nextStepAt)
            #expect(abs((next - clocks.now).inSeconds - 5400) < 10)
            #expect(try scene.engine.clockRemarks([definition]).count == 1)
            clocks.pass(.seconds(5410))
            #expect(try scene.engine.unfinished([definition]).count == 1)
            _ = try scene.engine.advance(definition)
            #expect(try scene.stages() == [.retired, .current])
            #expect(try scene.engine.clockRemarks([definition]).isEmpty)
        }
    }

    @Test("back: it does not stay for longer than was promised, and that is said")
    func back() throws {
        try waiting { scene, clocks, definition in
            clocks.put(.zero - Self.day)
            clocks.pass(.seconds(3600))
            #expect(try scene.engine.unfinished([definition]).isEmpty)
            let outcome = try #require(try scene.engine.advance(definition))
            #expect(outcome.warnings.contains { $0.contains("THE CLOCK WAS PUT BACK by 1d") })
            #expect(try scene.stages() == [.previous, .current])
            clocks.pass(.seconds(3610))
            #expect(try scene.engine.unfinished([definition]).count == 1)
            _ = try scene.engine.advance(definition)
            #expect(try scene.stages() == [.retired, .current])
        }
    }

    @Test("forward and then right again: nothing is late and nothing early")
    func corrected() throws {
        try waiting { scene, clocks, definition in
            clocks.put(Self.day * 30)
            _ = try scene.engine.advance(definition)
            clocks.put(.zero - Self.day * 30)
            #expect(try scene.engine.clockRemarks([definition]).isEmpty)
            clocks.pass(.seconds(7000))
            #expect(try scene.engine.unfinished([definition]).isEmpty)
            clocks.pass(.seconds(300))
            let outcome = try #require(try scene.engine.advance(definition))
            #expect(outcome.status == .done && outcome.nextStep == nil, "\(outcome.warnings)")
        }
    }

    @Test("before a hook is done: the overlap is counted from the promotion all the same")
    func beforeTheReload() throws {
        try Scene.run { scene in
            let clocks = TwoClocks()
            let reload = CountingReload()
            scene.engine = RotationEngine(
                keyring: scene.keyring, database: scene.database, time: clocks.source, environment: [:],
                lockDirectory: scene.directory + "/.firebreak", reload: reload)
            let definition = try scene.standard("overlap: 2h\nreload: [{run: [restart]}]")
            _ = try scene.engine.rotate(definition)
            reload.setBroken(true)
            _ = try scene.engine.rotate(definition)
            clocks.put(Self.day)
            reload.setBroken(false)
            let outcome = try #require(try scene.engine.advance(definition))
            #expect(outcome.nextStep == .retire)
            #expect(try scene.stages() == [.previous, .current])
            let next = try #require(outcome.nextStepAt)
            #expect(abs((next - clocks.now).inSeconds - 7200) < 10)
        }
    }

    @Test("a key that is published ahead does not sign earlier")
    func publishedAhead() throws {
        try Scene.run { scene in
            let clocks = TwoClocks()
            scene.engine = RotationEngine(
                keyring: scene.keyring, database: scene.database, time: clocks.source, environment: [:],
                lockDirectory: scene.directory + "/.firebreak")
            let definition = try scene.definition(
                "kind: jwt-eddsa\npublishAhead: 1h\noverlap: 2h\ndestinations: [{jwks: {path: jwks.json}}]")
            _ = try scene.engine.rotate(definition)
            #expect(try scene.engine.rotate(definition).nextStep == .promote)
            clocks.put(Self.day)
            #expect(try scene.engine.advance(definition)?.nextStep == .promote)
            #expect(try scene.stages() == [.current, .pending])
            clocks.pass(.seconds(3610))
            #expect(try scene.engine.advance(definition)?.nextStep == .retire)
        }
    }

    @Test("after a restart of the machine the wall clock is all there is")
    func restarted() throws {
        try waiting { scene, clocks, definition in
            clocks.restart()
            clocks.put(.seconds(3600))
            let early = try scene.engine.unfinished([definition])
            #expect(early.isEmpty)
            clocks.put(.seconds(3700))
            #expect(try scene.engine.advance(definition)?.nextStep == nil)
        }
    }

    @Test("NTP's small corrections are no jump")
    func slewed() throws {
        try waiting { scene, clocks, definition in
            clocks.pass(.seconds(7194))
            clocks.put(.seconds(6))
            let due = try scene.engine.unfinished([definition])
            #expect(due.count == 1)
            #expect(try scene.engine.clockRemarks([definition]).isEmpty)
        }
    }

    @Test("the timer begins and destroys nothing because of it, for a day or until it is right again")
    func schedule() throws {
        try waiting("overlap: 2h\nkeepRetired: 10d\nrotateEvery: 20d\njitter: 0") { scene, clocks, definition in
            #expect(try scene.engine.clockHold() == nil)
            clocks.pass(.seconds(60))
            #expect(try scene.engine.clockHold() == nil)
            clocks.put(Self.day * 25)
            #expect(try scene.engine.due([definition]).isEmpty, "a rotation is under way")
            let hold = try #require(try scene.engine.clockHold()).message
            #expect(hold.contains("THE CLOCK WAS PUT FORWARD by 25d"))
            clocks.put(.zero - Self.day * 25)
            #expect(try scene.engine.clockHold() == nil)
            clocks.put(Self.day * 25)
            #expect(try scene.engine.clockHold() != nil)
            clocks.pass(Self.day)
            #expect(try scene.engine.clockHold() == nil, "for a day it could have been put right")
            #expect(try scene.engine.clockHold() == nil)
        }
    }

    /// An engine with a rotation that waits, and a pass of the timer; then the machine is started anew.
    private func restarted(_ body: (Scene, TwoClocks, SecretDefinition) throws -> Void) throws {
        try waiting { scene, clocks, definition in
            #expect(try scene.engine.clockHold() == nil)
            clocks.pass(.seconds(60))
            clocks.restart()
            try body(scene, clocks, definition)
        }
    }

    @Test("a restart of some minutes is nothing")
    func shortRestart() throws {
        try restarted { scene, clocks, definition in
            clocks.put(.seconds(600))
            #expect(try scene.engine.clockHold() == nil)
            clocks.pass(.seconds(7200))
            let hold = try scene.engine.clockHold()
            #expect(hold == nil)
            #expect(try scene.engine.unfinished([definition], under: hold).count == 1)
        }
    }

    @Test("put forward over a restart, it ends no waiting until it is right, is vouched for, or a day has passed", arguments: 0..<3)
    func forwardOverRestart(way: Int) throws {
        try restarted { scene, clocks, definition in
            clocks.put(Self.day * 30)
            let looked = try scene.engine.clockHold(isLooking: true)
            #expect(looked?.message.contains("MAY HAVE BEEN PUT FORWARD by 30d") == true)
            clocks.pass(.seconds(60))
            let hold = try #require(try scene.engine.clockHold())
            #expect(hold.isAfterRestart && hold.message.contains("MAY HAVE BEEN PUT FORWARD by 30d"))
            #expect(try scene.engine.unfinished([definition], under: hold).isEmpty, "it waits since before the restart")
            #expect(try scene.engine.unfinished([definition]).count == 1, "a person may carry it on")
            switch way {
            case 0:
                clocks.put(.zero - Self.day * 30)
                #expect(try scene.engine.clockHold() == nil)
                #expect(try scene.engine.unfinished([definition]).isEmpty)
            case 1:
                #expect(try scene.engine.clockHold(isTrusted: true) == nil)
                #expect(try scene.engine.clockHold() == nil)
            default:
                clocks.pass(Self.day - .seconds(1))
                #expect(try scene.engine.clockHold() != nil)
                clocks.pass(.seconds(1))
                #expect(try scene.engine.clockHold() == nil)
                #expect(try scene.engine.clockHold() == nil)
            }
        }
    }

    @Test("behind what was last recorded, it is said, by the pass before or by the journal")
    func backOverRestart() throws {
        try restarted { scene, clocks, _ in
            clocks.put(.zero - Self.day * 3)
            let hold = try #require(try scene.engine.clockHold())
            #expect(hold.message.contains("THE CLOCK WAS PUT BACK by 3d"))
            clocks.put(Self.day * 3)
            #expect(try scene.engine.clockHold(lastRecorded: clocks.now + Self.day)?.message.contains("PUT BACK by") == true)
            #expect(try scene.engine.clockHold(lastRecorded: clocks.now) == nil)
        }
    }
}

import Basics
import Cryptography
import Files
import State
import Synchronization
import TestSupport
import Testing

@testable import Secrets

/// A destination that refuses as it is told.
final class MoodyPlace: Sendable {
    private struct State {
        var failure: Basics.ExitStatus?
        var rest: Duration?
        var writes = 0
        var texts = DestinationValues()
    }
    private let state = Mutex(State())
    var writes: Int { state.withLock { $0.writes } }
    func setMood(_ failure: Basics.ExitStatus?, rest: Duration? = nil) {
        state.withLock {
            $0.failure = failure
            $0.rest = rest
        }
    }

    func held(_ slot: DestinationSlot) -> String? {
        state.withLock { $0.texts[slot]?.withSecret { $0.revealedText() } }
    }

    fileprivate func read() -> DestinationValues { state.withLock { $0.texts } }

    fileprivate func write(_ change: DestinationChange) throws {
        try state.withLock { state in
            state.writes += 1
            if let failure = state.failure { throw DestinationError("not today", failure, retryAfter: state.rest) }
            state.texts = state.texts.applying(change)
        }
    }
}

struct MoodyDestination: Destination, DestinationDefinition {
    let place: MoodyPlace
    var name = "moody"
    var places: [String] { [name] }
    let format = ValueFormat.text
    let slots: Set<DestinationSlot> = [.current, .previous]
    func open(_ context: DestinationContext) throws -> any Destination { self }
    func read() throws -> DestinationValues { place.read() }
    func check(_ change: DestinationChange) throws {}
    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws { try place.write(change) }
}

@Suite("A step that fails")
struct TroubleTests {
    /// A secret in `.env` and at a place with moods: the file comes first, so that a rotation is under way when the
    /// place refuses.
    private func scene(_ body: (Scene, SecretDefinition, MoodyPlace) throws -> Void) throws {
        try Scene.run { scene in
            let place = MoodyPlace()
            let file = try scene.standard()
            let definition = file.adding(MoodyDestination(place: place))
            _ = try scene.engine.rotate(definition)
            try body(scene, definition, place)
        }
    }

    @Test(
        "is tried again ever later, and then left to somebody",
        arguments: [Basics.ExitStatus.unavailable, .busy, .inputOutput])
    func backOff(status: Basics.ExitStatus) throws {
        try scene { scene, definition, place in
            place.setMood(status)
            let begun = try scene.engine.rotate(definition)
            #expect(begun.trouble?.attempts == 1)
            #expect(begun.trouble?.step == .publish || begun.trouble?.step == .promote)
            var waits: [Duration] = []
            var passes = 0
            while passes < 100, let trouble = try scene.engine.show(definition).summary.trouble, !trouble.isParked {
                passes += 1
                #expect(try scene.engine.unfinished([definition]).isEmpty, "not before its time")
                let wait = try #require(trouble.nextTryAt) - scene.clock.now
                waits.append(wait)
                scene.clock.pass(wait)
                #expect(try scene.engine.unfinished([definition]).count == 1)
                let outcome = try #require(try scene.engine.advance(definition, isScheduled: true))
                #expect(outcome.status == .partial)
            }
            #expect(passes == BackOff.attempts - 1)
            #expect(waits[0] >= .seconds(24) && waits[0] <= .seconds(36))
            #expect(waits[3] > waits[0] * 4)
            #expect(waits.allSatisfy { $0 <= .seconds(3600 * 1.2) })
            let parked = try scene.engine.parked([definition])
            #expect(parked.count == 1)
            #expect(parked[0].reason.contains("not today"))
            scene.clock.pass(.seconds(1_000_000))
            #expect(try scene.engine.unfinished([definition]).isEmpty, "a poisoned value is not retried for ever")

            // By hand it is tried at once, and counted anew.
            #expect(try scene.engine.advance(definition)?.trouble?.attempts == 1)
            place.setMood(nil)
            let done = try #require(try scene.engine.advance(definition))
            #expect(done.status == .done)
            #expect(done.trouble == nil)
            #expect(try scene.engine.parked([definition]).isEmpty)
            #expect(try scene.engine.show(definition).summary.trouble == nil)
        }
    }

    @Test("that is refused for good is parked at once, said everywhere, and can be rolled back")
    func refused() throws {
        try scene { scene, definition, place in
            let before = try scene.text()
            place.setMood(.refused)
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.status == .partial)
            #expect(outcome.trouble?.isParked == true)
            #expect(outcome.warnings.contains { $0.contains("parked") && $0.contains("not today") })
            #expect(try scene.engine.list([definition])[0].trouble?.isParked == true)
            #expect(try scene.engine.history(definition).trouble?.isParked == true)
            #expect(try scene.engine.parked([definition]).map(\.secret) == ["JWT_SECRET"])
            let writes = place.writes
            for _ in 0..<5 {
                scene.clock.pass(.seconds(100_000))
                #expect(try scene.engine.unfinished([definition]).isEmpty)
                #expect(try scene.engine.due([definition]).isEmpty)
            }
            #expect(place.writes == writes)
            place.setMood(nil)
            let back = try scene.engine.rollback(definition)
            #expect(back.status == .done)
            #expect(try scene.text() == before)
            #expect(try scene.engine.parked([definition]).isEmpty)
        }
    }

    @Test("is not tried before the other side wants to be asked again")
    func retryAfter() throws {
        try scene { scene, definition, place in
            place.setMood(.unavailable, rest: .seconds(7200))
            let trouble = try #require(try scene.engine.rotate(definition).trouble)
            #expect(trouble.nextTryAt == scene.clock.now + .seconds(7200))
        }
    }

    @Test("a routine rotation that cannot begin does not make a value a minute")
    func cannotBegin() throws {
        try Scene.run { scene in
            let place = MoodyPlace()
            let definition = try scene.definition("kind: jwt-hs256\nrotateEvery: 1d\njitter: 0").adding(
                MoodyDestination(place: place))
            _ = try scene.engine.rotate(definition)
            scene.clock.pass(.seconds(86_400))
            #expect(try scene.engine.due([definition]).count == 1)
            place.setMood(.unavailable)
            var tries = 0
            // A day of ticks.
            for _ in 0..<288 {
                if try !scene.engine.due([definition]).isEmpty {
                    tries += 1
                    let error = #expect(throws: SecretsError.self) {
                        try scene.engine.rotate(definition, isScheduled: true)
                    }
                    #expect(error?.status == .unavailable)
                }
                scene.clock.pass(.seconds(300))
            }
            #expect(tries == BackOff.attempts)
            let parked = try scene.engine.parked([definition])
            #expect(parked.map(\.step) == [.create])
            #expect(try scene.keyring.versions(of: "JWT_SECRET").count == 1 + tries)
            place.setMood(nil)
            #expect(try scene.engine.rotate(definition).status == .done)
            #expect(try scene.engine.parked([definition]).isEmpty)
        }
    }

    @Test("a rotation that took another's place is not given up, so that what that one replaced still comes to its end")
    func keepsPrevious() throws {
        try Scene.run { scene in
            let place = MoodyPlace()
            let definition = try scene.definition("kind: jwt-hs256\noverlap: 24h").adding(MoodyDestination(place: place))
            for _ in 0..<2 { _ = try scene.engine.rotate(definition) }
            place.setMood(.unavailable)
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.version == 3 && outcome.status == .partial && outcome.nextStep != nil)
            #expect(try scene.stages() == [.previous, .current, .pending])
            place.setMood(nil)
            scene.clock.pass(.seconds(60))
            for due in try scene.engine.unfinished([definition]) { _ = try scene.engine.advance(due, isScheduled: true) }
            #expect(try scene.stages() == [.previous, .previous, .current])
            _ = try scene.engine.retire(definition)
            #expect(try scene.stages() == [.retired, .retired, .current])
            #expect(place.held(.previous) == nil)
        }
    }

    @Test("what was put off while the clock was wrong is tried when it is right again")
    func putOffByAWrongClock() throws {
        try scene { scene, definition, place in
            place.setMood(.unavailable)
            _ = try scene.engine.rotate(definition)
            scene.clock.pass(.seconds(365 * 86_400))
            _ = try scene.engine.advance(definition)
            scene.clock.pass(.seconds(-365 * 86_400))
            place.setMood(nil)
            for due in try scene.engine.unfinished([definition]) { _ = try scene.engine.advance(due, isScheduled: true) }
            #expect(try scene.stages() == [.previous, .current])
            #expect(try scene.engine.show(definition).summary.trouble == nil)
        }
    }

    @Test("what kept a rotation from beginning does not keep one from going on")
    func begunAfterTrouble() throws {
        try Scene.run { scene in
            let place = MoodyPlace()
            let definition = try scene.definition("kind: jwt-hs256\nrotateEvery: 1d\njitter: 0").adding(
                MoodyDestination(place: place))
            _ = try scene.engine.rotate(definition)
            scene.clock.pass(.seconds(86_400))
            place.setMood(.refused)
            #expect(throws: SecretsError.self) { try scene.engine.rotate(definition, isScheduled: true) }
            #expect(try scene.engine.parked([definition]).map(\.step) == [.create])
            place.setMood(nil)
            scene.engine.boundary = { if $0 == "created" { throw Crash() } }
            #expect(throws: Crash.self) { try scene.engine.rotate(definition) }
            let next = try scene.reopened()
            for due in try next.engine.unfinished([definition]) { _ = try next.engine.advance(due, isScheduled: true) }
            #expect(try next.stages().last == .current)
            #expect(try next.engine.parked([definition]).isEmpty)
        }
    }

    @Test("a hook that fails when a rotation is undone is tried again before the new value is no longer accepted")
    func hookOfARollback() throws {
        try withTemporaryDirectory { directory in
            let reload = CountingReload()
            let scene = try Scene(directory, reload: reload)
            let definition = try scene.definition(
                """
                kind: jwt-eddsa
                publishAhead: 0s
                reload: [{run: [restart]}]
                destinations: [{file: {path: key.pem, previousPath: old.pem}}, {jwks: {path: jwks.json}}]
                """)
            for _ in 0..<2 { _ = try scene.engine.rotate(definition) }
            let first = try scene.text("old.pem")
            reload.setBroken(true)
            let outcome = try scene.engine.rollback(definition)
            #expect(outcome.status == .partial && outcome.nextStep == .rollback && outcome.trouble?.isParked == false)
            #expect(try scene.text("key.pem") == first)
            #expect(try scene.stages() == [.previous, .current], "consumers may have the new value still")
            #expect(try scene.text("jwks.json").ranges(of: "\"kid\"").count == 2)
            let runs = reload.runs.count
            reload.setBroken(false)
            scene.clock.pass(.seconds(60))
            let due = try #require(try scene.engine.unfinished([definition]).first)
            let end = try #require(try scene.engine.advance(due, isScheduled: true))
            #expect(end.status == .done && end.nextStep == nil)
            #expect(reload.runs.count == runs + 1)
            #expect(try scene.stages() == [.current, .retired])
            #expect(try scene.text("jwks.json").ranges(of: "\"kid\"").count == 1)
        }
    }

    @Test("a hook that is not there stops a rotation before anything is touched, but not an emergency")
    func missingHook() throws {
        try withTemporaryDirectory { directory in
            let reload = CountingReload()
            let scene = try Scene(directory, reload: reload)
            let definition = try scene.standard()
            _ = try scene.engine.rotate(definition)
            let before = try scene.text()
            let broken = try scene.standard("reload: [{run: [restart]}, {run: [missing]}]")
            for act in [{ _ = try scene.engine.rotate(broken) }, { _ = try scene.engine.plan(broken) }] {
                let error = #expect(throws: SecretsError.self) { try act() }
                #expect(error?.message.contains("the reload hook 'missing' cannot be run") == true)
            }
            #expect(try scene.text() == before)
            #expect(try scene.stages() == [.current])
            #expect(reload.runs.isEmpty)
            let outcome = try scene.engine.rotate(broken, compromised: true)
            #expect(outcome.warnings.contains { $0.contains("'missing' cannot be run") })
            #expect(try scene.stages() == [.retired, .current])
        }
    }

    @Test("two of a pair do not rotate within each other's overlap; two in one file not for a while")
    func stagger() throws {
        try Scene.run { scene in
            func secret(_ name: String, _ more: String) throws -> SecretDefinition {
                try scene.definition("kind: jwt-hs256\nrotateEvery: 10d\noverlap: 24h\njitter: 0\n\(more)", name: name)
            }
            let left = try secret("LEFT", "pair: RIGHT")
            let right = try secret("RIGHT", "")
            let one = try secret("ONE", "destinations: [{dotenv: {path: .env, key: ONE}}]")
            let two = try secret("TWO", "destinations: [{dotenv: {path: .env, key: TWO}}]")
            let all = [left, right, one, two]
            for definition in all { _ = try scene.engine.rotate(definition) }
            for definition in all { _ = try? scene.engine.retire(definition) }
            scene.clock.pass(.seconds(10 * 86_400))
            #expect(try scene.engine.due(all).map(\.name) == ["LEFT", "ONE"])
            for definition in [left, one] { _ = try scene.engine.rotate(definition, isScheduled: true) }
            #expect(try scene.engine.due(all).isEmpty)
            scene.clock.pass(.seconds(86_400))
            // The overlaps are over, and nobody has retired what was previous yet.
            #expect(try scene.engine.due(all).map(\.name) == ["TWO"], "a file is waited for only so long")
            for definition in try scene.engine.unfinished(all) { _ = try scene.engine.advance(definition) }
            #expect(try scene.engine.due(all).map(\.name) == ["RIGHT", "TWO"])
        }
    }

    @Test("a clock that is set back retires nothing too early, and is said; set forward, nothing is lost")
    func clockJumps() throws {
        try Scene.run { scene in
            let definition = try scene.standard("overlap: 2h")
            _ = try scene.engine.rotate(definition)
            _ = try scene.engine.rotate(definition)
            scene.clock.pass(.seconds(-86_400))
            #expect(try scene.engine.unfinished([definition]).isEmpty)
            let outcome = try #require(try scene.engine.advance(definition))
            #expect(outcome.warnings.contains { $0.contains("the clock was set back") })
            #expect(try scene.stages() == [.previous, .current])
            scene.clock.pass(.seconds(10 * 365 * 86_400))
            #expect(try scene.engine.advance(definition)?.status == .done)
            #expect(try scene.stages() == [.retired, .current])
            #expect(try scene.value("JWT_SECRET") == scene.revealed(2))
            #expect(try scene.revealed(1) != nil, "what was retired is kept for keepRetired")
        }
    }

    @Test("jitter makes a rotation earlier by up to its part, the same each time")
    func jitter() throws {
        try Scene.run { scene in
            let every = Duration.seconds(100 * 86_400)
            var ages: Set<Duration> = []
            for number in 0..<50 {
                let definition = try scene.definition("kind: random\nrotateEvery: 100d", name: "S\(number)")
                let age = try #require(definition.schedule.age(of: definition.name, 1))
                #expect(age <= every && age > every * 0.95)
                #expect(age == definition.schedule.age(of: definition.name, 1))
                ages.insert(age)
            }
            #expect(ages.count > 45)
        }
    }
}

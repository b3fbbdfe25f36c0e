import Basics
import Cryptography
import Synchronization
import TestSupport
import Testing

@testable import Secrets

/// Stores whose cut-offs are counted; some are away.
final class CountingCutter: TokenCutter {
    private struct State {
        var away: Set<String> = []
        var cut: [String: [Timestamp]] = [:]
    }
    private let state = Mutex(State())
    private let clock: HandClock
    init(_ clock: HandClock) { self.clock = clock }

    func setAway(_ stores: Set<String>) { state.withLock { $0.away = stores } }
    func cut(_ store: String) -> [Timestamp] { state.withLock { $0.cut[store] ?? [] } }

    func check(_ store: String) throws { if state.withLock({ $0.away.contains(store) }) { throw Self.gone } }

    func cutOff(_ store: String) throws -> Timestamp {
        try state.withLock { state in
            if state.away.contains(store) { throw Self.gone }
            state.cut[store, default: []].append(clock.now)
            return clock.now
        }
    }

    private static let gone = DestinationError("it does not answer", .unavailable)
}

@Suite("Cutting tokens off when a secret is compromised")
struct CutoffTests {
    private static let yaml = """
        kind: jwt-hs256
        overlap: 24h
        cutoffStores: [web, mobile]
        reload: [{run: [restart]}]
        destinations:
          - dotenv: {path: .env, key: KEY, previousKey: OLD}
          - file: {path: value, previousPath: old}
        """

    private func engine(_ scene: Scene, _ cutter: CountingCutter, _ reload: CountingReload = CountingReload()) -> RotationEngine {
        RotationEngine(
            keyring: scene.keyring, database: scene.database, time: scene.clock.source, environment: [:],
            lockDirectory: scene.directory + "/.firebreak", reload: reload, cutter: cutter)
    }

    @Test("is done once in each store, after the promotion, and stands in the receipt; a routine rotation does nothing of it")
    func done() throws {
        try Scene.run { scene in
            let cutter = CountingCutter(scene.clock)
            scene.engine = engine(scene, cutter)
            let definition = try scene.definition(Self.yaml)
            #expect(try scene.engine.plan(definition).cutoffStores.isEmpty)
            #expect(try scene.engine.rotate(definition).cutoffs.isEmpty)
            #expect(try scene.engine.plan(definition, compromised: true).cutoffStores == ["web", "mobile"])
            let outcome = try scene.engine.rotate(definition, compromised: true)
            #expect(outcome.status == .done && outcome.nextStep == nil, "\(outcome.warnings)")
            #expect(outcome.cutoffs.map(\.store) == ["web", "mobile"])
            #expect(cutter.cut("web").count == 1 && cutter.cut("mobile").count == 1)
        }
    }

    @Test("a store that is away is said beforehand and keeps nothing waiting; the rotation stays open until it is done")
    func away() throws {
        try Scene.run { scene in
            let cutter = CountingCutter(scene.clock)
            scene.engine = engine(scene, cutter)
            let definition = try scene.definition(Self.yaml)
            _ = try scene.engine.rotate(definition)
            cutter.setAway(["web"])
            let plan = try scene.engine.plan(definition, compromised: true)
            #expect(plan.warnings.contains("tokens could not be cut off in web now: it does not answer"))
            let outcome = try scene.engine.rotate(definition, compromised: true)
            #expect(outcome.status == .partial && outcome.nextStep == .cutoff)
            #expect(outcome.cutoffs.map(\.store) == ["mobile"])
            #expect(outcome.warnings.contains("tokens were not cut off in web: it does not answer"))
            #expect(try scene.stages() == [.retired, .current], "the old value ends all the same")
            // However long it takes.
            for _ in 0..<30 {
                scene.clock.pass(.seconds(4500))
                for due in try scene.engine.unfinished([definition]) {
                    let again = try scene.engine.advance(due, isScheduled: true)
                    #expect(again?.status == .partial && again?.trouble?.isParked == false)
                }
            }
            cutter.setAway([])
            scene.clock.pass(.seconds(4500))
            let end = try #require(try scene.engine.unfinished([definition]).first.flatMap { try scene.engine.advance($0) })
            #expect(end.status == .done && end.nextStep == nil && end.cutoffs.count == 2, "\(end.warnings)")
            #expect(cutter.cut("web").count == 1 && cutter.cut("mobile").count == 1)
        }
    }

    /// The timer comes for most of a day, finds the store away each time, and tries on.
    private func triesForLong(_ scene: Scene, _ definition: SecretDefinition) throws {
        for _ in 0..<15 {
            scene.clock.pass(.seconds(4500))
            let due = try #require(try scene.engine.unfinished([definition]).first)
            let again = try #require(try scene.engine.advance(due, isScheduled: true))
            #expect(again.status == .partial && again.nextStep == .cutoff && again.trouble?.isParked == false)
        }
    }

    @Test("what an emergency owes, the rotation that takes its place does")
    func superseded() throws {
        try Scene.run { scene in
            let cutter = CountingCutter(scene.clock)
            scene.engine = engine(scene, cutter)
            let definition = try scene.definition(Self.yaml)
            _ = try scene.engine.rotate(definition)
            cutter.setAway(["web"])
            _ = try scene.engine.rotate(definition, compromised: true)
            let routine = try scene.engine.rotate(definition)
            #expect(routine.version == 3 && routine.status == .partial && routine.nextStep == .cutoff)
            // However long it takes, and whatever the rotation itself waits for.
            try triesForLong(scene, definition)
            cutter.setAway([])
            let next = try #require(try scene.engine.advance(definition))
            #expect(cutter.cut("web").count == 1, "not only when the overlap has passed")
            #expect(next.nextStep == .retire && next.status == .done && next.trouble == nil, "\(next.warnings)")
            #expect(try scene.engine.unfinished([definition]).isEmpty)
            scene.clock.pass(.seconds(90_000))
            let end = try #require(try scene.engine.advance(definition))
            #expect(end.nextStep == nil && end.status == .done, "\(end.warnings)")
            #expect(cutter.cut("web").count == 1)
        }
    }

    @Test("nor does it wait until the next value has been published")
    func published() throws {
        try Scene.run { scene in
            let cutter = CountingCutter(scene.clock)
            scene.engine = engine(scene, cutter)
            let definition = try scene.definition(
                """
                kind: jwt-eddsa
                publishAhead: 10h
                cutoffStores: [web]
                destinations: [{dotenv: {path: .env, key: KEY, nextKey: NEXT}}]
                """)
            _ = try scene.engine.rotate(definition)
            cutter.setAway(["web"])
            _ = try scene.engine.rotate(definition, compromised: true)
            let routine = try scene.engine.rotate(definition)
            #expect(routine.stage == .pending && routine.trouble?.step == .cutoff)
            cutter.setAway([])
            scene.clock.pass(.seconds(60))
            let due = try #require(try scene.engine.unfinished([definition]).first)
            let next = try #require(try scene.engine.advance(due, isScheduled: true))
            #expect(cutter.cut("web").count == 1)
            #expect(next.nextStep == .promote && next.trouble == nil)
            #expect(try scene.engine.unfinished([definition]).isEmpty)
        }
    }

    @Test("nor are its debts lost where the rotation that takes its place can write nothing")
    func nothingWritten() throws {
        try Scene.run { scene in
            let cutter = CountingCutter(scene.clock)
            let place = MoodyPlace()
            scene.engine = engine(scene, cutter)
            let definition = try scene.definition("kind: jwt-hs256\ncutoffStores: [web]").adding(
                MoodyDestination(place: place))
            _ = try scene.engine.rotate(definition)
            cutter.setAway(["web"])
            _ = try scene.engine.rotate(definition, compromised: true)
            place.setMood(.unavailable)
            let routine = try scene.engine.rotate(definition)
            #expect(routine.version == 3 && routine.status == .partial && routine.trouble?.isParked == false)
            #expect(try scene.engine.history(definition).rotations.map(\.state).last?.isFinished == false)
            cutter.setAway([])
            place.setMood(nil)
            scene.clock.pass(.seconds(60))
            let due = try #require(try scene.engine.unfinished([definition]).first)
            let end = try #require(try scene.engine.advance(due, isScheduled: true))
            #expect(end.status == .done && end.stage == .current, "\(end.warnings)")
            #expect(cutter.cut("web").count == 1)
        }
    }

    @Test("nor where that rotation is rolled back: the value is back at once, and tick pays when the store is")
    func rolledBack() throws {
        try Scene.run { scene in
            let cutter = CountingCutter(scene.clock)
            scene.engine = engine(scene, cutter)
            let definition = try owing(&scene, cutter)
            let back = try scene.engine.rollback(definition)
            #expect(back.status == .partial && back.nextStep == .cutoff && back.trouble?.step == .cutoff)
            #expect(try scene.stages() == [.retired, .current, .retired])
            #expect(try scene.value("KEY") == scene.revealed(2))
            // Asked for once more it is no mistake: it tries again.
            #expect(try scene.engine.rollback(definition).nextStep == .cutoff)
            try triesForLong(scene, definition)
            cutter.setAway([])
            scene.clock.pass(.seconds(4500))
            let due = try #require(try scene.engine.unfinished([definition]).first)
            let end = try #require(try scene.engine.advance(due, isScheduled: true))
            #expect(end.status == .done && end.nextStep == nil && end.trouble == nil, "\(end.warnings)")
            #expect(cutter.cut("web").count == 1)
            #expect(try scene.engine.history(definition).rotations.last?.state == .rolledBack)
            #expect(throws: SecretsError.self) { try scene.engine.rollback(definition) }
        }
    }

    @Test("nor where the rollback itself is carried on by tick, or another rotation takes its place", arguments: ["tick", "rotate"])
    func rollbackCarriedOn(by what: String) throws {
        try Scene.run { scene in
            let cutter = CountingCutter(scene.clock)
            let place = MoodyPlace()
            scene.engine = engine(scene, cutter)
            let definition = try owing(&scene, cutter, place)
            place.setMood(.unavailable)
            #expect(try scene.engine.rollback(definition).nextStep == .rollback)
            place.setMood(nil)
            #expect(try scene.engine.advance(definition)?.nextStep == .cutoff)
            #expect(try scene.stages() == [.retired, .current, .retired])
            if what == "rotate" {
                let next = try scene.engine.rotate(definition)
                #expect(next.version == 4 && next.stage == .current && next.nextStep == .cutoff, "\(next.warnings)")
                #expect(try scene.engine.history(definition).rotations.map(\.state).dropFirst(2).first == .rolledBack)
            }
            cutter.setAway([])
            scene.clock.pass(.seconds(4500))
            for due in try scene.engine.unfinished([definition]) { _ = try scene.engine.advance(due, isScheduled: true) }
            #expect(cutter.cut("web").count == 1)
            #expect(try scene.engine.unfinished([definition]).isEmpty)
        }
    }

    /// A routine rotation that owes the cut-off in `web` of the emergency whose place it took.
    private func owing(
        _ scene: inout Scene, _ cutter: CountingCutter, _ place: MoodyPlace = MoodyPlace()
    ) throws -> SecretDefinition {
        let definition = try scene.definition(Self.yaml).adding(MoodyDestination(place: place))
        _ = try scene.engine.rotate(definition)
        cutter.setAway(["web"])
        _ = try scene.engine.rotate(definition, compromised: true)
        #expect(try scene.engine.rotate(definition).nextStep == .cutoff)
        return definition
    }

    @Test("a hook or a destination that fails does not keep tokens from being cut off", arguments: ["hook", "destination"])
    func failing(what: String) throws {
        try Scene.run { scene in
            let cutter = CountingCutter(scene.clock)
            let reload = CountingReload()
            let place = MoodyPlace()
            scene.engine = engine(scene, cutter, reload)
            let definition = try scene.definition(Self.yaml).adding(MoodyDestination(place: place))
            _ = try scene.engine.rotate(definition)
            if what == "hook" { reload.setBroken(true) } else { place.setMood(.unavailable) }
            let outcome = try scene.engine.rotate(definition, compromised: true)
            #expect(outcome.status == .partial)
            #expect(outcome.cutoffs.count == 2)
            reload.setBroken(false)
            place.setMood(nil)
            let end = try #require(try scene.engine.advance(definition))
            #expect(end.status == .done && end.nextStep == nil, "\(end.warnings)")
            #expect(cutter.cut("web").count == 1)
        }
    }

    @Test("a store that is no longer configured is said and waited for no more")
    func forgotten() throws {
        try Scene.run { scene in
            let cutter = CountingCutter(scene.clock)
            scene.engine = engine(scene, cutter)
            let definition = try scene.definition(Self.yaml)
            _ = try scene.engine.rotate(definition)
            cutter.setAway(["web"])
            _ = try scene.engine.rotate(definition, compromised: true)
            let end = try #require(
                try scene.engine.advance(scene.definition(Self.yaml.replacing("[web, mobile]", with: "[mobile]"))))
            #expect(end.nextStep == nil)
            #expect(end.warnings.contains("tokens were not cut off in web: it is no longer configured"))
        }
    }

    @Test("after a crash at any boundary the next call does it, and none is left out")
    func crashes() throws {
        var boundary = 0
        var isThrough = false
        while !isThrough, boundary < 100 {
            boundary += 1
            isThrough = try withMemoryDirectory { directory in
                let scene = try Scene(directory)
                let cutter = CountingCutter(scene.clock)
                var engine = engine(scene, cutter)
                let definition = try scene.definition(Self.yaml)
                _ = try engine.rotate(definition)
                let fuse = Fuse(boundary)
                engine.boundary = { _ in try fuse.pass() }
                var isDone = true
                do {
                    _ = try engine.rotate(definition, compromised: true)
                } catch is Crash {
                    isDone = false
                    let next = try Scene(directory, clock: scene.clock)
                    let again = self.engine(next, cutter)
                    // Nothing was begun where it was not on record yet; what was, tick goes on with.
                    if try again.history(definition).versions.count == 1 {
                        _ = try again.rotate(definition, compromised: true)
                    } else {
                        for due in try again.unfinished([definition]) { _ = try again.advance(due, isScheduled: true) }
                    }
                    #expect(try again.unfinished([definition]).isEmpty)
                    #expect(try next.stages() == [.retired, .current], "boundary \(boundary)")
                }
                for store in ["web", "mobile"] {
                    // Killed between the store and the record, it is set once more.
                    #expect((1...2).contains(cutter.cut(store).count), "boundary \(boundary), \(store)")
                }
                return isDone
            }
        }
        #expect(boundary > 12 && boundary < 100)
    }
}

import Basics
import Files
import Foundation
import JSON
import Processes
import Synchronization
import TestSupport
import Testing

@testable import Secrets

/// SIGKILL of the real program in the midst of rotations: every kind, at several destinations at once.
@Suite("Rotations of every kind that are killed", .serialized)
struct KillMatrixTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: String
        let places: KillPlaces
        var testDescription: String { "\(kind) at \(places.rawValue)" }
    }

    /// Every kind everywhere in the long form; in the short one each kind somewhere, each place several times.
    static let cases: [Case] = {
        let kinds = SecretKinds.names.filter { $0 != "redis-password" }
        let places: [KillPlaces] = [.files, .services, .programs]
        let all =
            FirebreakProgram.isSoaking
            ? kinds.flatMap { kind in places.map { Case(kind: kind, places: $0) } }
            : kinds.enumerated().map { Case(kind: $1, places: places[$0 % places.count]) }
        return all + [Case(kind: "redis-password", places: .redisPassword)]
    }()

    /// How many boundaries a rotation at the places has, counted once in the short form.
    private static let counts = Mutex<[String: Int]>([:])

    private func count(_ scene: KillScene, _ item: Case, _ trap: SystemTrap, compromised: Bool) throws -> Int {
        let key = "\(item.places) \(compromised)"
        if !FirebreakProgram.isSoaking, let known = Self.counts.withLock({ $0[key] }) { return known }
        let count = try scene.countBoundaries(trap, compromised: compromised)
        Self.counts.withLock { $0[key] = count }
        return count
    }

    @Test("at a boundary: nothing is lost, and tick completes it", arguments: cases)
    func boundaries(item: Case) throws {
        let trap = try SystemTrap()
        try withTemporaryDirectory { directory in
            let scene = try KillScene(directory, kind: item.kind, at: item.places)
            if FirebreakProgram.isSoaking {
                // The very first rotation makes the state too.
                let first = try scene.rotate(trap: trap.killing(at: .random(in: 1...100)))
                try scene.nothingIsLost("the first rotation, \(first.status)")
            }
            let begun = try scene.rotate()
            #expect(begun.status == 0, "\(begun.said)")
            for isCompromised in [false, true] {
                let count = try count(scene, item, trap, compromised: isCompromised)
                #expect(count > 20)
                let chosen = FirebreakProgram.isSoaking ? Array(1...count) : [.random(in: 1...count)]
                var killed = 0
                for boundary in chosen {
                    let when = "\(item.testDescription), boundary \(boundary) of \(count)"
                    let outcome = try scene.rotate(compromised: isCompromised, trap: trap.killing(at: boundary))
                    // How often a status is asked for differs a little from run to run.
                    #expect(outcome.wasKilled || outcome.status == 0, "\(when): \(outcome.status): \(outcome.said)")
                    if outcome.wasKilled { killed += 1 }
                    try scene.nothingIsLost(when)
                    try scene.completes(when)
                    try scene.nothingIsLost(when + ", completed")
                }
                // Another kind at the same places may have a few boundaries less.
                if FirebreakProgram.isSoaking { #expect(killed * 10 >= chosen.count * 9, "only \(killed) of \(chosen.count)") }
            }
            #expect(try scene.run(["journal", "verify"]).status == 0)
        }
    }

    /// How often the program is killed in the long form, all in all.
    private static let kills = 1000

    @Test("at random instants: nothing is lost, and tick completes it")
    func randomInstants() throws {
        let cases = FirebreakProgram.isSoaking ? Self.cases : (0..<2).compactMap { _ in Self.cases.randomElement() }
        let rounds = FirebreakProgram.isSoaking ? (Self.kills + cases.count - 1) / cases.count : 4
        var (killed, tried) = (0, 0)
        let trap = try SystemTrap()
        for item in cases {
            try withTemporaryDirectory { directory in
                let scene = try KillScene(directory, kind: item.kind, at: item.places)
                #expect(try scene.rotate().status == 0)
                var whole = Duration.zero
                var done = 0
                while done < rounds {
                    let isCompromised = Bool.random()
                    if done % 10 == 0 {
                        let start = ContinuousClock.now
                        #expect(try scene.rotate().status == 0)
                        whole = .now - start
                    }
                    let instant = Double.random(in: 0...1) * whole.inSeconds
                    let start = ContinuousClock.now
                    let outcome = try scene.rotate(
                        compromised: isCompromised, trap: trap.killing(after: .seconds(instant)))
                    tried += 1
                    // In the long form only real kills count. Whoever gets through shows how long it takes by now.
                    if outcome.wasKilled { killed += 1 } else { whole = min(whole, .now - start) }
                    if outcome.wasKilled || !FirebreakProgram.isSoaking { done += 1 }
                    let when = "\(item.testDescription), killed after \(instant) s"
                    try scene.nothingIsLost(when)
                    try scene.completes(when)
                }
            }
            if FirebreakProgram.isSoaking { print("\(killed) kills so far, after \(item.testDescription)") }
        }
        if FirebreakProgram.isSoaking {
            print("random kills: \(killed) in \(tried) rotations, \(cases.count) kinds × places")
            // Of the few in the short form, a busy machine may let any number through.
            #expect(killed * 4 > tried, "only \(killed) of \(tried) were killed")
        }
    }
}

import Basics
import Cryptography
import Files
import Foundation
import JSON
import TestSupport
import Testing

@testable import Secrets

/// What the system shows of processes while a secret goes to destinations that are programs.
@Suite("The real program and the programs that it starts", .serialized)
struct ProgramCanaryTests {
    @Test(
        "no value is in an argument list, an environment, or what a killed run leaves", arguments: ["jwt-hs256", "jwt-eddsa"])
    func processes(kind: String) throws {
        let trap = try SystemTrap()
        try withTemporaryDirectory { directory in
            let scene = try KillScene(directory, kind: kind, at: .programs)
            for _ in 0..<2 { #expect(try scene.rotate().status == 0) }
            #expect(try scene.run(["secrets", "rollback", KillScene.secret, "--yes"]).status == 0)
            // Where it has changed some of the destinations and not yet all; how many boundaries come before differs from
            // state to state.
            let count = try scene.countBoundaries(trap, compromised: true)
            let killed = try scene.rotate(compromised: true, trap: trap.killing(at: count * 3 / 4))
            #expect(killed.wasKilled, "boundary \(count * 3 / 4) of \(count): \(killed.status): \(killed.said)")
            #expect(try scene.run(["tick"]).status == 0)
            let bytes = try FileReader.read(directory + "/processes", limit: 64 << 20)
            let seen = String(decoding: bytes, as: UTF8.self)
            // docker and kubectl, and both of the scripts; each with itself and with the program that started it.
            for name in ["docker", "kubectl", "put", "get", "firebreak"] { #expect(seen.contains(name), "\(name)") }
            let engine = try scene.engine()
            let versions = try engine.keyring.versions(of: KillScene.secret)
            #expect(versions.count == 4)
            let values = try SceneCanary.values(of: KillScene.secret, engine.keyring)
            #expect(values.count == 4)
            for value in values { #expect(!value.isIn(bytes), "\(value.name)") }
        }
    }
}

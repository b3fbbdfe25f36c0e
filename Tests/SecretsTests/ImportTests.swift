import Basics
import Cryptography
import Foundation
import TestSupport
import Testing

@testable import Secrets

/// Values that are in use already, and values that nobody uses any more.
@Suite("Importing and destroying")
struct ImportTests {
    @Test("what destinations hold is taken in, and stays there as it is")
    func importHeld() throws {
        try Scene.run { scene in
            let value = "a-value-that-was-here-before-firebreak-was"
            let before = "# kept\nJWT_SECRET=\(value)\nJWT_SECRET_PREVIOUS=an-older-value-that-is-long-enough-too\n"
            try scene.write(before)
            let outcome = try scene.engine.importHeld(scene.standard())
            #expect(try scene.revealed(outcome.version) == value)
            #expect(try scene.keyring.versions(of: "JWT_SECRET").map(\.stage) == [.previous, .current])
            #expect(try scene.text(".env") == before)
            let again = #expect(throws: SecretsError.self) { try scene.engine.importHeld(scene.standard()) }
            #expect(again?.status == .refused)
        }
    }

    @Test("a secret that is nowhere is not imported")
    func nothing() throws {
        try Scene.run { scene in
            try scene.write("OTHER=1\n")
            let error = #expect(throws: SecretsError.self) { try scene.engine.importHeld(scene.standard()) }
            #expect(error?.status == .inputNotFound)
            #expect(try scene.keyring.kind(of: "JWT_SECRET") == nil)
        }
    }

    @Test("retired values are destroyed when their time has come, and no earlier; their history stays")
    func destroy() throws {
        try Scene.run { scene in
            let definition = try scene.definition(
                "kind: jwt-hs256\noverlap: 0s\nkeepRetired: 7d\ndestinations: [{dotenv: {path: .env, key: JWT_SECRET}}]")
            _ = try scene.engine.rotate(definition)
            _ = try scene.engine.rotate(definition)
            #expect(try scene.engine.destroyable([definition]).isEmpty)
            scene.clock.pass(.seconds(7 * 86_400 - 1))
            #expect(try scene.engine.destroyable([definition]).isEmpty)
            #expect(try scene.engine.reveal(definition, version: 1).withSecret { $0.count } > 0)
            scene.clock.pass(.seconds(1))
            #expect(try scene.engine.destroyable([definition]).map(\.name) == ["JWT_SECRET"])
            #expect(try scene.engine.destroyRetired(definition).destroyed == 1)
            #expect(try scene.engine.destroyRetired(definition).destroyed == 0)
            #expect(throws: SecretsError.self) { try scene.engine.reveal(definition, version: 1) }
            #expect(try scene.engine.reveal(definition, version: 2).withSecret { $0.count } > 0)
            #expect(try scene.keyring.versions(of: "JWT_SECRET").map(\.stage) == [.retired, .current])
            _ = try scene.engine.rotate(definition)
        }
    }
}

import Basics
import Cryptography
import Foundation
import JSON
import TestSupport
import Testing
import Tokens

@testable import Secrets

@Suite("Adding, listing, showing, revealing")
struct QueryTests {
    private func box(_ text: String) -> SecretBox { SecretBox(Secret(utf8: text)) }

    @Test("a value from outside is taken without the newline at its end", arguments: ["", "\n", "\r\n"])
    func add(end: String) throws {
        try Scene.run { scene in
            let text = "a-value-from-outside-that-is-long-enough"
            let definition = try scene.standard()
            let outcome = try scene.engine.add(definition, value: box(text + end))
            #expect(outcome.version == 1)
            #expect(outcome.stage == .current)
            #expect(outcome.warnings == ["dotenv:.env#JWT_SECRET does not hold it: 'secrets rotate' writes there"])
            let revealed = try scene.engine.reveal(definition).withSecret { $0.revealedText() }
            #expect(revealed == text)
            let error = #expect(throws: SecretsError.self) { try scene.engine.add(definition, value: box(text)) }
            #expect(error?.status == .refused)
            #expect(error?.hint?.contains("rotate") == true)
            #expect(try scene.engine.rotate(definition).previousVersion == 1)
            #expect(try scene.value("JWT_SECRET_PREVIOUS") == text)
        }
    }

    @Test(
        "a value that is too weak, empty or none of its kind is not added",
        arguments: [
            ("jwt-hs256", "short"), ("jwt-hs256", "\n"), ("webhook-standard", "x"), ("jwt-eddsa", "x"),
            ("random", "\0\0"),
        ])
    func unfit(kind: String, text: String) throws {
        try Scene.run { scene in
            let definition = try scene.definition("kind: \(kind)")
            let error = #expect(throws: SecretsError.self) { try scene.engine.add(definition, value: box(text)) }
            #expect(error?.status == .badInput)
            #expect(try scene.keyring.kind(of: "JWT_SECRET") == nil)
        }
    }

    @Test(
        "an Ed25519 key is added from PEM, from its Base 64 and from JWK",
        arguments: [
            ValueFormat.pem, .pemBase64, .jwk,
        ])
    func addKey(format: ValueFormat) throws {
        try Scene.run { scene in
            let kind = JWTEdDSAKind()
            let pem = try kind.generate()
            let text = try kind.write(pem, as: format)
            _ = try scene.engine.add(scene.definition("kind: jwt-eddsa"), value: SecretBox(text))
            #expect(try scene.revealed(1) == pem.revealedText())
        }
    }

    @Test("the list says what is overdue, and what the keyring does not have yet")
    func list() throws {
        try Scene.run { scene in
            let rotated = try scene.standard("rotateEvery: 30d\njitter: 0")
            let never = try scene.definition("kind: random\nrotateEvery: 1d", name: "NEVER")
            let byHand = try scene.definition("kind: random", name: "BY_HAND")
            _ = try scene.engine.rotate(rotated)
            _ = try scene.engine.add(SecretDefinition(name: "STRAY", kind: RandomKind()))
            let definitions = [rotated, never, byHand]
            let list = try scene.engine.list(definitions)
            #expect(list.map(\.name) == ["JWT_SECRET", "NEVER", "BY_HAND", "STRAY"])
            #expect(list.map(\.version) == [1, nil, nil, 1])
            #expect(list.map(\.overdue) == [false, true, false, false])
            #expect(list[0].rotatesAt == scene.clock.now + .seconds(30 * 86_400))
            #expect(try scene.engine.due(definitions).isEmpty)
            scene.clock.pass(.seconds(30 * 86_400))
            #expect(try scene.engine.list(definitions)[0].overdue)
            #expect(try scene.engine.due(definitions).map(\.name) == ["JWT_SECRET"])
        }
    }

    @Test("an unknown secret is not found, with the nearest name")
    func unknown() throws {
        try Scene.run { scene in
            let error = #expect(throws: SecretsError.self) {
                try scene.engine.definition("JWT_SECRT", in: [scene.standard()])
            }
            #expect(error?.status == .inputNotFound)
            #expect(error?.hint == "did you mean 'JWT_SECRET'?")
        }
    }

    @Test("revealing a version, or one that is not there")
    func reveal() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            #expect(throws: SecretsError.self) { try scene.engine.reveal(definition) }
            for _ in 0..<2 { _ = try scene.engine.rotate(definition) }
            let first = try scene.engine.reveal(definition, version: 1).withSecret { $0.revealedText() }
            #expect(try first == scene.value("JWT_SECRET_PREVIOUS"))
            let error = #expect(throws: SecretsError.self) { try scene.engine.reveal(definition, version: 3) }
            #expect(error?.status == .inputNotFound)
        }
    }

    @Test("receipts have exactly their keys, null where there is nothing to say")
    func encoding() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            let outcome = try JSONValue(encoding: scene.engine.rotate(definition))
            #expect(
                Set(try #require(outcome.objectValue).map(\.key)) == [
                    "name", "rotation", "stage", "version", "previousVersion", "destinations", "nextStep", "nextStepAt",
                    "residualTrustSeconds", "residualTrust", "trouble", "cutoffs", "leftOut", "warnings",
                ])
            #expect(outcome["previousVersion"] == .null)
            let list = try JSONValue(encoding: scene.engine.list([definition]))
            #expect(
                Set(try #require(list[0]?.objectValue).map(\.key)) == [
                    "name", "kind", "stage", "version", "fingerprint", "createdAt", "rotatesAt", "overdue", "trouble",
                    "destinations",
                ])
        }
    }

    @Test("the plan says what becomes of a rotation that waits for its overlap, and of one that is to be retired")
    func planBesideAnother() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            _ = try scene.engine.rotate(definition)
            _ = try scene.engine.rotate(definition)
            let early = "version 1 leaves its destinations early"
            #expect(try scene.engine.plan(definition).warnings.contains { $0.hasSuffix(early) })
            #expect(try !scene.engine.plan(definition, compromised: true).warnings.contains { $0.hasSuffix(early) })
            scene.clock.pass(.seconds(100_000))
            #expect(try !scene.engine.plan(definition).warnings.contains { $0.hasSuffix(early) })
        }
    }

    @Test("the plan says what would be done, and does nothing")
    func plan() throws {
        try Scene.run { scene in
            try scene.write("JWT_SECRET=something-that-is-there-and-long-enough\n")
            let definition = try scene.standard("publishAhead: 1h")
            let plan = try scene.engine.plan(definition)
            #expect(plan.destinations.map(\.holds) == ["unknown"])
            #expect(plan.steps.map(\.step) == [.promote, .retire])
            #expect(plan.steps.last?.at == scene.clock.now + .seconds(86_400))
            #expect(plan.warnings.contains { $0.hasPrefix("publishAhead is not waited for") })
            #expect(try scene.keyring.kind(of: "JWT_SECRET") == nil)
            #expect(try scene.text() == "JWT_SECRET=something-that-is-there-and-long-enough\n")
        }
    }

    @Test("signing and verifying keys: the current version signs, all live ones verify")
    func keys() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            for _ in 0..<2 { _ = try scene.engine.rotate(definition) }
            let versions = try scene.keyring.versions(of: "JWT_SECRET")
            #expect(try scene.keyring.signingVersion("JWT_SECRET").keyID == versions[1].keyID)
            #expect(
                try scene.keyring.liveVersions("JWT_SECRET").map(\.keyID) == [versions[1].keyID, versions[0].keyID])
            #expect(versions[0].keyID != versions[1].keyID)
            #expect(try scene.keyring.publishedKeys().isEmpty, "a symmetric key is never in the JWKS")
            #expect(throws: SecretsError.self) { try scene.keyring.webhookKeys("JWT_SECRET") }

            let webhook = try scene.definition("kind: webhook-standard", name: "HOOK")
            for _ in 0..<2 { _ = try scene.engine.rotate(webhook) }
            let keys = try scene.keyring.webhookKeys("HOOK")
            #expect(keys.signing.count == 2)
            #expect(keys.verifying.count == 2)
            #expect(throws: SecretsError.self) { try scene.keyring.verificationKeys("HOOK") }
        }
    }
}

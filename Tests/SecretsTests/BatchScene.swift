import Basics
import Cryptography
import Files
import TestSupport
import Testing

@testable import Secrets

/// Several plain secrets in two files, with one reload hook for all of them.
struct BatchScene {
    var scene: Scene
    let reload: CountingReload
    let names: [String]
    var definitions: [SecretDefinition] = []

    static let kinds = ["webhook-standard", "jwt-hs256", "random", "api-key", "webhook-github"]

    init(_ directory: String, count: Int, clock: HandClock = HandClock(), hook: Bool = true, overlap: String = "24h") throws {
        reload = CountingReload()
        scene = try Scene(directory, clock: clock, reload: reload)
        names = (0..<count).map { "S\($0)" }
        for (index, name) in names.enumerated() {
            definitions.append(
                try scene.definition(
                    """
                    kind: \(Self.kinds[index % Self.kinds.count])
                    overlap: \(overlap)
                    rotateEvery: 30d
                    jitter: 0
                    destinations:
                      - dotenv: {path: .env, key: \(name), previousKey: \(name)_OLD}
                      \(index % 2 == 0 ? "- dotenv: {path: b.env, key: \(name)}" : "")
                    \(hook ? "reload: [{run: [restart]}]" : "")
                    """, name: name))
        }
    }

    var engine: RotationEngine { scene.engine }

    @discardableResult
    func rotate(compromised: Bool = false, isScheduled: Bool = false) throws -> [BatchedRotation] {
        try engine.rotate(together: definitions, compromised: compromised, isScheduled: isScheduled)
    }

    @discardableResult
    func advance() throws -> [BatchedRotation] {
        try engine.advance(together: engine.unfinished(definitions), isScheduled: true)
    }

    /// Every value that stands in a file is one that the keyring holds, and the current one is still accepted.
    func nothingIsLost(_ when: String) throws {
        for definition in definitions {
            let name = definition.name
            let versions = try scene.keyring.versions(of: name)
            var texts: [String: SecretStage] = [:]
            for version in versions {
                let stored = try scene.keyring.value(of: name, version.version, definition.kind.name)
                let text = try stored.value.withSecret { value in
                    try (stored.form == .canonical ? definition.kind.write(value, as: definition.kind.formats[0]) : value.copy())
                        .revealedText()
                }
                texts[text ?? ""] = version.stage
            }
            for (file, key) in [(".env", name), (".env", name + "_OLD"), ("b.env", name)] {
                guard let value = try scene.value(key, in: file) else { continue }
                // Before its first rotation is on record, a secret's destinations were not even touched.
                if versions.isEmpty { continue }
                #expect(texts[value] != nil, "\(when): \(key) in \(file) is not in the keyring")
                if !key.hasSuffix("_OLD") {
                    #expect(texts[value]?.isLive == true, "\(when): \(key) in \(file) is not accepted")
                }
            }
        }
    }

    /// All are at rest with one current version, which stands everywhere.
    func isAtRest(_ when: String) throws {
        #expect(try engine.unfinished(definitions).isEmpty, "\(when)")
        for definition in definitions {
            let name = definition.name
            let stages = try scene.stages(name)
            #expect(stages.count { $0 == .current } == 1, "\(when): \(name) \(stages)")
            #expect(stages.allSatisfy { $0 == .current || $0 == .retired }, "\(when): \(name) \(stages)")
            let current = try #require(stages.firstIndex(of: .current)) + 1
            for destination in definition.destinations {
                let held = try destination.open(engine.context).read()
                let text = held[.current]?.withSecret { $0.revealedText() }
                #expect(try text == scene.revealed(current, name), "\(when): \(destination.name)")
                #expect(held[.previous] == nil, "\(when): \(destination.name)")
            }
        }
    }
}

extension [BatchedRotation] {
    /// Those that have an outcome.
    var outcomes: [RotationOutcome] { compactMap { try? $0.result.get() } }
    /// Why the others have none.
    var failures: [String: any Error] {
        var failures: [String: any Error] = [:]
        for item in self { if case .failure(let error) = item.result { failures[item.name] = error } }
        return failures
    }
}

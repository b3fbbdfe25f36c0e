import Basics
import Files
import Processes
import TestSupport
import Testing

@testable import Secrets

/// The search for secrets at the end of tests finds what it is there for.
@Suite("The search for secrets")
struct CanaryTests {
    /// Programs that cannot be run, for a reason that quotes a secret.
    private struct QuotingReload: ReloadRunner {
        let secret: String
        func check(_ hook: ConsumerReload) throws { throw DestinationError("\(secret) is not taken", .unavailable) }
        func run(_ hook: ConsumerReload) throws {}
    }

    @Test("goes through what an engine gives", arguments: [true, false])
    func receipts(isGiven: Bool) throws {
        let quoting: () throws -> Void = {
            try Scene.run { scene in
                let definition = try scene.standard("reload: [{run: [restart]}]")
                _ = try scene.engine.rotate(definition)
                let secret = try #require(try scene.revealed(1))
                scene.engine = RotationEngine(
                    keyring: scene.keyring, database: scene.database, time: scene.clock.source, environment: [:],
                    lockDirectory: scene.directory + "/.firebreak", reload: QuotingReload(secret: secret))
                if isGiven {
                    // In an emergency it is only said.
                    _ = try scene.engine.rotate(definition, compromised: true)
                } else {
                    _ = try? scene.engine.rotate(definition)
                }
            }
        }
        let failure = #expect(throws: TestFailure.self, performing: quoting)
        #expect(failure.map { "\($0)".contains("what a call said") } == true)
    }

    @Test("fails where it means to be made and the values cannot be listed any more", arguments: [true, false])
    func unlisted(isRequired: Bool) throws {
        let unsearchable: () throws -> Void = {
            try withTemporaryDirectory { directory in
                let program = try FirebreakProgram(in: directory)
                if isRequired { program.requireSearch() }
                try AtomicFile.create(directory + "/firebreak.yaml", Array("secrets: {A: {kind: random}}\n".utf8))
                let added = try program.run("secrets", "add", "A")
                #expect(added.succeeded, "\(added.errorText)")
                try AtomicFile.replace(directory + "/firebreak.yaml", with: Array("secrets: [\n".utf8))
            }
        }
        if isRequired { #expect(throws: TestFailure.self, performing: unsearchable) } else { try unsearchable() }
    }
}

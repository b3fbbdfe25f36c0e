import Basics
import Cryptography
import HTTP
import JSON
import TestSupport
import Testing

@testable import Secrets

/// Against moto's server, which checks signatures, session tokens and permissions: see `MotoServer`.
@Suite("The destination aws-secrets-manager, against moto's server", .serialized)
struct AWSDestinationTests {
    private static let server = Result { try MotoServer() }

    private func change(_ text: String) -> DestinationChange {
        var change = DestinationChange()
        change.set(.current, to: DestinationConformance.box(text))
        return change
    }

    private func open(
        _ secret: String, _ more: String = "", _ directory: String, _ other: [String: String] = [:]
    ) throws -> any Destination {
        let server = try Self.server.get()
        return try openDestination(
            "aws-secrets-manager: {secret: \(secret), endpoint: \"\(server.url)\"\(more)}",
            .test(directory, server.environment.merging(other) { $1 }), in: directory)
    }

    /// The calls below the destination, for what somebody else does.
    private func api(_ destination: any Destination) throws -> AWSSecretsManagerAPI {
        try #require(destination as? AWSSecretsManagerDestination).api
    }

    private func version(_ label: String, _ api: AWSSecretsManagerAPI) throws -> String? {
        try api.describe().first { $0.value.contains(label) }?.key
    }

    @Test("keeps to the conformance suite, every request signed")
    func conformance() throws {
        try withTemporaryDirectory { directory in
            let destination = try open("empty", "", directory)
            let api = try api(destination)
            try DestinationConformance(
                destination: destination,
                tamper: { text in
                    let token = "somebody-else-0123456789-0123456789"
                    try api.put(DestinationConformance.box(text), token: token)
                    try api.move("AWSCURRENT", from: version("AWSCURRENT", api), to: token)
                    try api.move("AWSPENDING", from: token, to: nil)
                },
                lock: { locked in
                    _ = try api.service.send(
                        "POST", "/", body: ["SecretId": "empty"],
                        headers: [
                            ("Content-Type", "application/x-amz-json-1.1"),
                            ("X-Amz-Target", "secretsmanager.\(locked ? "DeleteSecret" : "RestoreSecret")"),
                        ], signing: api.signing)
                }
            ).check()
            #expect(try version("AWSPENDING", api) == nil)
        }
    }

    @Test("a rotation moves the labels as AWS's own do, and doing a step again does nothing")
    func rotation() throws {
        try Scene.run { scene in
            let server = try Self.server.get()
            scene.engine = RotationEngine(
                keyring: scene.keyring, database: scene.database, time: scene.clock.source,
                environment: server.environment, lockDirectory: scene.directory + "/.firebreak")
            let definition = try scene.definition(
                """
                kind: jwt-hs256
                overlap: 1h
                destinations:
                  - aws-secrets-manager: {secret: app/plain, endpoint: "\(server.url)"}
                  - file: {path: key, previousPath: old}
                """)
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.version == 2 && outcome.status == .done)
            #expect(try scene.revealed(1) == "an-old-secret-that-is-long-enough-for-hs256")
            let destination = try open("app/plain", "", scene.directory)
            let api = try api(destination)
            let current = try #require(try version("AWSCURRENT", api))
            #expect(current.hasPrefix("firebreak-") && current.utf8.count == 42)
            #expect(try api.value(of: current).withSecret { $0.revealedText() } == scene.revealed(2))
            let previous = try #require(try version("AWSPREVIOUS", api))
            #expect(try api.value(of: previous).withSecret { $0.revealedText() } == scene.revealed(1))
            #expect(try version("AWSPENDING", api) == nil)
            #expect(try scene.text("key") == scene.revealed(2) && scene.text("old") == scene.revealed(1))

            #expect(try scene.engine.rollback(definition).destinations.map(\.state) == ["restored", "restored"])
            #expect(try version("AWSCURRENT", api) == previous)
            #expect(try scene.text("key") == scene.revealed(1))

            _ = try scene.engine.rotate(definition)
            scene.clock.pass(.seconds(3601))
            #expect(try scene.engine.advance(definition)?.destinations.map(\.state) == ["retired", "retired"])
            #expect(try version("AWSPREVIOUS", api) == nil)
            #expect(try destination.read()[.current]?.withSecret { $0.revealedText() } == scene.revealed(3))
        }
    }

    @Test("a member of a JSON secret is replaced and its other members stay")
    func member() throws {
        try withTemporaryDirectory { directory in
            let destination = try open("app/json", ", key: JWT", directory)
            let held = try destination.read()
            #expect(held[.current]?.withSecret { $0.revealedText() } == "one")
            var next = change("two")
            next.set(.previous, to: DestinationConformance.box("one"))
            try destination.write(next, expecting: held)
            let api = try api(destination)
            let current = try #require(try version("AWSCURRENT", api))
            let text = try api.value(of: current).withSecret { $0.revealedText() }
            #expect(try JSONValue(parsing: text ?? "") == ["OTHER": "kept", "JWT": "two"])
        }
    }

    @Test("somebody else's rotation under way is not disturbed")
    func pending() throws {
        try withTemporaryDirectory { directory in
            let destination = try open("app/json", ", key: JWT", directory)
            let api = try api(destination)
            let token = "a-lambda-function-0123456789-012345"
            try api.put(DestinationConformance.box("{}"), token: token)
            let error = #expect(throws: DestinationError.self) { try destination.check(change("x")) }
            #expect(error?.status == .busy)
            try api.move("AWSPENDING", from: token, to: nil)
            try destination.check(change("x"))
            // A label that has moved since it was read is not moved again.
            let moved = #expect(throws: DestinationError.self) {
                try api.move("AWSCURRENT", from: token, to: version("AWSCURRENT", api))
            }
            #expect(moved?.status == .busy)
        }
    }

    @Test(
        "what is wrong is said, and whether to try again",
        arguments: [
            ("missing", [:], Basics.ExitStatus.inputNotFound, "does not exist"),
            ("app/binary", [:], .badInput, "binary"),
            ("app/plain", ["AWS_SECRET_ACCESS_KEY": "hunter2"], .refused, "does not allow"),
            ("app/plain", ["AWS_SESSION_TOKEN": "hunter2"], .refused, "does not allow"),
            ("app/plain", ["AWS_ACCESS_KEY_ID": ""], .configuration, "AWS_ACCESS_KEY_ID is not set"),
            ("app/plain", ["AWS_REGION": "eu central"], .badInput, "is not a name"),
        ] as [(String, [String: String], Basics.ExitStatus, String)])
    func refusals(secret: String, other: [String: String], status: Basics.ExitStatus, text: String) throws {
        try withTemporaryDirectory { directory in
            let error = #expect(throws: (any Error).self) { try open(secret, "", directory, other).read() }
            let failure = try #require(error as? any Failure)
            #expect(failure.status == status && failure.message.contains(text), "\(failure.message)")
            #expect(!(failure.message + (failure.hint ?? "")).contains("hunter2"))
        }
    }
}

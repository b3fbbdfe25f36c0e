import Basics
import Cryptography
import Files
import HTTP
import JSON
import TestSupport
import Testing

@testable import Secrets

/// Against a stand-in: see `StandInServer`.
@Suite("The destinations vault-kv2 and vercel, against a stand-in")
struct ServiceDestinationTests {
    private func vault(_ server: StandInServer, _ directory: String, _ more: String = "") throws -> any Destination {
        try openDestination(
            """
            vault-kv2: {url: "\(server.server.url())", token: "${env:T}", path: apps/web, field: JWT,
                        previousField: JWT_OLD, nextField: JWT_NEW, timeout: 2s\(more)}
            """, .test(directory, ["T": "t0ken"]), in: directory)
    }

    private func vercel(
        _ server: StandInServer, _ directory: String, _ more: String = "", token: String = "v3rcel"
    ) throws -> any Destination {
        try openDestination(
            """
            vercel: {url: "\(server.server.url())", token: "${env:T}", project: shop, team: team_1, key: JWT,
                     previousKey: JWT_OLD, target: [production, preview], timeout: 2s\(more)}
            """, .test(directory, ["T": token, "HOOK": server.server.url("/hook")]), in: directory)
    }

    private func change(_ text: String) -> DestinationChange {
        var change = DestinationChange()
        change.set(.current, to: DestinationConformance.box(text))
        return change
    }

    // MARK: Vault

    @Test("vault-kv2 keeps to the conformance suite; other fields stay")
    func vaultConformance() throws {
        let server = try StandInServer()
        try withTemporaryDirectory { directory in
            try server.evaluate("vault.update({'apps/web': {'version': 3, 'data': {'OTHER': 'kept', 'n': 5}}})")
            try DestinationConformance(
                destination: vault(server, directory, ", namespace: team/a"),
                tamper: { text in
                    try server.evaluate(
                        "vault.update({'apps/web': {'version': 40, 'data': dict(vault['apps/web']['data'], JWT='\(text)')}})"
                    )
                },
                lock: { try server.behave($0 ? "readonly" : "") }
            ).check()
            let data = try JSONValue(parsing: server.evaluate("vault['apps/web']['data']"))
            #expect(data["OTHER"] == "kept" && data["n"] == 5 && data["JWT"] == "by somebody else")
            #expect(try server.evaluate("counts['namespace']") == "\"team/a\"")
        }
    }

    @Test("nothing there needs cas 0; what was deleted needs its version", arguments: [0, 7])
    func vaultVersions(deleted: Int) throws {
        let server = try StandInServer()
        try withTemporaryDirectory { directory in
            if deleted > 0 {
                try server.evaluate("vault.update({'apps/web': {'version': \(deleted), 'data': None}})")
            }
            let destination = try vault(server, directory)
            let empty = try destination.read()
            #expect(empty[.current] == nil)
            try destination.check(change("one"))
            try destination.write(change("one"), expecting: empty)
            #expect(try server.evaluate("vault['apps/web']['version']") == "\(deleted + 1)")
        }
    }

    @Test(
        "each refusal has a status that says whether to try again",
        arguments: [
            ("forbidden", Basics.ExitStatus.refused, "may not read or write"),
            ("throttled", .unavailable, "asks for 7s of rest"), ("sealed", .unavailable, "sealed"),
            ("lagging", .unavailable, "lags behind"), ("broken", .unavailable, "answered 500"),
            ("hanging", .unavailable, "did not answer within 2s"),
        ])
    func vaultRefusals(mode: String, status: Basics.ExitStatus, text: String) throws {
        let server = try StandInServer()
        try withTemporaryDirectory { directory in
            let destination = try vault(server, directory)
            let held = try destination.read()
            try server.behave(mode)
            let error = #expect(throws: (any Error).self) {
                try destination.write(change("hunter2-hunter2"), expecting: held)
            }
            let failure = try #require(error as? any Failure)
            #expect(failure.status == status && failure.message.contains(text), "\(failure.message)")
            #expect(failure.isTransient == (status != .refused))
            #expect((error as? DestinationError)?.retryAfter == (mode == "throttled" ? .seconds(7) : nil))
            try server.behave()
            #expect(try destination.read().matches(held))
        }
    }

    @Test("somebody who writes between our reading and our writing is noticed by Vault itself")
    func vaultRace() throws {
        let server = try StandInServer()
        try withTemporaryDirectory { directory in
            let destination = try vault(server, directory)
            try destination.write(change("one"), expecting: destination.read())
            try server.behave("raced")
            let error = #expect(throws: DestinationError.self) {
                try destination.write(change("two"), expecting: destination.read())
            }
            #expect(error?.status == .busy)
            try server.behave()
            #expect(try destination.read()[.current]?.withSecret { $0.revealedText() } == "one")
        }
    }

    @Test("an error that quotes the value is not passed on")
    func vaultEcho() throws {
        let server = try StandInServer()
        try withTemporaryDirectory { directory in
            let destination = try vault(server, directory)
            let held = try destination.read()
            try server.behave("echo")
            let error = #expect(throws: DestinationError.self) {
                try destination.write(change("hunter2-hunter2"), expecting: held)
            }
            #expect(error?.message == "the service answered 422")
        }
    }

    @Test("a wrong mount, a wrong token and a field that is no text are said")
    func vaultMistakes() throws {
        let server = try StandInServer()
        try withTemporaryDirectory { directory in
            let wrongToken = try openDestination(
                "vault-kv2: {url: \"\(server.server.url())\", token: \"${env:T}\", path: a, field: F}",
                .test(directory, ["T": "wrong"]), in: directory)
            let error = #expect(throws: DestinationError.self) { try wrongToken.read() }
            #expect(error?.status == .refused && error?.message.contains("wrong") == false)
            try server.evaluate("vault.update({'apps/web': {'version': 1, 'data': {'JWT': {'a': 1}}}})")
            let destination = try vault(server, directory)
            #expect((#expect(throws: DestinationError.self) { try destination.read() })?.status == .badInput)
            let unset = #expect(throws: (any Error).self) {
                try openDestination(
                    "vault-kv2: {url: \"https://x\", token: \"${env:NONE}\", path: a, field: F}", .test(directory),
                    in: directory)
            }
            #expect((unset as? any Failure)?.status == .configuration)
        }
    }

    // MARK: Vercel

    @Test("vercel keeps to the conformance suite with variables that can be read back")
    func vercelConformance() throws {
        let server = try StandInServer()
        try withTemporaryDirectory { directory in
            try DestinationConformance(
                destination: vercel(server, directory, ", type: encrypted"),
                tamper: { try server.evaluate("[e for e in vercel if e['key'] == 'JWT'][0].update(value='\($0)')") },
                lock: { try server.behave($0 ? "forbidden" : "") }
            ).check()
        }
    }

    @Test("and with sensitive ones, of which only the mark beside them is known")
    func vercelSensitive() throws {
        let server = try StandInServer()
        try withTemporaryDirectory { directory in
            let find = "[e for e in vercel if e['key'] == 'JWT'][0]"
            try DestinationConformance(
                destination: vercel(server, directory),
                tamper: { _ in
                    try server.evaluate("\(find).update(kept=\(find)['comment'])")
                    try server.evaluate("\(find).update(value='theirs', comment='')")
                },
                lock: { try server.behave($0 ? "forbidden" : "") },
                restore: { try server.evaluate("\(find).update(comment=\(find)['kept'])") }
            ).check()
            #expect(try server.evaluate("\(find)['type']") == "\"sensitive\"")
            let comment = try server.evaluate("\(find)['comment']")
            #expect(comment.hasPrefix("\"firebreak:") && comment.utf8.count == 44)
            #expect(try vercel(server, directory).caveats.contains { $0.contains("only new deployments") })
        }
    }

    @Test("the deploy hook is called when a value that is in use changes; its failure is said and not silent")
    func deployHook() throws {
        let server = try StandInServer()
        try withTemporaryDirectory { directory in
            let destination = try vercel(server, directory, ", type: encrypted, deployHook: \"${env:HOOK}\"")
            try destination.write(change("one"), expecting: destination.read())
            #expect(try server.evaluate("counts['hook']") == "1")
            var next = DestinationChange()
            next.set(.next, to: DestinationConformance.box("three"))
            try destination.write(next, expecting: destination.read())
            #expect(try server.evaluate("counts['hook']") == "1")
            var previous = DestinationChange()
            previous.set(.previous, to: DestinationConformance.box("zero"))
            try destination.write(previous, expecting: destination.read())
            #expect(try server.evaluate("counts['hook']") == "2")
            previous.clear(.previous)
            try destination.write(previous, expecting: destination.read())
            #expect(try server.evaluate("counts['hook']") == "3", "what runs accepts it until it is deployed without it")
            let broken = try openDestination(
                """
                vercel: {url: "\(server.server.url())", token: "${env:T}", project: shop, team: team_1, key: JWT,
                         target: [production, preview], type: encrypted, deployHook: "${env:HOOK}"}
                """, .test(directory, ["T": "v3rcel", "HOOK": "http://127.0.0.1:1/s3cret"]), in: directory)
            let error = #expect(throws: DestinationError.self) {
                try broken.write(change("two"), expecting: broken.read())
            }
            #expect(error?.message.hasPrefix("Vercel has the value, but the deploy hook failed") == true)
            #expect(error?.status == .unavailable && error?.message.contains("s3cret") == false)
            #expect(try broken.isUnfinished(), "the value is there, and no deployment has it")
            #expect(try broken.read()[.current]?.withSecret { $0.revealedText() } == "two")
        }
    }

    @Test(
        "a deploy hook that says to come again is called again, not too soon, until a deployment has the value",
        arguments: [(429, true), (503, true), (403, false)], ["", ", template: \"key={value}\""])
    func deployHookAgain(_ answer: (status: Int, passes: Bool), template: String) throws {
        let (status, passes) = answer
        let server = try StandInServer()
        try withTemporaryDirectory { directory in
            let hook = try PythonServer(
                """
                import http.server, os, sys
                class Handler(http.server.BaseHTTPRequestHandler):
                    def log_message(self, *arguments): pass
                    def do_POST(self):
                        open(sys.argv[1] + "/calls", "a").write("x")
                        self.send_response(201 if os.path.exists(sys.argv[1] + "/allowed") else int(sys.argv[2]))
                        self.send_header("Retry-After", "7200")
                        self.send_header("Content-Length", "0")
                        self.end_headers()
                server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
                print(server.server_port)
                server.serve_forever()
                """, [directory, "\(status)"])
            var scene = try Scene(directory)
            scene.engine = RotationEngine(
                keyring: scene.keyring, database: scene.database, time: scene.clock.source,
                environment: ["T": "v3rcel", "HOOK": hook.url("/s3cret")], lockDirectory: directory + "/.firebreak")
            let definition = try scene.definition(
                """
                kind: jwt-hs256
                destinations:
                  - file: {path: value}
                  - vercel: {url: "\(server.server.url())", token: "${env:T}", project: shop, team: team_1, key: JWT,
                             target: [production], type: encrypted, deployHook: "${env:HOOK}"\(template)}
                """)
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.status == .partial)
            let trouble = try #require(outcome.trouble)
            #expect(trouble.isParked == !passes)
            #expect(trouble.reason.contains("the deploy hook failed") && !trouble.reason.contains("s3cret"))
            if passes { #expect(trouble.nextTryAt == scene.clock.now + .seconds(7200), "not before its time") }
            try AtomicFile.create(directory + "/allowed", [])
            scene.clock.pass(.seconds(7200))
            let calls = try FileReader.read(directory + "/calls").count
            let end = try #require(try scene.engine.advance(definition))
            #expect(end.status == .done, "\(end.warnings)")
            #expect(try FileReader.read(directory + "/calls").count == calls + 1)
            // And not once more.
            scene.clock.pass(.seconds(90_000))
            _ = try scene.engine.advance(definition)
            #expect(try FileReader.read(directory + "/calls").count == calls + 1)
        }
    }

    @Test("a variable that is set for other targets too is left alone")
    func vercelTargets() throws {
        let server = try StandInServer()
        try withTemporaryDirectory { directory in
            try server.evaluate(
                "vercel.append({'id': 'e', 'key': 'JWT', 'type': 'encrypted', 'value': 'v', 'target': ['production']})")
            let error = #expect(throws: DestinationError.self) { try vercel(server, directory).read() }
            #expect(error?.status == .configuration && error?.message.contains("other targets") == true)
            let stranger = #expect(throws: DestinationError.self) {
                try vercel(server, directory, token: "other").read()
            }
            #expect(stranger?.status == .refused)
        }
    }

    // MARK: What answers that it is done, and is not

    @Test(
        "a service that answers 200 and keeps the old value stops a rotation, which says so",
        arguments: ["vault-kv2", "vercel"])
    func forgetful(type: String) throws {
        let server = try StandInServer()
        try Scene.run { scene in
            scene.engine = RotationEngine(
                keyring: scene.keyring, database: scene.database, time: scene.clock.source,
                environment: ["V": "t0ken", "W": "v3rcel"], lockDirectory: scene.directory + "/.firebreak")
            let entry =
                type == "vercel"
                ? "{url: \"\(server.server.url())\", token: \"${env:W}\", project: shop, team: team_1, key: K, type: encrypted}"
                : "{url: \"\(server.server.url())\", token: \"${env:V}\", path: a, field: K}"
            let definition = try scene.definition(
                "kind: jwt-hs256\ndestinations:\n  - dotenv: {path: .env, key: JWT_SECRET}\n  - \(type): \(entry)")
            _ = try scene.engine.rotate(definition)
            try server.behave("forgetful")
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.status == .partial)
            #expect(outcome.destinations.map(\.state) == ["written", "failed"])
            #expect(outcome.warnings.contains { $0.contains("does not hold what was written to it") })
            try server.behave()
            let carried = try #require(try scene.engine.advance(definition))
            #expect(carried.status == .done && carried.destinations.map(\.state) == ["written", "written"])
        }
    }
}

import Basics
import Cryptography
import Files
import Glibc
import JSON
import State
import TestSupport
import Testing

@testable import Secrets

@Suite("Many rotations together")
struct BatchTests {
    @Test("come to what each comes to alone, all along")
    func likeAlone() throws {
        try withTemporaryDirectory { directory in
            let clock = HandClock()
            let env = "S0=first-value-that-was-there\nS1=another-value-of-thirty-two-chars-or-more\nS3_OLD=older\nOTHER=1\n"
            var shown: [[String]] = [[], []]
            for (index, together) in [true, false].enumerated() {
                let folder = directory + "/\(index)"
                try PrivateDirectory.ensure(folder)
                let clock = HandClock(clock.now.formatted(fractionDigits: 0))
                var batch = try BatchScene(folder, count: 5, clock: clock)
                try batch.scene.write(env)
                func all(_ alone: (SecretDefinition) throws -> RotationOutcome?, _ many: () throws -> [BatchedRotation]) throws {
                    let outcomes = together ? try many().outcomes : try batch.definitions.compactMap(alone)
                    // Identifiers differ, everything else is the same.
                    shown[index] += try outcomes.map { outcome in
                        var value = try JSONValue(encoding: outcome).objectValue ?? [:]
                        value["rotation"] = nil
                        return JSONValue.object(value).compact
                    }
                    for definition in batch.definitions {
                        shown[index].append("\(try batch.scene.stages(definition.name))")
                        let history = try batch.engine.history(definition).rotations
                        shown[index] += history.map {
                            "\($0.version) \($0.previousVersion ?? 0) \($0.state) \($0.compromised) \($0.destinations) "
                                + "\(String(describing: $0.nextStepAt)) \(String(describing: $0.finishedAt))"
                        }
                    }
                    for file in [".env", "b.env"] {
                        shown[index] += try DotEnvDocument(parsing: Array(batch.scene.text(file).utf8)).keys.sorted()
                    }
                }
                let rotate = { (definition: SecretDefinition) in try batch.engine.rotate(definition) as RotationOutcome? }
                try all(rotate) { try batch.rotate() }
                clock.pass(.seconds(3600))
                // Before the overlap has passed, and when it has.
                try all(rotate) { try batch.rotate() }
                clock.pass(.seconds(86_400))
                try all(rotate) { try batch.rotate() }
                clock.pass(.seconds(86_400))
                try all({ try batch.engine.advance($0) }) { try batch.advance() }
                try all({ try batch.engine.rotate($0, compromised: true) }) { try batch.rotate(compromised: true) }
                try batch.isAtRest("at the end")
                #expect(batch.reload.runs.count == (together ? 4 : 20), "a shared hook runs once")
                batch.definitions = []
            }
            #expect(shown[0].count > 50)
            for (together, alone) in zip(shown[0], shown[1]) { #expect(together == alone) }
        }
    }

    @Test("one that cannot be written, and one that somebody is at work on, do not stop the others")
    func oneFails() throws {
        try withTemporaryDirectory { directory in
            let batch = try BatchScene(directory, count: 5)
            try batch.rotate()
            let twice = try batch.scene.text() + "S1=twice\n"
            try batch.scene.write(twice)
            let lease = try batch.engine.leases.take("secret S3")
            let results = try batch.rotate()
            lease.release()
            #expect(results.map(\.name) == batch.names)
            #expect(results.outcomes.map(\.name) == ["S0", "S2", "S4"])
            #expect((results.failures["S1"] as? any Failure)?.message.contains("stands twice") == true)
            #expect((results.failures["S3"] as? any Failure)?.status == .busy)
            #expect(try batch.scene.stages("S1") == [.current], "no value was made for it")
            #expect(try batch.scene.stages("S0") == [.previous, .current])
            #expect(try batch.scene.text().contains("\nS1=twice\n"))
        }
    }

    @Test("a file that is read-only stops all that stand in it before anything is touched, and a timer notes it")
    func readOnly() throws {
        try withTemporaryDirectory { directory in
            let batch = try BatchScene(directory, count: 4)
            try batch.rotate()
            batch.scene.clock.pass(.seconds(86_400))
            try batch.advance()
            let (env, other) = (try batch.scene.text(), try batch.scene.text("b.env"))
            #expect(chmod(directory + "/b.env", 0o400) == 0)
            batch.scene.clock.pass(.seconds(40 * 86_400))
            let due = try batch.engine.due(batch.definitions)
            #expect(due.count == 4)
            let results = try batch.rotate(isScheduled: true)
            #expect(Set(results.failures.keys) == ["S0", "S2"])
            #expect(results.outcomes.map(\.name) == ["S1", "S3"])
            #expect(try batch.scene.text("b.env") == other)
            #expect(try batch.scene.value("S0") == DotEnvDocument(parsing: Array(env.utf8)).value(of: "S0"))
            #expect(try batch.scene.stages("S0") == [.current])
            #expect(try batch.engine.due(batch.definitions).isEmpty, "not tried again at once")
            #expect(try batch.engine.history(batch.definitions[0]).trouble?.step == .create)
            #expect(chmod(directory + "/b.env", 0o600) == 0)
            batch.scene.clock.pass(.seconds(86_400))
            #expect(try batch.rotate(isScheduled: true).failures.isEmpty)
            #expect(try batch.engine.history(batch.definitions[0]).trouble == nil)
        }
    }

    @Test("a file that changes between the check and the write: nothing is written over, and what was begun is given up")
    func changedMeanwhile() throws {
        try withTemporaryDirectory { directory in
            var batch = try BatchScene(directory, count: 4, hook: false)
            try batch.rotate()
            let scene = batch.scene
            batch.scene.engine.boundary = { name in
                guard name == "created" else { return }
                var document = try DotEnvDocument(parsing: Array(scene.text().utf8))
                try document.set("S1", to: "by-somebody-else")
                try scene.write(String(decoding: document.bytes, as: UTF8.self))
            }
            let results = try batch.rotate()
            #expect(Array(results.failures.keys) == ["S1"])
            #expect((results.failures["S1"] as? any Failure)?.status == .busy)
            #expect(try scene.value("S1") == "by-somebody-else")
            #expect(try scene.stages("S1") == [.current, .retired])
            #expect(try scene.engine.history(batch.definitions[1]).rotations.map(\.state) == [.retired, .abandoned])
            batch.scene.engine.boundary = { _ in }
            // What somebody else wrote is taken in before it is replaced.
            #expect(try batch.rotate().failures.isEmpty)
            #expect(try scene.value("S1_OLD") == "by-somebody-else")
        }
    }

    @Test("nor is one given up that took another's place: what that one replaced still comes to its end")
    func supersedingIsKept() throws {
        try withTemporaryDirectory { directory in
            var batch = try BatchScene(directory, count: 4, hook: false)
            for _ in 0..<2 { try batch.rotate() }
            let scene = batch.scene
            batch.scene.engine.boundary = { name in
                guard name == "created" else { return }
                var document = try DotEnvDocument(parsing: Array(scene.text().utf8))
                try document.set("S1", to: "by-somebody-else")
                try scene.write(String(decoding: document.bytes, as: UTF8.self))
            }
            let results = try batch.rotate()
            #expect(results.failures.isEmpty)
            #expect(results.outcomes.filter { $0.status == .partial && $0.nextStep == .promote }.map(\.name) == ["S1"])
            batch.scene.engine.boundary = { _ in }
            batch.scene.clock.pass(.seconds(60))
            try batch.advance()
            batch.scene.clock.pass(.seconds(86_400))
            try batch.advance()
            try batch.isAtRest("at the end")
        }
    }

    @Test("a hook that fails leaves its secrets to be tried again, and is not run for each of them")
    func hookFails() throws {
        try withTemporaryDirectory { directory in
            let batch = try BatchScene(directory, count: 4)
            try batch.rotate()
            batch.reload.setBroken(true)
            let results = try batch.rotate()
            #expect(results.outcomes.count == 4)
            #expect(results.outcomes.allSatisfy { $0.status == .partial && $0.nextStep == .reload && $0.trouble != nil })
            #expect(try batch.engine.unfinished(batch.definitions).isEmpty, "not before its time")
            batch.reload.setBroken(false)
            batch.scene.clock.pass(.seconds(60))
            let advanced = try batch.advance()
            #expect(advanced.outcomes.count == 4)
            #expect(advanced.outcomes.allSatisfy { $0.status == .done && $0.nextStep == .retire && $0.trouble == nil })
            #expect(batch.reload.runs.count == 2)
        }
    }

    @Test("the plan says of each what it would say alone")
    func plan() throws {
        try withTemporaryDirectory { directory in
            let batch = try BatchScene(directory, count: 5)
            try batch.scene.write("S0=there\nS1=a\nS1=b\n")
            func shown(_ result: Result<RotationPlan, any Error>) throws -> String {
                switch result {
                case .success(let plan): try JSONValue(encoding: plan).compact
                case .failure(let error): (error as? any Failure)?.message ?? "?"
                }
            }
            for compromised in [false, true] {
                let together = try batch.engine.plan(together: batch.definitions, compromised: compromised)
                for (definition, plan) in zip(batch.definitions, together) {
                    let alone = Result { try batch.engine.plan(definition, compromised: compromised) }
                    #expect(try shown(plan) == shown(alone))
                }
            }
            #expect(try batch.scene.text() == "S0=there\nS1=a\nS1=b\n")
            #expect(try batch.scene.stages("S0").isEmpty)
        }
    }

    @Test("only what has nothing to wait for and stands in files is plain")
    func plain() throws {
        try Scene.run { scene in
            let cases = [
                ("kind: random", true),
                ("kind: random\ndestinations: [{dotenv: {path: .env, key: A}}]", true),
                ("kind: random\npublishAhead: 1h", false),
                ("kind: random\nadoption: {command: {run: [\"true\"]}}", false),
                ("kind: random\ncutoffStores: [web]", false),
                ("kind: random\ndestinations: [{file: {path: a}}, {compose-secret: {path: b}}]", true),
                ("kind: jwt-eddsa\npublishAhead: 0s\ndestinations: [{file: {path: a}}]", true),
                // A key set is written before signers and cleared after them.
                ("kind: jwt-eddsa\npublishAhead: 0s\ndestinations: [{jwks: {path: a}}]", false),
                ("kind: random\ndestinations: [{command: {run: [put]}}]", false),
                ("kind: random\ndestinations: [{dotenv: {path: .env, key: A, template: \"x:{value}\"}}]", false),
            ]
            for (text, expected) in cases {
                let definition = try scene.definition(text)
                #expect(scene.engine.isPlain(definition) == expected, "\(text)")
            }
        }
    }

    @Test("retired values are destroyed together when their time has come")
    func destruction() throws {
        try withTemporaryDirectory { directory in
            let batch = try BatchScene(directory, count: 3)
            try batch.rotate()
            try batch.rotate(compromised: true)
            #expect(try batch.engine.destroyable(batch.definitions).isEmpty)
            batch.scene.clock.pass(.seconds(31 * 86_400))
            #expect(try batch.engine.destroyable(batch.definitions).map(\.name) == batch.names)
            let destroyed = try batch.engine.destroyRetired(together: batch.definitions)
            #expect(try destroyed.map { try $0.get().destroyed } == [1, 1, 1])
            #expect(try batch.engine.destroyable(batch.definitions).isEmpty)
        }
    }
}

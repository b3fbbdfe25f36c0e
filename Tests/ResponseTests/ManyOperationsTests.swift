import Basics
import Files
import Incidents
import JSON
import Secrets
import TestSupport
import Testing

@testable import Response

/// Several secrets at once: what stands in the journal, and what becomes of those that fail.
@Suite("Several secrets at once")
struct ManyOperationsTests {
    private func workspace(in directory: String, at time: TimeSource = .system) throws -> Workspace {
        try AtomicFile.replace(directory + "/firebreak.yaml", with: Array(Self.configuration.utf8))
        try TestDatabase.configure(directory + "/firebreak.yaml")
        return try Workspace.open(
            configuration: directory + "/firebreak.yaml", directory: directory, environment: [:], time: time,
            actor: "tester")
    }

    /// Three that are plain, and one that goes alone.
    private static let configuration = """
        secrets:
          A: {kind: webhook-standard, rotateEvery: 30d, jitter: 0%, destinations: [{dotenv: {path: .env, key: A}}]}
          B: {kind: webhook-github, rotateEvery: 30d, jitter: 0%, destinations: [{dotenv: {path: .env, key: B}}]}
          C: {kind: random, rotateEvery: 30d, jitter: 0%, destinations: [{file: {path: c.txt}}]}
          D: {kind: random, rotateEvery: 30d, jitter: 0%, destinations: [{dotenv: {path: d.env, key: D}}]}

        """

    private func names<Value>(_ items: [RotateSecrets.Item<Value>], failed: Bool) -> [String] {
        items.filter { item in (try? item.result.get()) == nil ? failed : !failed }.map(\.name)
    }

    @Test("each has an intent and an outcome of its own, linked, with incident and reason")
    func journalled() throws {
        try withTemporaryDirectory { directory in
            let workspace = try workspace(in: directory)
            let incident = try workspace.incidents.open(title: "T", severity: .sev2, actor: "tester")
            let rotation = RotateSecrets(names: ["D", "C", "A", "B"], isCompromised: true)
            let items = try rotation.perform(workspace, reason: "leaked")
            #expect(names(items, failed: false) == ["D", "C", "A", "B"], "in the order that was asked for")
            let entries = try workspace.journal.entries(incident: incident.id).filter { $0.operation != nil }
            let intents = entries.filter { $0.kind == JournalKind.intent }
            let outcomes = entries.filter { $0.kind == JournalKind.outcome }
            #expect(intents.count == 4 && outcomes.count == 4)
            #expect(Set(intents.map(\.operation)) == Set(outcomes.map(\.operation)))
            #expect(Set(entries.compactMap(\.operation)).count == 4)
            #expect(entries.allSatisfy { $0.details["action"] == "secrets.rotate" && $0.details["reason"] == "leaked" })
            #expect(Set(outcomes.compactMap { $0.details["receipt"]?["name"]?.stringValue }) == ["A", "B", "C", "D"])
            #expect(intents.allSatisfy { $0.summary.hasSuffix("whose value has leaked") })
            #expect(try workspace.journal.unfinished().isEmpty)
        }
    }

    @Test("those that fail do not stop the others, and their failure stands in the journal")
    func someFail() throws {
        try withTemporaryDirectory { directory in
            let workspace = try workspace(in: directory)
            try AtomicFile.replace(directory + "/.env", with: Array("B=1\nB=2\n".utf8))
            // Something that is no file, where C is to go.
            try PrivateDirectory.ensure(directory + "/c.txt")
            let rotation = RotateSecrets(names: ["A", "B", "C", "D"], isCompromised: false)
            #expect(names(try rotation.plan(workspace), failed: true) == ["B", "C"])
            #expect(!FileReader.exists(directory + "/d.env"), "a plan changes nothing")
            let items = try rotation.perform(workspace)
            #expect(names(items, failed: true) == ["B", "C"])
            let failed = try workspace.journal.entries().filter { $0.details["status"] == "failed" }
            #expect(Set(failed.map(\.summary.first)).count == 1 && failed.count == 2)
            #expect(try workspace.journal.unfinished().isEmpty)
            #expect(try FileReader.readText(directory + "/.env").contains("\nA=whsec_"))
        }
    }

    @Test("an incident that is not there stops all of it before anything is done")
    func unknownIncident() throws {
        try withTemporaryDirectory { directory in
            let workspace = try workspace(in: directory)
            let rotation = RotateSecrets(names: ["A", "C"], isCompromised: false)
            #expect(throws: (any Error).self) { try rotation.perform(workspace, incident: "INC-20200101-001") }
            #expect(!FileReader.exists(directory + "/.env") && !FileReader.exists(directory + "/c.txt"))
        }
    }

    @Test("names are those that list shows, of one kind where one is asked for")
    func chosen() throws {
        try withTemporaryDirectory { directory in
            let workspace = try workspace(in: directory)
            _ = try workspace.carryOut(AddSecret(name: "ONLY_IN_KEYRING", kind: "random", value: nil))
            #expect(try workspace.secretNames(ofKind: nil) == ["A", "B", "C", "D", "ONLY_IN_KEYRING"])
            #expect(try workspace.secretNames(ofKind: "random") == ["C", "D", "ONLY_IN_KEYRING"])
            let none = #expect(throws: LookupFailure.self) { try workspace.secretNames(ofKind: "jwt-rs256") }
            #expect(none?.status == .inputNotFound)
            let stray = #expect(throws: LookupFailure.self) { try workspace.secretNames(ofKind: "webhooks") }
            #expect(stray?.hint?.contains("webhook-standard") == true)
            #expect(throws: SecretsError.self) { try workspace.requireSecrets(["A", "E"]) }
        }
    }

    @Test("an emergency rotates what it can at once, whatever the places of the others are at")
    func emergency() throws {
        try withTemporaryDirectory { directory in
            // What it holds is what the file of the others held when it was first asked.
            for (name, text) in [("put", "cat > held"), ("get", "[ -e seen ] || cp .env seen; [ ! -e held ] || cat held")] {
                try AtomicFile.create("\(directory)/\(name)", Array("#!/bin/sh\n\(text)\n".utf8), mode: 0o700)
            }
            let path = directory + "/firebreak.yaml"
            try AtomicFile.create(
                path,
                Array(
                    (Self.configuration
                        + "  SLOW: {kind: random, destinations: [{command: {run: [./put], read: [./get]}}]}\n").utf8))
            try TestDatabase.configure(path)
            let workspace = try Workspace.open(
                configuration: path, directory: directory, environment: ["PATH": "/usr/bin:/bin"], actor: "tester")
            let all = ["SLOW", "A", "B"]
            _ = try RotateSecrets(names: all, isCompromised: false).perform(workspace)
            let before = try FileReader.readText(directory + "/.env")
            try AtomicFile.remove(directory + "/seen")
            let items = try RotateSecrets(names: all, isCompromised: true).perform(workspace)
            #expect(names(items, failed: true).isEmpty)
            let seen = try FileReader.readText(directory + "/seen")
            let after = try FileReader.readText(directory + "/.env")
            #expect(seen != before && seen == after)
        }
    }

    @Test("tick carries on what only the keyring has, as the receipt promises")
    func unconfigured() throws {
        try withTemporaryDirectory { directory in
            let start = Timestamp(seconds: 1_800_000_000)
            let first = try workspace(in: directory, at: .fixed(start))
            for name in ["KEPT", "ALSO"] {
                _ = try first.carryOut(AddSecret(name: name, kind: "random", value: nil))
                #expect(try first.carryOut(RotateSecret(name: name, isCompromised: false)).nextStep == .retire)
            }
            let day = try workspace(in: directory, at: .fixed(start + .seconds(86_401)))
            let receipt = try Tick().perform(day)
            #expect(receipt.items.map { "\($0.action) \($0.subject)" }.sorted() == ["advance ALSO", "advance KEPT"])
            #expect(receipt.status == .done)
            let month = try workspace(in: directory, at: .fixed(start + .seconds(32 * 86_400)))
            #expect(try Tick().perform(month).items.map { "\($0.action) \($0.subject)" }.sorted() == ["destroy ALSO", "destroy KEPT"])
        }
    }

    @Test("tick does what is due for several together, and says it of each")
    func tick() throws {
        try withTemporaryDirectory { directory in
            let start = Timestamp(seconds: 1_800_000_000)
            let first = try workspace(in: directory, at: .fixed(start))
            for _ in 0..<2 {
                _ = try RotateSecrets(names: ["A", "B", "C", "D"], isCompromised: false).perform(first)
            }
            let day = try workspace(in: directory, at: .fixed(start + .seconds(86_401)))
            let dry = try Tick(isDryRun: true).perform(day)
            #expect(dry.items.map(\.subject) == ["A", "B", "C", "D"] && dry.items.allSatisfy { $0.outcome == .due })
            let retired = try Tick().perform(day)
            #expect(retired.items.map(\.action) == ["advance", "advance", "advance", "advance"])
            #expect(retired.items.map(\.subject) == ["A", "B", "C", "D"] && retired.status == .done)
            #expect(try Tick().perform(day).items.isEmpty)
            // Retired values are destroyed after thirty days; of two in one file the second waits a day.
            let month = try workspace(in: directory, at: .fixed(start + .seconds(32 * 86_400)))
            let receipt = try Tick().perform(month)
            #expect(receipt.items.map { "\($0.action) \($0.subject)" }.sorted() == [
                "destroy A", "destroy B", "destroy C", "destroy D", "rotate A", "rotate B", "rotate C", "rotate D",
            ])
            #expect(receipt.status == .done)
            #expect(try day.journal.unfinished().isEmpty)
        }
    }
}

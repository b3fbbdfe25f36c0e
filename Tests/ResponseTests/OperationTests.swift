import Basics
import Files
import Flags
import Incidents
import JSON
import Secrets
import State
import Synchronization
import TestSupport
import Testing

@testable import Response

/// How operations are carried out: what stands in the journal, whatever happens.
@Suite("Operations")
struct OperationTests {
    /// A workspace in a folder of its own, with a configuration.
    private func workspace(
        in directory: String, _ configuration: String = "", at time: TimeSource = .system
    ) throws -> Workspace {
        try AtomicFile.replace(directory + "/firebreak.yaml", with: Array(configuration.utf8))
        try TestDatabase.configure(directory + "/firebreak.yaml")
        return try Workspace.open(
            configuration: directory + "/firebreak.yaml", directory: directory, environment: [:], time: time,
            actor: "tester")
    }

    private static let configuration = """
        secrets:
          KEY:
            kind: jwt-hs256
            rotateEvery: 30d
            overlap: 24h
            destinations: [{dotenv: {path: .env, key: KEY, previousKey: KEY_PREVIOUS}}]
        flags: {app: {dotenv: {path: .flags}}}

        """

    @Test("intent and outcome stand in the journal, with receipt, incident and reason")
    func journalled() throws {
        try withTemporaryDirectory { directory in
            let workspace = try workspace(in: directory, Self.configuration)
            let incident = try workspace.incidents.open(title: "T", severity: .sev2, actor: "tester")
            let outcome = try workspace.carryOut(RotateSecret(name: "KEY", isCompromised: false), reason: "drill")
            #expect(outcome.version == 1)
            let entries = try workspace.journal.entries(incident: incident.id).suffix(2)
            #expect(entries.map(\.kind) == [JournalKind.intent, JournalKind.outcome])
            #expect(Set(entries.map(\.operation)).count == 1)
            #expect(entries.last?.details["receipt"]?["version"] == 1)
            #expect(entries.last?.details["reason"] == "drill")
            #expect(try workspace.journal.unfinished().isEmpty)
        }
    }

    @Test("a failure is an outcome too, and is thrown on")
    func failed() throws {
        try withTemporaryDirectory { directory in
            let workspace = try workspace(in: directory, Self.configuration)
            #expect(throws: (any Error).self) {
                try workspace.carryOut(RotateSecret(name: "NOBODY", isCompromised: false))
            }
            let last = try #require(try workspace.journal.entries().last)
            #expect(last.kind == JournalKind.outcome)
            #expect(last.details["status"] == "failed")
            #expect(try workspace.journal.unfinished().isEmpty)
        }
    }

    @Test("an intent without an outcome is listed as unfinished")
    func interrupted() throws {
        try withTemporaryDirectory { directory in
            let workspace = try workspace(in: directory)
            try workspace.journal.append(
                JournalDraft(kind: JournalKind.intent, actor: "tester", operation: "op1", summary: "begun"))
            #expect(try workspace.journal.unfinished().map(\.summary) == ["begun"])
        }
    }

    @Test("tick retires when the overlap has passed, rotates when it is due, and restores flags that have run out")
    func tick() throws {
        try withTemporaryDirectory { directory in
            let start = Timestamp(seconds: 1_800_000_000)
            let first = try workspace(in: directory, Self.configuration, at: .fixed(start))
            for _ in 0..<2 { _ = try first.carryOut(RotateSecret(name: "KEY", isCompromised: false)) }
            _ = try first.carryOut(SetFlag(name: "ON", source: nil, value: .boolean(true), lifetime: .seconds(3600)))
            #expect(try Tick().perform(first).items.isEmpty)

            let hour = try workspace(in: directory, Self.configuration, at: .fixed(start + .seconds(3601)))
            #expect(try Tick(isDryRun: true).perform(hour).items.map(\.action) == ["restore"])
            let restored = try Tick().perform(hour)
            #expect(restored.items.map(\.subject) == ["ON"] && restored.status == .done)

            let day = try workspace(in: directory, Self.configuration, at: .fixed(start + .seconds(90_000)))
            #expect(try Tick().perform(day).items.map(\.action) == ["advance"])
            let text = try FileReader.readText(directory + "/.env")
            #expect(!text.contains("KEY_PREVIOUS"))

            let month = try workspace(in: directory, Self.configuration, at: .fixed(start + .seconds(31 * 86_400)))
            #expect(try Tick().perform(month).items.map(\.action) == ["rotate"])
            #expect(try Tick().perform(month).items.isEmpty)
        }
    }

    /// Something that is done while somebody else comes to write into the state, and goes on writing.
    private struct Meeting: Operation {
        struct Receipt: OperationReceipt {
            var status: Basics.ExitStatus { .done }
            var summary: String { "met" }
        }
        let directory: String
        let other: Somebody
        var action: String { "test.meet" }
        var intent: String { "meet" }
        func plan(_ workspace: Workspace) throws -> String { intent }
        func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> Receipt {
            try other.hold(TestDatabase.make(in: directory))
            return Receipt()
        }
    }

    /// Who holds the state, once somebody does.
    private final class Somebody: Sendable {
        private let state = Mutex<HeldState?>(nil)
        func hold(_ database: any Database) throws {
            let held = try HeldState(database)
            state.withLock { $0 = held }
        }
        func release() { state.withLock { $0 }?.release() }
    }

    /// A folder with a configuration, and somebody who may hold its state, and lets go of it at the end.
    private func withSomebody(_ body: (String, Somebody) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.replace(directory + "/firebreak.yaml", with: [])
            try TestDatabase.configure(directory + "/firebreak.yaml")
            let other = Somebody()
            defer { other.release() }
            try body(directory, other)
        }
    }

    private func open(_ directory: String, _ insistence: Insistence) throws -> Workspace {
        try Workspace.open(
            configuration: directory + "/firebreak.yaml", directory: directory, environment: [:], actor: "tester",
            insistence: insistence)
    }

    @Test("an outcome that meets a busy state is journalled when that is free again")
    func busyThenFree() throws {
        try withSomebody { directory, other in
            let workspace = try open(directory, Insistence { _ in other.release() })
            let receipt = try workspace.carryOut(Meeting(directory: directory, other: other))
            #expect(receipt.status == .done)
            #expect(try workspace.journal.entries().last?.summary == "met")
            #expect(try workspace.journal.unfinished().isEmpty)
        }
    }

    @Test("where the state stays busy it is said that the work was done and is not written down")
    func busyForLong() throws {
        try withSomebody { directory, other in
            let workspace = try open(directory, Insistence(longest: .zero))
            let error = #expect(throws: UnwrittenWork.self) {
                try workspace.carryOut(Meeting(directory: directory, other: other))
            }
            #expect(error?.status == .partial && error?.message.contains("to its end: met, and that is not written down") == true)
            other.release()
            #expect(try workspace.journal.unfinished().map(\.summary) == ["meet"])
        }
    }

    @Test("init writes what is missing and never overwrites what is there")
    func initialisation() throws {
        try withTemporaryDirectory { directory in
            let first = try Initialisation.perform(
                directory: directory, configurationPath: nil, environment: [:], actor: "tester")
            #expect(first.items.allSatisfy { $0.outcome == .created })
            let key = try FileReader.read(directory + "/.firebreak/keyring.key")
            try AtomicFile.replace(directory + "/firebreak.yaml", with: Array("# mine\n".utf8))
            let second = try Initialisation.perform(
                directory: directory, configurationPath: nil, environment: [:], actor: "tester")
            #expect(second.items.allSatisfy { $0.outcome == .kept })
            let text = try FileReader.readText(directory + "/firebreak.yaml")
            #expect(text == "# mine\n")
            let same = try FileReader.read(directory + "/.firebreak/keyring.key")
            #expect(same == key)
        }
    }
}

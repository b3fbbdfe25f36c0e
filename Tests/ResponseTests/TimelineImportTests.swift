import Basics
import Files
import Incidents
import Logs
import Synchronization
import TestSupport
import Testing

@testable import Response

/// Logs that are imported more than once: with what was missing, after a stop, for other rows, under other names.
@Suite("Imports of logs")
struct TimelineImportTests {
    private struct Scene {
        let workspace: Workspace
        let incident: String

        @discardableResult
        func take(
            _ text: String, _ name: String = "app.log", where condition: String? = nil, zone: String? = nil,
            again: Bool = false, isStopped: @escaping @Sendable () -> Bool = { false }
        ) throws -> TimelineImportReceipt {
            let clock = SourceClock(zone: zone.flatMap { TimeZoneRules($0) })
            var reading = LogReading([LogSource(.bytes(Array(text.utf8)), name: name, clock: clock)])
            if let condition { reading.filter.conditions = [try #require(FieldCondition(condition))] }
            return try workspace.carryOut(
                ImportTimeline(reading, again: again, isStopped: isStopped), incident: incident)
        }

        /// How many are imported, and how many are there already.
        func expect(
            _ imported: Int64, _ alreadyThere: Int64, _ text: String, _ name: String = "app.log", where condition: String? = nil,
            zone: String? = nil, again: Bool = false, at location: SourceLocation = #_sourceLocation
        ) throws {
            let receipt = try take(text, name, where: condition, zone: zone, again: again)
            #expect(receipt.imported == imported && receipt.alreadyThere == alreadyThere, "\(receipt)", sourceLocation: location)
        }

        func expectRefusal(_ text: String, _ name: String = "app.log", zone: String? = nil) {
            let error = #expect(throws: TimelineImportFailure.self) { try take(text, name, zone: zone) }
            #expect(error?.status == .refused)
        }
    }

    private func withScene(_ body: (Scene) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", [])
            try TestDatabase.configure(directory + "/firebreak.yaml")
            let workspace = try Workspace.open(
                configuration: directory + "/firebreak.yaml", directory: directory, environment: [:], actor: "tester")
            let incident = try workspace.incidents.open(title: "T", severity: .sev2, actor: "tester")
            try body(Scene(workspace: workspace, incident: incident.id))
            let verification = try workspace.verifyJournal()
            #expect(verification.isGood && verification.unsigned == 0)
        }
    }

    private func rows(_ range: Range<Int>) -> String {
        range.map { #"{"time":\#(1_763_742_000 + $0),"status":\#($0.isMultiple(of: 2) ? 403 : 401),"msg":"row \#($0)"}"# + "\n" }
            .joined()
    }

    @Test("one that was stopped goes on where it was, and is refused when it has everything")
    func stopped() throws {
        try withScene { scene in
            let asked = Mutex(0)
            let log = rows(0..<1000)
            let first = try scene.take(log) {
                asked.withLock { count in
                    count += 1
                    return count > 300
                }
            }
            #expect(first.isStopped && first.status == .partial)
            #expect((1..<1000).contains(first.imported))
            try scene.expect(1000 - first.imported, first.imported, log)
            scene.expectRefusal(log)
        }
    }

    @Test("what was left out for want of a zone comes when the zone is said")
    func zone() throws {
        try withScene { scene in
            let log = "2026/11/20 10:00:00 [error] 1#1: *1 refused, client: 203.0.113.9, server: _\n"
            let first = try scene.take(log, "error.log")
            #expect(first.imported == 0 && first.rows.withoutZone == 1)
            try scene.expect(1, 0, log, "error.log", zone: "UTC")
            scene.expectRefusal(log, "error.log", zone: "UTC")
        }
    }

    @Test("other rows of the same log come when they are asked for")
    func filtered() throws {
        try withScene { scene in
            let log = rows(0..<10)
            try scene.expect(5, 0, log, where: "status=403")
            try scene.expect(5, 0, log, where: "status=401")
            try scene.expect(0, 5, log, where: "status=401")
            try scene.expect(0, 10, log)
            scene.expectRefusal(log)
        }
    }

    @Test("rows that are alike come once under whatever names their log has had, and once more where that is wished")
    func rotated() throws {
        try withScene { scene in
            let same = #"{"time":1763742000,"msg":"same"}"# + "\n"
            let later = #"{"time":1763742001,"msg":"later"}"# + "\n"
            try scene.expect(2, 0, same + same, "access.log")
            try scene.expect(1, 2, same + same + same, "access.log.1")
            try scene.expect(1, 3, same + same + same + later, "access.log.2")
            try scene.expect(4, 0, same + same + same + later, "access.log.2", again: true)
            try scene.expect(1, 3, same + same + same + same, "access.log.3")
        }
    }

    @Test("one odd row, or an odd name, keeps nothing else out")
    func odd() throws {
        try withScene { scene in
            let log = rows(0..<4) + #"{"time":"9999-12-31T23:59:59-01:00","msg":"beyond"}"# + "\n"
                + #"{"time":"0001-01-01T00:00:00+01:00","msg":"before"}"# + "\n"
            let receipt = try scene.take(log, "logs/" + String(repeating: "\u{1B}ü", count: 120))
            #expect(receipt.imported == 4 && receipt.rows.undated == 2)
            try scene.expect(1, 0, rows(4..<5), " \t")
            let actors = try scene.workspace.journal.entries(kinds: [JournalKind.logEvent]).map(\.actor)
            #expect(actors.first?.hasPrefix("\\u{1b}ü") == true && actors.first?.hasSuffix("…") == true)
            #expect(actors.last == "log" || actors.last?.contains("\\u{9}") == true)
        }
    }
}

import Basics
import Files
import Incidents
import State
import TestSupport
import Testing

@testable import Response

/// Who comes back late: what the journal takes from them.
@Suite("A late writer")
struct LateWriterTests {
    @Test("appends nothing by the right of a lease that another has, and the journal stays whole")
    func journal() throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", [])
            func machine(_ host: String) throws -> (Workspace, Leases) {
                let workspace = try Workspace.open(
                    configuration: directory + "/firebreak.yaml", directory: directory, environment: [:], actor: host)
                let holder = LeaseHolder(host: host, process: 7, birth: "")
                return (workspace, Leases(database: try workspace.database, holder: holder))
            }
            let (one, ones) = try machine("one")
            let (two, twos) = try machine("two")
            func draft(_ text: String) -> JournalDraft {
                JournalDraft(kind: JournalKind.note, actor: "tester", summary: text)
            }
            let late = try ones.take("run R")
            let lateJournal = try one.journal.on(late.database)
            try lateJournal.append(draft("in time"))
            // Its time passes, and another goes on.
            try one.database.write { try $0.execute("UPDATE leases SET held_until = 0") }
            let next = try twos.take("run R")
            try two.journal.on(next.database).append(draft("by the other"))
            for attempt in 1...2 {
                let error = #expect(throws: LeaseError.self) { try lateJournal.append(draft("too late")) }
                #expect(error?.status == .refused, "attempt \(attempt)")
            }
            // In a transaction of its own as well, in which something else was written before.
            #expect(throws: LeaseError.self) {
                try late.database.write { session in try one.journal.append(draft("too late"), in: session) }
            }
            // By its own right, which is everybody's, it may still say what happened to it.
            try one.journal.append(draft("I was late"))
            let summaries = try two.journal.entries(kinds: [JournalKind.note]).map(\.summary)
            #expect(summaries == ["in time", "by the other", "I was late"])
            #expect(try two.verifyJournal().isGood)
        }
    }
}

import Basics
import Foundation
import State
import TestSupport
import Testing

@testable import Incidents

@Suite struct JournalProcessesTests {
    @Test func threadsAndProcessesMakeOneJournal() async throws {
        try await withTemporaryDirectory { folder in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        await #expect(processExitsWith: .success) { [folder = folder as String, writer = writer as Int] in
                            let journal = Journal(database: try TestDatabase.make(in: folder), signer: try testSigner())
                            let threads = (0..<2).map { thread in
                                BackgroundThread {
                                    for number in 0..<10 { try journal.append(note("\(writer).\(thread).\(number)")) }
                                }
                            }
                            for thread in threads { try thread.join() }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let journal = Journal(database: try TestDatabase.make(in: folder), signer: try testSigner())
            #expect(try journal.count() == 81)
            let notes = Set(try journal.entries(kinds: [JournalKind.note]).map(\.summary))
            #expect(notes.count == 80)
            let verification = try verify(journal)
            #expect(verification.findings == [] && verification.unsigned == 0)
        }
    }

    @Test(arguments: 0..<12)
    func killedAtAnyInstantItGoesOnWhole(_ round: Int) async throws {
        try await withTemporaryDirectory { folder in
            await #expect(processExitsWith: .signal(SIGALRM)) { [folder = folder as String] in
                // The system ends the process at an instant of its own choosing.
                var timer = itimerval()
                timer.it_value.tv_usec = Int.random(in: 1000...60_000)
                setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
                let journal = Journal(database: try TestDatabase.make(in: folder), signer: try testSigner())
                while true { try journal.append(note("again")) }
            }
            let journal = Journal(database: try TestDatabase.make(in: folder), signer: try testSigner())
            let left = try verify(journal)
            #expect(left.findings == [] && left.unsigned == 0)
            try journal.append(note("after"))
            let verification = try verify(journal)
            #expect(verification.findings == [] && verification.unsigned == 0)
        }
    }
}

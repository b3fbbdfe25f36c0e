import Basics
import Cryptography
import State
import TestSupport

@testable import Incidents

/// 2026-11-21T03:04:05.678901Z.
let instant = Timestamp(microseconds: 1_795_230_245_678_901)

/// A signer with a fixed key, whose seed is 00 01 … 1f and `first` in the first place.
func testSigner(name: String = "firebreak.test/journal", first: UInt8 = 0) throws -> CheckpointSigner {
    let seed = Secret([first] + Array(1...31))
    return try CheckpointSigner(name: name, key: try PrivateKey(ed25519Seed: seed))
}

/// Gives `body` the journal of a fresh state.
@discardableResult
func withJournal<T>(time: TimeSource = .fixed(instant), _ body: (Journal) throws -> T) throws -> T {
    try withTemporaryDirectory { folder in
        let database = try TestDatabase.make(in: folder)
        return try body(Journal(database: database, signer: try testSigner(), time: time))
    }
}

/// A note, to fill journals with.
func note(_ summary: String, incident: String? = nil, at: Timestamp? = nil) -> JournalDraft {
    JournalDraft(kind: JournalKind.note, occurredAt: at, actor: "test", incident: incident, summary: summary)
}

extension JournalVerification {
    /// What is wrong, in a form that tests can compare.
    var findings: [String] { problems.map { "\($0.kind.rawValue) \($0.entry.map(String.init) ?? "-")" } }
}

/// Verifies with the test's key.
func verify(_ journal: Journal, witnesses: [String] = []) throws -> JournalVerification {
    try JournalVerifier(verifier: testSigner().verifier, witnesses: witnesses).verify(journal.database)
}

/// 32 bytes of nothing, as a statement has them.
let zeros = TestDatabase.literal(Array(repeating: 0, count: 32))

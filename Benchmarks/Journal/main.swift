import Basics
import Cryptography
import Files
import Incidents
import JSON
import State

#if canImport(Glibc)
    import Glibc
#endif

// journal-benchmark import PATH COUNT: COUNT entries into the journal of a state, as an import of log lines writes them.
// journal-benchmark single PATH COUNT: COUNT entries, each durable before the next.
// journal-benchmark verify STATE: everything that `journal verify` does.
// journal-benchmark append STATE SECONDS KEY: single entries for so long, each durable before the next, from when a line comes
// on the standard input. STATE is a path or a PostgreSQL URL; writers of one journal are given one KEY.

func fail(_ text: String) -> Never {
    let line = Array("\(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    exit(64)
}

/// A line of an nginx log, as an import would put it into the journal.
func draft(_ number: Int, _ start: Timestamp) -> JournalDraft {
    JournalDraft(
        kind: "timeline.event", occurredAt: start + .microseconds(number * 731), actor: "nginx",
        incident: "INC-20261121-001",
        summary: "192.0.2.\(number % 256) \"POST /login HTTP/1.1\" 403 153 \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\"",
        details: ["line": .integer(Int64(number)), "source": "access.log", "status": 403, "user": .string("user-\(number % 977)")])
}

/// A file, or a database on a server.
func database(_ state: String) throws -> any Database {
    guard state.hasPrefix("postgres://") else { return try SQLiteDatabase(path: state, wait: .seconds(60)) }
    let address = try PostgresAddress(url: state)
    return try PostgresDatabase(address.endpoint, schema: address.schema, wait: .seconds(60))
}

let arguments = CommandLine.arguments
guard arguments.count >= 2 else { fail("usage: journal-benchmark import|single PATH COUNT | append STATE SECONDS KEY | verify STATE") }
let signer = try CheckpointSigner(name: "firebreak.benchmark/journal", key: try PrivateKey.generate(.ed25519))
let start = Timestamp("2026-11-21T00:00:00Z") ?? Timestamp(seconds: 0)

switch (arguments[1], arguments.dropFirst(2).first, arguments.dropFirst(3).first.flatMap { Int($0) }) {
case ("import", let path?, let count?):
    let journal = Journal(database: try SQLiteDatabase(path: path), signer: signer)
    var number = 0
    let result = try journal.append {
        guard number < count else { return nil }
        number += 1
        return draft(number, start)
    }
    print(result.entries)
case ("single", let path?, let count?):
    let journal = Journal(database: try SQLiteDatabase(path: path), signer: signer)
    for number in 0..<count { try journal.append(draft(number, start)) }
    print(count)
case ("append", let state?, let seconds?):
    guard arguments.count > 4 else { fail("usage: journal-benchmark append STATE SECONDS KEY") }
    let key = try PrivateKey(pem: Secret(try FileReader.read(arguments[4], limit: 1 << 16)))
    let shared = try CheckpointSigner(name: "firebreak.benchmark/journal", key: key)
    let journal = Journal(database: try database(state), signer: shared)
    try journal.database.read { _ = try $0.query("SELECT COUNT(*) AS n FROM incidents") }
    print("ready")
    fflush(nil)
    guard readLine() != nil else { fail("nobody says when to begin") }
    let end = ContinuousClock.now + .seconds(seconds)
    var count = 0
    while ContinuousClock.now < end {
        try journal.append(draft(count, start))
        count += 1
    }
    print(count)
case ("verify", let path?, _):
    let verification = try JournalVerifier().verify(try database(path))
    guard verification.isGood else { fail("not intact: \(verification.problems.first?.message ?? "")") }
    print(verification.entries)
default: fail("usage: journal-benchmark import|single PATH COUNT | append STATE SECONDS KEY | verify STATE")
}

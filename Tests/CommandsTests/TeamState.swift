import Basics
import Glibc
import TestSupport
import Testing

/// Where several programs of a test have their common state.
enum TeamState {
    enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case sqlite, postgres
        var testDescription: String { self == .sqlite ? "SQLite" : "PostgreSQL" }
    }

    private static let server = Result { try PostgresServer() }

    /// The line of a `firebreak.yaml` for a state in which there is nothing yet.
    static func line(_ kind: Kind) throws -> String {
        switch kind {
        case .sqlite: "state: sqlite:.firebreak/state.db"
        case .postgres: "state: \"\(try server.get().url)?schema=t\(UInt64.random(in: 0...UInt64.max))\""
        }
    }

    /// The variables of programs; `lease` is how long their leases last where they are to be waited for.
    static func environment(in directory: String, lease: String? = nil) -> [String: String] {
        [
            "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin", "HOME": directory,
            "FIREBREAK_ACTOR": "tester", "FIREBREAK_LEASE": lease ?? "",
        ]
    }
}

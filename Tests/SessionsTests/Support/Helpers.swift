import Redis
import Synchronization

@testable import Sessions

/// A connect-redis session's JSON.
func webSession(user: String, role: String = "viewer") -> String {
    #"{"cookie":{"originalMaxAge":86400000,"path":"/"},"passport":{"user":"\#(user)"},"role":"\#(role)"}"#
}

extension Fixture {
    /// Saves `count` connect-redis sessions of `users` users, `sess:s0` of `u0`, `sess:s1` of `u1`, and so on.
    func fillWeb(_ count: Int, users: Int = 10, prefix: String = "sess:") throws {
        for start in stride(from: 0, to: count, by: 10_000) {
            try send(
                all: (start..<min(start + 10_000, count)).map { number in
                    [
                        "SET", .string("\(prefix)s\(number)"),
                        .string(webSession(user: "u\(number % users)", role: number % 100 == 0 ? "admin" : "viewer")),
                    ]
                })
        }
    }

    /// The number of keys in the database.
    func size() throws -> Int { Int(try send("DBSIZE").integerValue ?? -1) }
}

/// A number that several threads count on.
final class Counter: Sendable {
    private let value = Atomic(0)
    /// The number after one more.
    @discardableResult func next() -> Int { value.add(1, ordering: .relaxed).newValue }
    var now: Int { value.load(ordering: .relaxed) }
}

/// Takes a fixture into a closure that runs on one thread at a time.
struct Transfer: @unchecked Sendable {  // safe because only the holder of the lock uses it
    let fixture: Fixture
    init(_ fixture: Fixture) { self.fixture = fixture }
}

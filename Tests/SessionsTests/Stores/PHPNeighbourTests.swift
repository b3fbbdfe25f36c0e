import Redis
import TestSupport
import Testing

@testable import Sessions

/// What lies beside sessions under the same prefix: locks of PHP's sessions, and all that Laravel caches.
@Suite struct PHPNeighbourTests {
    private static let id = "pgif6oaigmjl6cjmb3ko704897"

    @Test func takesTheLockWithTheSession() throws {
        let fixture = try Fixture()
        for (id, user) in [(Self.id, "u1"), ("other0aigmjl6cjmb3ko704897", "u2")] {
            try fixture.send("SET", .string("PHPREDIS_SESSION:\(id)"), .string("user_id|s:2:\"\(user)\";"))
            try fixture.send("SET", .string("PHPREDIS_SESSION:\(id)_LOCK"), "host|17", "PX", "60000")
        }
        let receipt = try fixture.store(layout: "phpredis").revoke(SessionSelector(users: ["u1"]), watch: .zero)
        #expect(receipt.examined == 2)
        #expect(receipt.revoked == 1)
        #expect(receipt.verified, "\(receipt.warnings)")
        #expect(
            try fixture.keys() == [
                "PHPREDIS_SESSION:other0aigmjl6cjmb3ko704897", "PHPREDIS_SESSION:other0aigmjl6cjmb3ko704897_LOCK",
            ])
    }

    /// Sessions and cache in one database. A rate limiter counts under a SHA-1, which is as long as an id.
    @Test func leavesWhatLaravelCaches() throws {
        let fixture = try Fixture()
        let prefix = "laravel-database-laravel-cache-"
        let digest = "59ba36addc2b2f9401580f014c7f58ea4e30989d"
        let login = "login_web_\(digest)"
        let session = "a:1:{s:50:\"\(login)\";i:7;}"
        try fixture.send("SET", .string(prefix + "eZbWmqeeT4HFTtI568LxkcvmgCKIk8UT8gSnwZr5"), .string(php(session)))
        try fixture.send(
            "SET", .string(prefix + "fjSCCA0vYnhh4mVWFXdIa1I35YERIgOk1Ei9yU2w"),
            .string(php(session.replacing("i:7", with: "i:8"))))
        let bystanders: [(String, String)] = [
            (digest, "5"), (digest + ":timer", "1763694000"), (String(digest.reversed()), "a:1:{s:5:\"login\";i:7;}"),
            ("user.7", php(session)), ("framework/schedule-7", "b:1;"), ("session:eZbW", "i:7;"),
        ]
        for (key, value) in bystanders { try fixture.send("SET", .string(prefix + key), .string(value)) }
        for selector in [SessionSelector(users: ["7"]), .everything] {
            let receipt = try fixture.store(layout: "laravel").revoke(selector, watch: .zero)
            #expect(receipt.revoked == 1)
            #expect(receipt.undecodable == 0)
            #expect(receipt.verified, "\(receipt.warnings)")
            #expect(try fixture.size() == bystanders.count + (selector.all ? 0 : 1))
        }
    }

    private func php(_ text: String) -> String { "s:\(text.utf8.count):\"\(text)\";" }
}

import Foundation
import JSON
import Processes
import TestSupport
import Testing

/// Sessions as the real frameworks write them: whoever is revoked is somebody whom the framework no longer knows, and
/// others stay logged in.
@Suite("Sessions of real frameworks")
struct FrameworkSessionsTests {
    static let python: [FrameworkCase] = [
        .django("django-redis"),
        .django(
            "its own Redis cache with a prefix and a version", own: true,
            more: #", "KEY_PREFIX": "a[b]*:c", "VERSION": 7"#,
            layout: #"{preset: django-cache, keyPrefix: "a[b]*:c", version: 7}"#),
        .django(
            "django-redis, JSON in Zstandard",
            options: redisOptions(serializer: "json.JSONSerializer", compressor: "zstd.ZStdCompressor")),
        .django(
            "django-redis, MessagePack in zlib",
            options: redisOptions(serializer: "msgpack.MSGPackSerializer", compressor: "zlib.ZlibCompressor")),
        FrameworkCase(
            testDescription: "Django, django-redis-sessions", site: "django",
            settings: {
                #"{"engine": "redis_sessions.session", "#
                    + #""redis": {"host": "127.0.0.1", "port": \#($0.port), "prefix": "session"}}"#
            }, layout: #"{key: "session:{id}", encoding: django, user: _auth_user_id}"#),
        .flask("msgpack"), .flask("json"), .flask("msgpack", afterwards: "pickle"),
        FrameworkCase(
            testDescription: "starsessions", site: "starsessions", settings: { #"{"url": "\#($0.url)/0"}"# },
            layout: #"{key: "starsessions.{id}", user: user_id, created: __metadata__.created}"#),
    ]

    static let php: [FrameworkCase] = [
        .php("php"), .php("php_serialize"), .php("php_binary"),
        .php(
            "php", more: ["redis.session.locking_enabled=1", "redis.session.lock_expire=60"], what: ", with locks"),
    ]

    static let ruby: [FrameworkCase] = [
        .rack("redis-rack", store: "redis-rack"),
        .rack("redis-rack with JSON", store: "redis-rack", more: #", "serializer": "json""#),
        .rack("Rails's cache", store: "cache", layout: "{preset: rails, store: cache}"),
        .rack(
            "Rails's cache, compressed", store: "cache", more: #", "padding": 3000"#,
            layout: "{preset: rails, store: cache}"),
    ]

    static let laravel: [FrameworkCase] = [
        .laravel("its defaults"), .laravel("no prefix of the connection", prefix: ""),
        .laravel("another guard", guardName: "back_office", more: ", user: login.back_office"),
    ]

    @Test(arguments: python + php + ruby)
    func revokes(example: FrameworkCase) throws { try check(example) }

    @Test(.enabled(if: hasLaravel, "Debian's php-illuminate packages are not installed"), arguments: laravel)
    func revokesInLaravel(example: FrameworkCase) throws { try check(example) }

    private func check(_ example: FrameworkCase) throws {
        try example.open { site, _ in
            let names = example.names
            let sessions = try site.login([names[0], names[1], names[0]])
            let ids = sessions.map(\.id)
            if let action = example.afterwards { try site.visit(action, [ids[0]]) }
            if example.afterwards != nil || !example.checksLogins {
                #expect(try site.whoami(ids) == [names[0], names[1], names[0]])
            }
            // Whoever is asked who he is may save his session again, in the present form.
            if let action = example.afterwards { try site.visit(action, [ids[0]]) }

            let (status, receipt) = try site.revoke("--user", sessions[0].user)
            #expect(status == 0, "\(receipt)")
            #expect(receipt["matched"] == 2)
            #expect(receipt["revoked"] == 2)
            #expect(receipt["undecodable"] == 0)
            #expect(receipt["verified"] == true)
            #expect(try site.whoami(ids) == ["-", names[1], "-"])
        }
    }

    // MARK: - What cannot be read

    @Test(arguments: [
        FrameworkCase.php("igbinary"),
        .django("django-redis, LZMA", options: redisOptions(compressor: "lzma.LzmaCompressor")),
    ])
    func countsUndecodable(example: FrameworkCase) throws { try checkUndecodable(example) }

    @Test(.enabled(if: hasLaravel, "Debian's php-illuminate packages are not installed"))
    func countsEncryptedSessionsOfLaravel() throws { try checkUndecodable(.laravel("encrypted", encrypt: true)) }

    /// Nothing is guessed: the sessions stay until all are revoked whatever is in them.
    private func checkUndecodable(_ example: FrameworkCase) throws {
        try example.open { site, _ in
            let sessions = try site.login(example.names)
            let ids = sessions.map(\.id)
            let (status, receipt) = try site.revoke("--user", sessions[0].user)
            #expect(status == 2)
            #expect(receipt["revoked"] == 0)
            #expect(receipt["undecodable"] == 2)
            #expect(receipt["verified"] == false)
            #expect(try site.whoami(ids) == example.names)
            #expect(try site.revoke("--all", "--include-undecodable").status == 0)
            #expect(try site.whoami(ids) == ["-", "-"])
        }
    }

    // MARK: - Parts

    static let hasLaravel = FileManager.default.fileExists(atPath: "/usr/share/php/Illuminate/Session/Store.php")

    private static func redisOptions(serializer: String? = nil, compressor: String? = nil) -> String {
        FrameworkCase.redisOptions(serializer: serializer, compressor: compressor)
    }
}

import Redis

@testable import Sessions

extension LayoutCase {
    static let laravel = laravelCase("laravel", "laravel-database-laravel-cache-")
    static let laravel10 = laravelCase("laravel10", "laravel_database_laravel_cache_:")
    static let laravelAdmin = laravelCase("laravelAdmin", "shop_laravel_cache_", guardName: "admin")

    private static func laravelCase(_ name: String, _ prefix: String, guardName: String = "web") -> LayoutCase {
        LayoutCase(
            name: name, configuration: "laravel", id: { String(digest($0).prefix(40)) }, keyOfID: { prefix + $0 },
            save: { session, key in
                let token = php(String(repeating: "t", count: 40))
                var members = [("_token", token), ("role", php(session.role)), ("ip", php(session.ip)), ("n", "i:7;")]
                if let user = session.user {
                    members.append(("login_\(guardName)_59ba36addc2b2f9401580f014c7f58ea4e30989d", php(user)))
                }
                let array = members.map { php($0) + $1 }.joined()
                return [["SETEX", key, "7200", .string(php("a:\(members.count):{\(array)}"))]]
            })
    }

    static let phpredis = phpredisCase("phpredis", "phpredis") { $0.map { "\($0)|\($1)" }.joined() }
    static let phpredisArray = phpredisCase("phpredisArray", "{preset: phpredis, serializer: php_serialize}") {
        "a:\($0.count):{" + $0.map { php($0) + $1 }.joined() + "}"
    }

    /// As the handlers `php` and `php_serialize` write it.
    private static func phpredisCase(
        _ name: String, _ configuration: String, _ encode: @escaping @Sendable ([(String, String)]) -> String
    ) -> LayoutCase {
        LayoutCase(
            name: name, configuration: configuration, id: { String(digest($0).prefix(26)) },
            keyOfID: { "PHPREDIS_SESSION:" + $0 },
            save: { session, key in
                let user = [("user_id", session.user.map(php) ?? "N;")]
                let value = encode(user + [("role", php(session.role)), ("ip", php(session.ip)), ("n", "i:7;")])
                return [["SETEX", key, "1440", .string(value)]]
            })
    }

    /// A text as PHP's `serialize()` writes it.
    private static func php(_ text: String) -> String { "s:\(text.utf8.count):\"\(text)\";" }
}

/// How the sessions of a named layout are recognised: what a key of theirs begins with, and what stands in a value of
/// that framework and no other.
struct LayoutClue: Sendable {
    /// The layout's name.
    let preset: String
    /// The type of its keys.
    let type: String
    /// What the id at the end of a key looks like.
    let form: SessionIDForm
    /// Options beside the name for keys that begin so: none where they cannot be this layout's, several where it is not
    /// decided by the key.
    let options: @Sendable (_ prefix: String) -> [[Option]]
    /// Paths of which one leads to a text in every session; empty where a value that decodes is enough.
    var evidence: [String] = []
    /// Whether the key alone says it, so that values which do not decode are worth telling.
    var isTelling = false
    /// Keys of which one stands beside the sessions of every such application, by their beginnings.
    var companions: @Sendable (_ prefix: String) -> [String] = { _ in [] }

    /// A key of the configuration and its value.
    struct Option: Sendable, Hashable {
        let key: String
        let value: String
    }

    /// What a key begins with before an id of this form; nil where its end is none.
    func prefix(of key: [UInt8]) -> String? {
        let length: Int
        switch form {
        case .uuid: length = 36
        case .hexadecimal(let count), .alphanumeric(let count): length = count
        case .plain, .anything, .token:
            // Up to the last colon.
            guard let colon = key.lastIndex(of: UInt8(ascii: ":")) else { return nil }
            length = key.count - colon - 1
        }
        guard length > 0, key.count >= length, form.admits(key.suffix(length)) else { return nil }
        return String(validating: key.dropLast(length), as: UTF8.self)
    }
}

extension LayoutClue {
    /// The clues, those that are the most telling first.
    static let all: [LayoutClue] = [
        LayoutClue(
            preset: "spring-session-indexed", type: "hash", form: .plain, options: spring, isTelling: true,
            companions: { prefix in
                let namespace = String(prefix.dropLast("sessions:".count))
                return ["sessions:expires:", "expirations:", "index:"].map { namespace + $0 }
            }),
        LayoutClue(preset: "spring-session", type: "hash", form: .plain, options: spring, isTelling: true),
        LayoutClue(
            preset: "aspnet-core", type: "hash", form: .uuid, options: { [[option("prefix", $0, default: "")]] }),
        LayoutClue(
            preset: "better-auth", type: "string", form: .alphanumeric(count: 32),
            options: { [[option("prefix", $0, default: BetterAuthLayout.defaultPrefix)]] },
            evidence: ["session.token", "session.userId"]),
        LayoutClue(preset: "rails", type: "string", form: .hexadecimal(count: 64), options: rails, isTelling: true),
        LayoutClue(
            preset: "django-cached-db", type: "string", form: .alphanumeric(count: 32),
            options: { django($0, "cached_db") }, isTelling: true),
        LayoutClue(
            preset: "django-cache", type: "string", form: .alphanumeric(count: 32),
            options: { django($0, "cache") }, isTelling: true),
        LayoutClue(
            preset: "laravel", type: "string", form: .alphanumeric(count: 40), options: laravel, evidence: ["_token"]),
        LayoutClue(
            preset: "connect-redis", type: "string", form: .plain,
            options: { [[option("prefix", $0, default: ConnectRedisLayout.defaultPrefix)]] },
            evidence: ["cookie.path", "cookie.originalMaxAge", "cookie.httpOnly"]),
        LayoutClue(
            preset: "phpredis", type: "string", form: .plain,
            options: { prefix in
                ["php", "php_serialize", "php_binary"].map {
                    [option("prefix", prefix, default: "PHPREDIS_SESSION:"), option("serializer", $0, default: "php")]
                }
            }),
        LayoutClue(
            preset: "flask-session", type: "string", form: .plain,
            options: { [[option("prefix", $0, default: "session:")]] }, evidence: ["_permanent", "_user_id"]),
    ]

    /// An option that is left out where it is the default: its value is then empty.
    private static func option(_ key: String, _ value: String, default text: String) -> Option {
        Option(key: key, value: value == text ? "" : value)
    }

    private static let spring: @Sendable (String) -> [[Option]] = { prefix in
        guard prefix.hasSuffix(":sessions:") else { return [] }
        let namespace = option(
            "namespace", String(prefix.dropLast(":sessions:".count)), default: SpringKeys.defaultNamespace)
        return [[namespace], [namespace, Option(key: "serializer", value: "json")]]
    }

    private static let rails: @Sendable (String) -> [[Option]] = { prefix in
        guard prefix.hasSuffix("2::") else { return [] }
        let before = String(prefix.dropLast("2::".count))
        for store in RailsLayout.Store.allCases where store.prefix == before {
            return [[option("store", store.rawValue, default: RailsLayout.Store.redisRack.rawValue)]]
        }
        return [[Option(key: "prefix", value: before)]]
    }

    /// `<KEY_PREFIX>:<VERSION>:django.contrib.sessions.<backend>`.
    private static func django(_ prefix: String, _ backend: String) -> [[Option]] {
        let end = "django.contrib.sessions.\(backend)"
        guard prefix.hasSuffix(":" + end) else { return [] }
        let parts = prefix.dropLast(end.count + 1).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 2, let version = parts.last, Int(version) != nil else { return [] }
        let keyPrefix = parts.dropLast().joined(separator: ":")
        return [[option("keyPrefix", keyPrefix, default: ""), option("version", String(version), default: "1")]]
    }

    /// The connection's prefix and the cache's stand side by side: the first of them takes both.
    private static let laravel: @Sendable (String) -> [[Option]] = { prefix in
        for cachePrefix in ["laravel-cache-", "laravel_cache_", "laravel_cache:"] where prefix.hasSuffix(cachePrefix) {
            return [
                [
                    option("prefix", String(prefix.dropLast(cachePrefix.count)), default: "laravel-database-"),
                    option("cachePrefix", cachePrefix, default: "laravel-cache-"),
                ]
            ]
        }
        return prefix.isEmpty ? [] : [[Option(key: "prefix", value: prefix), Option(key: "cachePrefix", value: "''")]]
    }
}

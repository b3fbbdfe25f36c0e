import TestSupport
import Testing

/// A framework, set up in one way.
struct FrameworkCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let site: String
    var interpreter: @Sendable (RedisServer) -> Interpreter = { _ in .python }
    /// What stands in site.json.
    let settings: @Sendable (RedisServer) -> String
    /// What stands at `layout:`.
    let layout: String
    /// Names that the site knows users by.
    var names = ["anna", "ben"]
    /// Something done to the first session's value after the login.
    var afterwards: String?

    /// Whether the site's program has asked who is logged in before it prints a session's id.
    var checksLogins: Bool { !["php", "laravel", "rack"].contains(site) }

    /// Opens the site, with a server of its own.
    func open(_ body: (FrameworkSite, RedisServer) throws -> Void) throws {
        let server = try RedisServer()
        try withTemporaryDirectory { directory in
            try body(
                FrameworkSite(
                    site, by: interpreter(server), settings: settings(server), layout: layout, redis: server.url,
                    in: directory), server)
        }
    }
}

extension FrameworkCase {
    /// Django with its own Redis cache or with django-redis, whose options are JSON.
    static func django(
        _ what: String, engine: String = "cache", own: Bool = false, options: String = "{}", more: String = "",
        layout: String = "django-cache"
    ) -> FrameworkCase {
        let cache = own ? "django.core.cache.backends.redis.RedisCache" : "django_redis.cache.RedisCache"
        return FrameworkCase(
            testDescription: "Django, \(what)", site: "django",
            settings: { server in
                """
                {"engine": "django.contrib.sessions.backends.\(engine)",
                 "cache": {"BACKEND": "\(cache)", "LOCATION": "\(server.url)/0", "OPTIONS": \(options)\(more)}}
                """
            }, layout: layout)
    }

    /// Options of django-redis.
    static func redisOptions(serializer: String? = nil, compressor: String? = nil) -> String {
        let serializer = serializer.map { #""SERIALIZER": "django_redis.serializers.\#($0)""# }
        let compressor = compressor.map { #""COMPRESSOR": "django_redis.compressors.\#($0)""# }
        return "{" + [serializer, compressor].compactMap { $0 }.joined(separator: ", ") + "}"
    }

    static func flask(_ format: String, afterwards: String? = nil) -> FrameworkCase {
        FrameworkCase(
            testDescription: "Flask-Session, \(afterwards ?? format)", site: "flask",
            settings: { #"{"url": "\#($0.url)/0", "format": "\#(format)"}"# }, layout: "flask-session",
            afterwards: afterwards)
    }

    /// Rack's middleware with one of its stores; Debian has those of Rails 6.1.
    static func rack(_ what: String, store: String, more: String = "", layout: String = "rails") -> FrameworkCase {
        FrameworkCase(
            testDescription: "Rack, \(what)", site: "rack", interpreter: { _ in .ruby },
            settings: { server in
                #"{"store": "\#(store)", "port": \#(server.port), "url": "\#(server.url)/0"\#(more)}"#
            }, layout: layout)
    }

    static func php(_ serializer: String, more: [String] = [], what: String = "") -> FrameworkCase {
        FrameworkCase(
            testDescription: "PHP with phpredis, \(serializer)\(what)", site: "php",
            interpreter: { server in
                let options = [
                    "session.save_handler=redis", "session.save_path=tcp://127.0.0.1:\(server.port)",
                    "session.use_cookies=0", "session.cache_limiter=", "session.serialize_handler=\(serializer)",
                ]
                return .php(options: (options + more).flatMap { ["-d", $0] })
            },
            settings: { _ in "{}" }, layout: "{preset: phpredis, serializer: \(serializer)}")
    }

    /// Laravel's components of Debian, which are those of Laravel 8: the cache adds a colon to its prefix.
    static func laravel(
        _ what: String, prefix: String = "laravel_database_", cachePrefix: String = "laravel_cache",
        guardName: String = "web", encrypt: Bool = false, more: String = ""
    ) -> FrameworkCase {
        FrameworkCase(
            testDescription: "Laravel, \(what)", site: "laravel", interpreter: { _ in .php(options: []) },
            settings: { server in
                """
                {"port": \(server.port), "prefix": "\(prefix)", "cachePrefix": "\(cachePrefix)", "encrypt": \(encrypt),
                 "guard": "\(guardName)"}
                """
            },
            layout: #"{preset: laravel, prefix: "\#(prefix)", cachePrefix: "\#(cachePrefix):"\#(more)}"#,
            names: ["7", "8"])
    }
}

internal import Configuration

/// A layout that has a name.
struct LayoutPreset: Sendable {
    /// The name in `layout: NAME` or `layout: {preset: NAME, …}`.
    let name: String
    /// Makes it from what stands beside `preset:`.
    let decode: @Sendable (inout LayoutOptions) throws(ConfigurationError) -> any SessionLayout
}

/// The layouts that have a name.
enum LayoutPresets {
    static let all: [LayoutPreset] = [
        LayoutPreset(name: "connect-redis") { options throws(ConfigurationError) in try ConnectRedisLayout(&options) },
        LayoutPreset(name: "django-cache") { options throws(ConfigurationError) in try DjangoLayout(.cache, &options) },
        LayoutPreset(name: "django-cached-db") { options throws(ConfigurationError) in
            try DjangoLayout(.cachedDatabase, &options)
        },
        LayoutPreset(name: "flask-session") { options throws(ConfigurationError) in try FlaskSessionLayout(&options) },
        LayoutPreset(name: "laravel") { options throws(ConfigurationError) in try LaravelLayout(&options) },
        LayoutPreset(name: "phpredis") { options throws(ConfigurationError) in try PHPRedisLayout(&options) },
        LayoutPreset(name: "spring-session") { options throws(ConfigurationError) in
            try SpringSessionLayout(.standard, &options)
        },
        LayoutPreset(name: "spring-session-indexed") { options throws(ConfigurationError) in
            try SpringSessionLayout(.indexed, &options)
        },
        LayoutPreset(name: "rails") { options throws(ConfigurationError) in try RailsLayout(&options) },
        LayoutPreset(name: "aspnet-core") { options throws(ConfigurationError) in try AspNetCoreLayout(&options) },
        LayoutPreset(name: "better-auth") { options throws(ConfigurationError) in try BetterAuthLayout(&options) },
    ]
}

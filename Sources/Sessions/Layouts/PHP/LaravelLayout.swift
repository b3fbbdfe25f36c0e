internal import Configuration
internal import Decoders

/// The layout of Laravel's session driver `redis` (laravel/framework, Illuminate\Session\SessionManager,
/// `createRedisDriver`): a string whose key is the prefix of the Redis connection, the prefix of the cache, and an id of 40
/// letters and digits. The cache serialises once more what the session has serialised.
///
/// Both prefixes come from the skeleton of the application (config/database.php, config/cache.php) and changed over the
/// years: `laravel-database-` and `laravel-cache-` since July 2025 (laravel/framework #56172), `laravel_database_` and
/// `laravel_cache_` before; up to Laravel 10 the cache added a `:` to its own (#47380). `laravel` is the name of the
/// application in small letters.
struct LaravelLayout: SessionLayout {
    static let defaultPrefix = "laravel-database-"
    static let defaultCachePrefix = "laravel-cache-"
    /// The user of the guard `web`, as `LaravelValue` arranges it.
    static let defaultFields: SessionFields = {
        var fields = SessionFields.usual
        fields.user = [FieldPath("login.web")]
        return fields
    }()

    var name: String { "laravel" }
    let keys: KeyTemplate
    let fields: SessionFields
    let compression: PHPRedisCompression

    /// Laravel's defaults, or others.
    init(
        prefix: String = defaultPrefix, cachePrefix: String = defaultCachePrefix,
        compression: PHPRedisCompression = .none, fields: SessionFields = defaultFields
    ) {
        // Illuminate\Session\Store::isValidId. What the cache keeps for itself has the same prefix and other names.
        keys = KeyTemplate(prefix: prefix + cachePrefix, form: .alphanumeric(count: 40))
        self.compression = compression
        self.fields = fields
    }

    /// Reads `prefix`, `cachePrefix`, `compression` and the fields.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        try self.init(
            prefix: options.anyPrefix(default: Self.defaultPrefix),
            cachePrefix: options.optional("cachePrefix").map { node throws(ConfigurationError) in try node.string() }
                ?? Self.defaultCachePrefix,
            compression: options.choice("compression", default: .none),
            fields: options.fields(default: Self.defaultFields))
    }

    func reader(for question: SessionQuestion) -> any SessionReader {
        let compression = compression
        return DecodedSessionReader(question: question, fields: fields) { LaravelValue.read($0, compression) }
    }
}

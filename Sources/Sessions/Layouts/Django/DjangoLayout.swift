internal import Configuration

/// The layout of Django's session backends `cache` and `cached_db` (django/contrib/sessions/backends/cache.py and
/// cached_db.py) over Django's own Redis cache or over django-redis: a string `<KEY_PREFIX>:<VERSION>:` (as
/// `default_key_func` in django/core/cache/backends/base.py builds it), the backend's name, and the session's key. What
/// the value is written in is seen from the value: both caches can be set to several forms.
struct DjangoLayout: SessionLayout {
    /// A session backend.
    enum Backend: Sendable {
        /// The session is in the cache and nowhere else.
        case cache
        /// The session is in the database too, and read from there when the cache has none.
        case cachedDatabase
    }

    /// `django.contrib.auth` keeps the user's primary key as text at `_auth_user_id`; anything else is up to the
    /// application.
    static let defaultFields: SessionFields = {
        var fields = SessionFields.usual
        fields.user = [FieldPath("_auth_user_id")]
        return fields
    }()

    let backend: Backend
    let keys: KeyTemplate
    let fields: SessionFields

    var name: String { backend == .cache ? "django-cache" : "django-cached-db" }

    /// Django's defaults, or others.
    init(_ backend: Backend, keyPrefix: String = "", version: Int = 1, fields: SessionFields = defaultFields) {
        self.backend = backend
        let suffix = backend == .cache ? "cache" : "cached_db"
        // Session keys are lower-case letters and digits (SessionBase, VALID_KEY_CHARS). A key of `cached_db` begins as
        // one of `cache` does, and has an underscore in it.
        keys = KeyTemplate(prefix: "\(keyPrefix):\(version):django.contrib.sessions.\(suffix)", form: .token())
        self.fields = fields
    }

    /// Reads `keyPrefix`, `version` and the fields.
    init(_ backend: Backend, _ options: inout LayoutOptions) throws(ConfigurationError) {
        try self.init(
            backend,
            keyPrefix: options.optional("keyPrefix").map { node throws(ConfigurationError) in try node.string() } ?? "",
            version: options.optional("version").map { node throws(ConfigurationError) in try node.integer() } ?? 1,
            fields: options.fields(default: Self.defaultFields))
    }

    var fallback: SessionFallback? {
        switch backend {
        case .cache: nil
        case .cachedDatabase: DjangoDatabase(fields: fields).fallback
        }
    }

    func reader(for question: SessionQuestion) -> any SessionReader {
        DecodedSessionReader(question: question, fields: fields) { DjangoCacheValue.read($0) }
    }
}

internal import Configuration
internal import Decoders

/// The layout of PHP's own sessions where phpredis keeps them (phpredis/phpredis, redis_session.c): a string
/// `PHPREDIS_SESSION:<id>` as `session.serialize_handler` writes it, beside it a lock while a request has the session.
struct PHPRedisLayout: SessionLayout {
    /// `session.serialize_handler`.
    enum Serializer: String, Sendable, CaseIterable {
        /// `name|value` again and again: PHP's default.
        case php
        /// One array.
        case php_serialize
        /// As `php`, with the length of each name.
        case php_binary
        /// A format of its own, which is not decoded.
        case igbinary

        var decoder: (any ValueDecoder)? {
            switch self {
            case .php: Decoding.phpSession.decoder
            case .php_serialize: Decoding.php.decoder
            case .php_binary: Decoding.phpBinarySession.decoder
            case .igbinary: nil
            }
        }
    }

    /// The default of `prefix` in `session.save_path`.
    static let defaultPrefix = "PHPREDIS_SESSION:"
    /// The variables that applications usually put there.
    static let defaultFields: SessionFields = {
        var fields = SessionFields.usual
        fields.user += ["userid", "username", "user.username"].map(FieldPath.init)
        return fields
    }()

    var name: String { "phpredis" }
    let keys: KeyTemplate
    let fields: SessionFields
    let serializer: Serializer
    let compression: PHPRedisCompression
    private let lock: KeyTemplate

    /// PHP's and the extension's defaults, or others.
    init(
        prefix: String = defaultPrefix, serializer: Serializer = .php, compression: PHPRedisCompression = .none,
        fields: SessionFields = defaultFields
    ) {
        // The characters of ids are those that PHP accepts (ext/session/session.c, php_session_valid_key). A lock's name
        // has an underscore in it.
        let form = SessionIDForm.token(extra: ",-")
        keys = KeyTemplate(prefix: prefix, form: form)
        lock = KeyTemplate(prefix: prefix, suffix: "_LOCK", form: form)
        self.serializer = serializer
        self.compression = compression
        self.fields = fields
    }

    /// Reads `prefix`, `serializer`, `compression` and the fields.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        try self.init(
            prefix: options.prefix(default: Self.defaultPrefix),
            serializer: options.choice("serializer", default: .php),
            compression: options.choice("compression", default: .none),
            fields: options.fields(default: Self.defaultFields))
    }

    /// With the lock goes the right to save: where `redis.session.lock_expire` is set, a request that is under way finds
    /// that it no longer holds the lock and does not write the session again (redis_session.c, write_allowed).
    var removal: SessionRemoval { .unlink(companions: [lock]) }

    func reader(for question: SessionQuestion) -> any SessionReader {
        let (decoder, compression) = (serializer.decoder, compression)
        return DecodedSessionReader(question: question, fields: fields) { value in
            guard case .text(let bytes) = value, let decoder,
                let content = try? compression.decode(bytes, by: decoder)
            else { return .unreadable }
            return ReadSession(variables: content)
        }
    }
}

internal import Configuration
internal import Decoders

/// The layout of Flask-Session over Redis (`pallets-eco/flask-session`, base.py and redis/redis.py): a string
/// `session:<id>`. Since 0.8 it is written as MessagePack, or JSON where `SESSION_SERIALIZATION_FORMAT` says so, and was
/// a pickle before; the library reads all three, and so does this.
struct FlaskSessionLayout: SessionLayout {
    /// The default `SESSION_KEY_PREFIX`.
    static let defaultPrefix = "session:"
    /// Flask-Login keeps the user's id at `_user_id`, and before 0.5 at `user_id` (flask_login/utils.py, `login_user`).
    static let defaultFields: SessionFields = {
        var fields = SessionFields.usual
        fields.user = [FieldPath("_user_id")] + fields.user
        return fields
    }()

    var name: String { "flask-session" }
    let keys: KeyTemplate
    let fields: SessionFields

    /// The library's defaults, or others.
    init(prefix: String = defaultPrefix, fields: SessionFields = defaultFields) {
        keys = KeyTemplate(prefix: prefix)
        self.fields = fields
    }

    /// Reads `prefix` and the fields.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        try self.init(
            prefix: options.prefix(default: Self.defaultPrefix), fields: options.fields(default: Self.defaultFields))
    }

    func reader(for question: SessionQuestion) -> any SessionReader {
        DecodedSessionReader(question: question, fields: fields) { Self.read($0) }
    }

    /// As `MsgSpecSerializer.decode` does: what is no MessagePack may be JSON, and what is neither a pickle.
    private static func read(_ value: StoredValue) -> ReadSession {
        guard case .text(let bytes) = value else { return .unreadable }
        for decoding in [Decoding.msgpack, .json, .pickle] {
            if let content = try? decoding.decoder.decode(bytes) { return ReadSession(variables: content) }
        }
        return .unreadable
    }
}

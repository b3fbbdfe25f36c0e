internal import Configuration

/// The layout of connect-redis 4 to 9 (`tj/connect-redis`, index.ts), and so of Express and NestJS: a string
/// `sess:<id>` that holds the session as JSON. There is no index, and where the user stands is up to the application;
/// Passport keeps it at `passport.user`.
struct ConnectRedisLayout: SessionLayout {
    /// The default `prefix` of the library.
    static let defaultPrefix = "sess:"
    /// Where applications put things: where Passport does, then where they usually do.
    static let defaultFields: SessionFields = {
        var fields = SessionFields.usual
        let passport = ["passport.user", "passport.user.id", "passport.user._id", "passport.user.sub"]
        fields.user = passport.map(FieldPath.init) + fields.user
        fields.role += ["passport.user.role", "passport.user.roles"].map(FieldPath.init)
        return fields
    }()

    var name: String { "connect-redis" }
    let keys: KeyTemplate
    let fields: SessionFields

    /// The library's defaults, or others.
    init(prefix: String = defaultPrefix, fields: SessionFields = defaultFields) {
        keys = KeyTemplate(prefix: prefix)
        self.fields = fields
    }

    /// Reads `prefix` and the fields beside `preset: connect-redis`.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        try self.init(
            prefix: options.prefix(default: Self.defaultPrefix), fields: options.fields(default: Self.defaultFields))
    }

    func reader(for question: SessionQuestion) -> any SessionReader {
        JSONSessionReader(question: question, fields: fields)
    }
}

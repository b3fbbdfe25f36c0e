internal import Configuration

/// The layout of connect-redis 4 to 9 (`tj/connect-redis`, index.ts), and so of Express and NestJS: a string
/// `sess:<id>` that holds the session as JSON. There is no index, and where the user stands is up to the application;
/// Passport keeps it at `passport.user`.
struct ConnectRedisLayout: SessionLayout {
    /// The default `prefix` of the library.
    static let defaultPrefix = "sess:"
    /// Where applications put the user, most telling first.
    static let defaultUser = [
        "passport.user", "passport.user.id", "passport.user._id", "passport.user.sub",
        "userId", "user_id", "userID", "user.id", "user._id", "user.userId", "user.sub", "user", "uid", "sub",
    ]
    /// Where applications put roles.
    static let defaultRole = [
        "role", "roles", "user.role", "user.roles", "passport.user.role", "passport.user.roles",
    ]

    var name: String { "connect-redis" }
    let keys: KeyTemplate
    let fields: SessionFields
    var answers: LayoutAnswers { LayoutAnswers(role: !fields.role.isEmpty, fields: true) }

    /// The library's defaults, or others.
    init(
        prefix: String = defaultPrefix, fields: SessionFields = SessionFields(user: defaultUser, role: defaultRole)
    ) {
        keys = KeyTemplate(prefix: prefix)
        self.fields = fields
    }

    /// Reads `prefix`, `user` and `role` beside `preset: connect-redis`.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        let prefix = try options.prefix(default: Self.defaultPrefix)
        let fields = try SessionFields(
            user: options.paths("user") ?? Self.defaultUser, role: options.paths("role") ?? Self.defaultRole)
        self.init(prefix: prefix, fields: fields)
    }

    func reader(for question: SessionQuestion) -> any SessionReader {
        JSONSessionReader(question: question, fields: fields)
    }
}

internal import Configuration

/// A layout that the configuration describes: the form of the keys, the encoding, where the user stands.
struct CustomLayout: SessionLayout {
    /// How a session's value is stored.
    enum Encoding: String, Sendable, CaseIterable {
        /// A string that holds JSON.
        case json
        /// A string that is the user's id.
        case string
        /// A hash; fields are named, not reached by paths.
        case hash
    }

    var name: String { "custom" }
    let keys: KeyTemplate
    let encoding: Encoding
    let fields: SessionFields
    let index: SessionIndex?

    var answers: LayoutAnswers { LayoutAnswers(role: !fields.role.isEmpty, fields: encoding != .string) }

    func reader(for question: SessionQuestion) -> any SessionReader {
        switch encoding {
        case .json: JSONSessionReader(question: question, fields: fields)
        case .string: TextSessionReader(question: question)
        case .hash: HashSessionReader(question: question, fields: fields)
        }
    }
}

extension CustomLayout {
    /// Where JSON sessions without a `user:` are searched for one.
    static let defaultUser = ["userId", "user_id", "user.id", "user", "uid", "sub"]

    /// Reads `key`, `encoding`, `user`, `role` and `index`.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        keys = try options.keyTemplate()
        encoding = try options.optional("encoding").map { node throws(ConfigurationError) in try node.oneOf() } ?? .json
        let user = try options.paths("user")
        let role = try options.paths("role")
        if encoding == .string, let stray = options.present("user") ?? options.present("role") {
            throw stray.failure(
                "sessions with the encoding 'string' have no fields: the value is the user's id",
                hint: "leave 'user' and 'role' out, or set 'encoding' to json or hash")
        }
        if encoding == .hash, user == nil {
            throw options.node.failure(
                "the layout does not say which field of the hash holds the user", hint: "add 'user: FIELD'")
        }
        fields = SessionFields(user: user ?? Self.defaultUser, role: role ?? [])
        index = try options.index()
    }
}

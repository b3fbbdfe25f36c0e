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

    var hasFields: Bool { encoding != .string }

    func reader(for question: SessionQuestion) -> any SessionReader {
        switch encoding {
        case .json: JSONSessionReader(question: question, fields: fields)
        case .string: TextSessionReader(question: question)
        case .hash: HashSessionReader(question: question, fields: fields)
        }
    }
}

extension CustomLayout {
    /// Reads `key`, `encoding`, `user` and the other fields, and `index`.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        keys = try options.keyTemplate()
        let encoding: Encoding =
            try options.optional("encoding").map { node throws(ConfigurationError) in try node.oneOf() } ?? .json
        self.encoding = encoding
        for (key, _) in LayoutOptions.fieldKeys where encoding == .string {
            guard let stray = options.present(key) else { continue }
            throw stray.failure(
                "sessions with the encoding 'string' have no fields: the value is the user's id",
                hint: "leave '\(key)' out, or set 'encoding' to json or hash")
        }
        if encoding == .hash, options.present("user") == nil {
            throw options.node.failure(
                "the layout does not say which field of the hash holds the user", hint: "add 'user: FIELD'")
        }
        // A hash has the fields that are named and no others: each is asked for.
        fields = try options.fields(default: encoding == .hash ? SessionFields(user: []) : .usual)
        index = try options.index()
    }
}

internal import Configuration
internal import Decoders

/// A layout that the configuration describes: the form of the keys, the encoding, where the user stands.
struct CustomLayout: SessionLayout {
    /// How a session's value is stored.
    enum Encoding: Sendable {
        /// A string in a format that is decoded.
        case decoded(Decoding)
        /// A string that is the user's id.
        case string
        /// A hash of texts; fields are named, not reached by paths.
        case hash

        /// The names in `encoding:`.
        static let names = ["string", "hash"] + Decoding.allCases.map(\.rawValue)

        init?(name: String) {
            switch name {
            case "string": self = .string
            case "hash": self = .hash
            default:
                guard let decoding = Decoding(rawValue: name) else { return nil }
                self = .decoded(decoding)
            }
        }
    }

    var name: String { "custom" }
    let keys: KeyTemplate
    let encoding: Encoding
    let fields: SessionFields
    let index: SessionIndex?

    var hasFields: Bool { if case .string = encoding { false } else { true } }

    func reader(for question: SessionQuestion) -> any SessionReader {
        switch encoding {
        // JSON is read faster: its fields are looked up, and no tree is built.
        case .decoded(.json): JSONSessionReader(question: question, fields: fields)
        case .decoded(let format): DecodedSessionReader(question: question, fields: fields, decoder: format.decoder)
        case .string: TextSessionReader(question: question)
        case .hash: HashSessionReader(question: question, fields: fields)
        }
    }
}

extension CustomLayout {
    /// Reads `key`, `encoding`, `user` and the other fields, and `index`.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        keys = try options.keyTemplate()
        encoding = try options.optional("encoding").map(Self.encoding) ?? .decoded(.json)
        var standard = SessionFields.usual
        switch encoding {
        case .decoded: break
        case .string:
            for (key, _) in LayoutOptions.fieldKeys {
                guard let stray = options.present(key) else { continue }
                throw stray.failure(
                    "sessions with the encoding 'string' have no fields: the value is the user's id",
                    hint: "leave '\(key)' out, or set 'encoding' to json or hash")
            }
        case .hash:
            guard options.present("user") != nil else {
                throw options.node.failure(
                    "the layout does not say which field of the hash holds the user", hint: "add 'user: FIELD'")
            }
            // A hash has the fields that are named and no others: each is asked for.
            standard = SessionFields(user: [])
        }
        fields = try options.fields(default: standard)
        index = try options.index()
    }

    private static func encoding(_ node: ConfigurationNode) throws(ConfigurationError) -> Encoding {
        let name = try node.string()
        guard let encoding = Encoding(name: name) else { throw node.unknownChoice(name, among: Encoding.names) }
        return encoding
    }
}

internal import Configuration
internal import Decoders

/// A layout that the configuration describes: the form of the keys, the encoding, where the user stands.
struct CustomLayout: SessionLayout {
    /// How a session's value is stored.
    enum Encoding: Sendable {
        /// A string in a format that is decoded, and what that is wrapped in.
        case decoded(Decoding, Envelope?)
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
                self = .decoded(decoding, nil)
            }
        }
    }

    var name: String { "custom" }
    let keys: KeyTemplate
    let encoding: Encoding
    let fields: SessionFields
    let index: SessionIndex?
    let companions: [KeyTemplate]

    var removal: SessionRemoval { .unlink(companions: companions) }
    var hasFields: Bool { if case .string = encoding { false } else { true } }

    func reader(for question: SessionQuestion) -> any SessionReader {
        switch encoding {
        // JSON is read faster: its fields are looked up, and no tree is built.
        case .decoded(.json, nil): JSONSessionReader(question: question, fields: fields)
        case .decoded(let format, nil): DecodedSessionReader(question: question, fields: fields, decoder: format.decoder)
        case .decoded(let format, let envelope?):
            DecodedSessionReader(question: question, fields: fields, decoder: format.decoder.within(envelope))
        case .string: TextSessionReader(question: question)
        case .hash: HashSessionReader(question: question, fields: fields)
        }
    }
}

extension CustomLayout {
    /// Reads `key`, `encoding`, `envelope`, `user` and the other fields, `index` and `companions`.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        keys = try options.keyTemplate()
        let encoding = try options.optional("encoding").map(Self.encoding) ?? .decoded(.json, nil)
        let stray = options.present("envelope")
        if let envelope = try options.choice("envelope", as: Envelope.self) {
            guard case .decoded(let format, _) = encoding else {
                throw (stray ?? options.node).failure(
                    "sessions of this encoding are not wrapped", hint: "leave 'envelope' out")
            }
            self.encoding = .decoded(format, envelope)
        } else {
            self.encoding = encoding
        }
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
        companions = try options.companions()
    }

    private static func encoding(_ node: ConfigurationNode) throws(ConfigurationError) -> Encoding {
        let name = try node.string()
        guard let encoding = Encoding(name: name) else { throw node.unknownChoice(name, among: Encoding.names) }
        return encoding
    }
}

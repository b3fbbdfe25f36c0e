internal import Configuration

/// Spring Session in Redis. The default repository (RedisSessionRepository) has hashes alone; the indexed one
/// (RedisIndexedSessionRepository) lists each user's sessions and publishes an event when one ends.
struct SpringSessionLayout: SessionLayout {
    /// Which repository.
    enum Repository: String, Sendable {
        case standard = "spring-session"
        case indexed = "spring-session-indexed"
    }

    let repository: Repository
    let fields: SessionFields
    private let names: SpringKeys
    private let serializer: SpringSerializer

    var name: String { repository.rawValue }
    var keys: KeyTemplate { names.sessions }

    /// The members of a list are serialised as every value is.
    var index: SessionIndex? {
        guard repository == .indexed else { return nil }
        return SessionIndex(prefix: names.indexPrefix, entries: serializer == .java ? .javaString : .jsonString)
    }

    var removal: SessionRemoval {
        switch repository {
        case .standard: .unlink(companions: [])
        case .indexed: .commands(SpringEnding(keys: names, hash: SpringHash(serializer)))
        }
    }

    /// Reads `namespace`, `serializer` and the fields beside the preset's name.
    init(_ repository: Repository, _ options: inout LayoutOptions) throws(ConfigurationError) {
        self.repository = repository
        names = SpringKeys(namespace: try options.text("namespace", default: SpringKeys.defaultNamespace))
        serializer = try options.choice("serializer", default: .java)
        fields = try options.fields(default: SpringHash.fields)
    }

    func reader(for question: SessionQuestion) -> any SessionReader {
        let hash = SpringHash(serializer, paths: fields.all + question.matches.map(\.path))
        return DecodedSessionReader(question: question, fields: fields, access: hash.access, read: hash.read)
    }
}

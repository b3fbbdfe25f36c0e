internal import Basics
internal import Configuration

/// How it is to be proven that consumers took a new value up. Several questions may be asked: each has to be answered.
public struct AdoptionProbe: Sendable {
    /// What is asked, in the configuration's order.
    let questions: [any AdoptionQuestion]
    /// How long after a question without proof it is asked again.
    let every: Duration
    /// How long after the promotion the proof must be there; nil for as long as the overlap, at least ten minutes.
    let timeout: Duration?

    /// What can be asked, by the key that says so.
    private static let kinds: [(name: String, decode: Decoder)] = [
        ("http", { node throws(ConfigurationError) in try HTTPQuestion(node: node) }),
        ("command", { node throws(ConfigurationError) in try CommandQuestion(node: node) }),
        ("token", { node throws(ConfigurationError) in try TokenQuestion(node: node) }),
        ("jwks", { node throws(ConfigurationError) in try KeySetQuestion(node: node) }),
    ]

    private typealias Decoder = @Sendable (ConfigurationNode) throws(ConfigurationError) -> any AdoptionQuestion

    /// Decodes `{http: {…}, command: {…}, token: {…}, jwks: {…}, every: 30s, timeout: 1h}`.
    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        var mapping = try node.mapping()
        var questions: [any AdoptionQuestion] = []
        for (name, decode) in Self.kinds {
            guard let entry = mapping.optional(name) else { continue }
            let question = try decode(entry)
            if let reason = question.unfit(for: kind) { throw entry.failure(reason) }
            questions.append(question)
        }
        every = try mapping.optional("every")?.duration() ?? .seconds(30)
        let timeoutNode = mapping.optional("timeout")
        timeout = try timeoutNode?.duration()
        if let timeoutNode, timeout == .zero {
            throw timeoutNode.failure("'\(timeoutNode.path)' should be longer than nothing")
        }
        try mapping.finish()
        guard !questions.isEmpty else {
            throw node.failure(
                "'\(node.path)' asks nothing",
                hint: "as http: {url: \"http://api:3000/health\", field: kid, equals: kid}")
        }
        self.questions = questions
    }

    /// When the proof must be there.
    func deadline(promotedAt: Timestamp, overlap: Duration) -> Timestamp {
        promotedAt + (timeout ?? max(overlap, .seconds(600)))
    }
}

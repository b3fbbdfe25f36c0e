internal import Decoders

/// What a layout makes of a stored value.
enum ReadSession {
    /// A session.
    case session(DecodedValue)
    /// What a session leaves behind when it has ended: it counts as none.
    case ended
    /// What an interrupted save left: nobody can use it.
    case remains
    /// Nothing that can be read.
    case unreadable
}

/// Reads sessions that are decoded whole, whatever they were written in: the layout says how.
final class DecodedSessionReader: SessionReader {
    let access: ValueAccess
    private let question: SessionQuestion
    private let fields: SessionFields
    private let read: (StoredValue) -> ReadSession

    init(
        question: SessionQuestion, fields: SessionFields, access: ValueAccess = .string,
        read: @escaping (StoredValue) -> ReadSession
    ) {
        self.question = question
        self.fields = fields
        self.access = access
        self.read = read
    }

    /// Reads strings in one format.
    convenience init(question: SessionQuestion, fields: SessionFields, decoder: any ValueDecoder) {
        self.init(question: question, fields: fields) { value in
            guard case .text(let bytes) = value, let decoded = try? decoder.decode(bytes) else { return .unreadable }
            return .session(decoded)
        }
    }

    func judge(_ value: StoredValue) -> SessionVerdict {
        switch read(value) {
        case .session(let content): question.verdict(on: content, fields)
        case .ended: .ended
        case .remains: .remains
        case .unreadable: .undecodable
        }
    }

    func describe(_ value: StoredValue) -> SessionDescription? {
        switch read(value) {
        case .session(let content): content.description(fields)
        case .ended, .remains: SessionDescription(principal: nil, roles: [])
        case .unreadable: nil
        }
    }
}

extension DecodedValue: SessionContent {
    func text(at path: FieldPath) -> String? { value(at: path.steps)?.scalarText }

    func texts(at path: FieldPath) -> [String] {
        switch value(at: path.steps) {
        case .list(let items): items.compactMap(\.scalarText)
        case let value: value?.scalarText.map { [$0] } ?? []
        }
    }

    func holds(_ accepted: AcceptedTexts, at path: FieldPath) -> Bool {
        texts(at: path).contains { accepted.contain($0) }
    }

    func isOpaque(at path: FieldPath) -> Bool {
        if case .opaque = value(at: path.steps) { true } else { false }
    }
}

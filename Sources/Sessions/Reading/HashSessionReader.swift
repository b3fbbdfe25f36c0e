/// Reads sessions that are hashes of texts, by the fields that the question needs and no others.
final class HashSessionReader: SessionReader {
    let access: ValueAccess
    private let question: SessionQuestion
    private let fields: SessionFields
    /// Where each field stands among those that are asked for.
    private let places: [String: Int]

    init(question: SessionQuestion, fields: SessionFields) {
        self.question = question
        self.fields = fields
        var places: [String: Int] = [:]
        var names: [[UInt8]] = []
        for path in fields.all + question.matches.map(\.path) where places[path.text] == nil {
            places[path.text] = names.count
            names.append(Array(path.text.utf8))
        }
        self.places = places
        access = .hash(fields: names)
    }

    func judge(_ value: StoredValue) -> SessionVerdict {
        guard let content = content(of: value) else { return .undecodable }
        return question.verdict(on: content, fields)
    }

    func describe(_ value: StoredValue) -> SessionDescription? { content(of: value)?.description(fields) }

    private func content(of value: StoredValue) -> HashContent? {
        guard case .fields(let values) = value, values.count == places.count else { return nil }
        return HashContent(places: places, values: values)
    }
}

/// Fields of a hash; their names are not reached by paths.
private struct HashContent: SessionContent {
    let places: [String: Int]
    let values: [UnsafeRawBufferPointer?]

    func text(at path: FieldPath) -> String? { bytes(at: path).map { String(decoding: $0, as: UTF8.self) } }
    func texts(at path: FieldPath) -> [String] { text(at: path).map { [$0] } ?? [] }
    func holds(_ accepted: AcceptedTexts, at path: FieldPath) -> Bool {
        bytes(at: path).map { accepted.contain($0) } ?? false
    }
    private func bytes(at path: FieldPath) -> UnsafeRawBufferPointer? { places[path.text].flatMap { values[$0] } }
}

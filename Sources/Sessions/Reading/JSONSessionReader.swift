internal import JSON

/// Reads sessions that are strings of JSON: single fields are looked up, no tree is built.
final class JSONSessionReader: SessionReader {
    /// A longer value, in bytes, counts as undecodable: the parser's buffers take about fifteen times as much.
    static let longest = 1 << 20

    private var reader = JSONFieldReader(maximumBytes: longest)
    private let question: SessionQuestion
    private let fields: SessionFields
    /// A cheap test that rules most values out where a rare text is looked for.
    private let search: TextSearch?

    init(question: SessionQuestion, fields: SessionFields) {
        self.question = question
        self.fields = fields
        search =
            TextSearch(question.users) ?? question.matches.lazy.compactMap { TextSearch($0.value) }.first
            ?? TextSearch(question.role)
    }

    var access: ValueAccess { .string }

    func judge(_ value: StoredValue) -> SessionVerdict {
        guard case .text(let text) = value else { return .undecodable }
        if let search, Self.isShapedLikeObject(text), !search.mayHold(text) { return .noMatch }
        return reader.withDocument(text) { document in
            guard document.isObject() else { return .undecodable }
            return question.verdict(on: document, fields)
        } ?? .undecodable
    }

    func describe(_ value: StoredValue) -> SessionDescription? {
        guard case .text(let text) = value else { return nil }
        return reader.withDocument(text) { document in
            guard document.isObject() else { return nil }
            return document.description(fields)
        } ?? nil
    }

    /// Whether a value begins and ends as the JSON text of an object does.
    private static func isShapedLikeObject(_ text: UnsafeRawBufferPointer) -> Bool {
        text.first == UInt8(ascii: "{") && text.last == UInt8(ascii: "}")
    }
}

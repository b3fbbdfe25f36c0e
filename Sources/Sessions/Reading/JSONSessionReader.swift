internal import JSON

/// Reads sessions that are strings of JSON: single fields are looked up, no tree is built.
final class JSONSessionReader: SessionReader {
    /// A longer value, in bytes, counts as undecodable: the parser's buffers take about fifteen times as much.
    static let longest = 1 << 20

    private var reader = JSONFieldReader(maximumBytes: longest)
    private let question: SessionQuestion
    private let user: [[String]]
    private let role: [[String]]
    /// A cheap test that rules most values out where a rare text is looked for.
    private let search: TextSearch?

    init(question: SessionQuestion, fields: SessionFields) {
        self.question = question
        user = fields.user.map(\.steps)
        role = fields.role.map(\.steps)
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
            return isMeant(document) ? .match : .noMatch
        } ?? .undecodable
    }

    func describe(_ value: StoredValue) -> SessionDescription? {
        guard case .text(let text) = value else { return nil }
        return reader.withDocument(text) { document in
            guard document.isObject() else { return nil }
            return SessionDescription(
                principal: principal(document), roles: role.flatMap { document.scalarTexts(at: $0) })
        } ?? nil
    }

    /// Whether every condition of the question holds.
    private func isMeant(_ document: borrowing JSONDocument) -> Bool {
        if let users = question.users {
            guard let principal = principal(document), users.contain(principal) else { return false }
        }
        if let wanted = question.role {
            guard role.contains(where: { document.matches(at: $0, any: wanted.json) }) else { return false }
        }
        for match in question.matches {
            guard document.matches(at: match.path.steps, any: match.value.json) else { return false }
        }
        return true
    }

    /// The first text that one of the user's paths leads to.
    private func principal(_ document: borrowing JSONDocument) -> String? {
        for path in user {
            if let text = document.scalarText(at: path), !text.isEmpty { return text }
        }
        return nil
    }

    /// Whether a value begins and ends as the JSON text of an object does.
    private static func isShapedLikeObject(_ text: UnsafeRawBufferPointer) -> Bool {
        text.first == UInt8(ascii: "{") && text.last == UInt8(ascii: "}")
    }
}

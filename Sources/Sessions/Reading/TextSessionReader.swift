/// Reads sessions whose value is the user's id.
final class TextSessionReader: SessionReader {
    /// A longer value, in bytes, is no user's id.
    private static let longest = 1024
    private let question: SessionQuestion

    init(question: SessionQuestion) { self.question = question }

    var access: ValueAccess { .string }

    func judge(_ value: StoredValue) -> SessionVerdict {
        guard let text = Self.user(value) else { return .undecodable }
        guard !question.hasConditions else { return .noMatch }
        guard let users = question.users else { return .match }
        return users.contain(text) ? .match : .noMatch
    }

    func describe(_ value: StoredValue) -> SessionDescription? {
        guard let text = Self.user(value), let name = String(validating: text, as: UTF8.self) else { return nil }
        return SessionDescription(principal: name.isEmpty ? nil : name, roles: [])
    }

    private static func user(_ value: StoredValue) -> UnsafeRawBufferPointer? {
        guard case .text(let text) = value, text.count <= longest else { return nil }
        return text
    }
}

/// Reads sessions that are hashes, by the fields that the question needs and no others.
final class HashSessionReader: SessionReader {
    let access: ValueAccess
    private let question: SessionQuestion
    private let user: Range<Int>
    private let role: Range<Int>

    /// Asks for the user's fields, then the roles', then those of the further conditions.
    init(question: SessionQuestion, fields: SessionFields) {
        self.question = question
        user = 0..<fields.user.count
        role = user.upperBound..<(user.upperBound + fields.role.count)
        let paths = fields.user + fields.role + question.matches.map(\.path)
        access = .hash(fields: paths.map { Array($0.text.utf8) })
    }

    func judge(_ value: StoredValue) -> SessionVerdict {
        guard case .fields(let values) = value, values.count == role.upperBound + question.matches.count else {
            return .undecodable
        }
        if let users = question.users {
            guard let principal = values[user].lazy.compactMap({ $0 }).first(where: { !$0.isEmpty }),
                users.contain(principal)
            else { return .noMatch }
        }
        if let wanted = question.role {
            guard values[role].contains(where: { $0.map(wanted.contain) ?? false }) else { return .noMatch }
        }
        for (value, match) in zip(values[role.upperBound...], question.matches) {
            guard let value, match.value.contain(value) else { return .noMatch }
        }
        return .match
    }

    func describe(_ value: StoredValue) -> SessionDescription? {
        guard case .fields(let values) = value, values.count >= role.upperBound else { return nil }
        let texts = { (range: Range<Int>) -> [String] in
            values[range].compactMap { $0 }.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
        }
        return SessionDescription(principal: texts(user).first, roles: texts(role))
    }
}

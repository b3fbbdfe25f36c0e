/// Which statements a connection's server has prepared. What is asked a second time on a connection is prepared, so that
/// the server reads and plans it once (PostgreSQL documentation, 55.2.3); what is asked once costs nothing more.
struct PostgresPreparation {
    /// How a statement is to be sent.
    enum Way: Hashable {
        /// As it is.
        case plain
        /// To be prepared first, under a name that is new.
        case preparing(String)
        /// Under its name.
        case prepared(String)
    }

    /// What the server prepares: the same text with other types of parameters is another statement.
    fileprivate struct Key: Hashable {
        let text: String
        let types: [UInt32]
    }

    /// More than a program has that writes its statements down; one that makes them up must not fill the server's memory.
    private static let most = 256

    /// The statements that were asked, with the name under which they were prepared; nil before that.
    private var names: [Key: String?] = [:]
    /// Names differ from those of every other connection: a pooler may hand this one's server to another.
    private let prefix = "firebreak_" + String(UInt64.random(in: .min ... .max), radix: 36)
    private var number = 0
    private var isEnded = false

    /// How to send a statement now. One that is to be prepared counts as prepared for those that are sent behind it.
    mutating func way(of statement: PostgresStatement) -> Way {
        if isEnded { return .plain }
        let key = Key(statement)
        switch names[key] {
        case .some(.some(let name)): return .prepared(name)
        case .some(.none):
            number += 1
            let name = "\(prefix)_\(number)"
            names[key] = name
            return .preparing(name)
        case .none:
            if names.count < Self.most { names[key] = .some(nil) }
            return .plain
        }
    }

    /// A statement was not prepared after all.
    mutating func forget(_ statement: PostgresStatement) { names[Key(statement)] = nil }

    /// From now on everything is sent as it is.
    mutating func end() { isEnded = true }
}

extension PostgresPreparation.Key {
    fileprivate init(_ statement: PostgresStatement) {
        self.init(text: statement.text, types: statement.parameters.map { $0.type(areTyped: statement.areTyped) })
    }
}

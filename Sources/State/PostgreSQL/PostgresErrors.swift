import Postgres

extension StateError {
    /// What PostgreSQL or libpq says (PostgreSQL documentation, appendix A) as the sentence it means for a user.
    init(_ error: PostgresError, place: String) {
        switch error {
        case .server(let code, let message): self = Self.refused(code, message, place)
        case .closed, .timedOut: self = .lost(place: place)
        case .unreachable(_, let reason): self = .unreachable(place: place, reason: reason)
        case .untrusted(_, let reason): self = .untrusted(place: place, reason: reason)
        case .authentication(_, let code, let reason):
            self = .loginRefused(place: place, reason: reason, remedy: error.loginRemedy(code))
        case .onlyReads: self = .onlyReads(place: place)
        case .refused(_, _, let reason): self = .unavailable(place: place, reason: reason)
        case .invalidURL(let reason): self = .cannotOpen(place: place, reason: reason)
        case .value(let reason): self = .statement(reason)
        }
    }

    private static func refused(_ code: String, _ message: String, _ place: String) -> StateError {
        let detail = "PostgreSQL \(code): \(message)"
        switch code {
        case "55P03", "40001", "40P01": return .busy(place: place)
        case "57014": return .tooSlow(place: place)
        case "53100": return .diskFull(place: place)
        case "25006": return .onlyReads(place: place)
        case "42501": return .notAllowed(place: place, detail: message)
        case "58030": return .inputOutput(place: place, detail: detail)
        case "XX001", "XX002": return .corrupt(place: place, detail: detail)
        // What a standby says, as of old.
        case "0A000" where message.contains("recovery"): return .onlyReads(place: place)
        case "55000" where message.contains("recovery"): return .onlyReads(place: place)
        case "22021": return .statement("a text that is not UTF-8")
        default: break
        }
        // Classes: integrity constraints, resources, operators (the server stops), connections.
        switch code.prefix(2) {
        case "23": return .constraint(message)
        case "53": return .unavailable(place: place, reason: message)
        case "57", "08": return .lost(place: place)
        default: return .statement(detail)
        }
    }
}

extension PostgresError {
    /// What to do about a login that was refused.
    fileprivate func loginRemedy(_ code: String?) -> String {
        switch code {
        case nil: "give the password as ${env:NAME} or ${file:PATH} in `state:`, in PGPASSWORD or in ~/.pgpass"
        case "28P01": "look at user and password: in `state:`, in PGPASSWORD or in ~/.pgpass"
        case "3D000": "make the database (`createdb NAME`), or let `state:` name another; docs/state.md says how"
        default: "pg_hba.conf on the server needs a line for this user, database and address; docs/state.md shows one"
        }
    }

    /// Whether the server has not prepared what was said to be prepared (SQLSTATE 26000): it is another than before.
    var isUnprepared: Bool {
        if case .server(code: "26000", _) = self { true } else { false }
    }

    /// Whether the server may be there in a moment: it is starting, stopping, or has no connection left.
    var mayPass: Bool {
        switch self {
        case .refused, .closed, .timedOut: true
        default: false
        }
    }
}

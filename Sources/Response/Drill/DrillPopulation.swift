internal import Redis

/// The people and sessions of a drill: deterministic, so that what must be revoked can be counted beforehand.
struct DrillPopulation {
    /// How many sessions there are.
    let sessions: Int
    /// How many users own them.
    let users = 1000

    /// The users whose credentials leaked.
    let compromised = ["user0007", "user0042", "user0666"]
    /// The role that is revoked as a whole.
    let revokedRole = "admin"

    func user(ofSession index: Int) -> String { userName(index % users) }

    /// One user in a hundred is an admin, two are managers; integrations and services are few; agents are the rest.
    func role(ofUser name: String) -> String {
        let number = Int(name.dropFirst(4)) ?? 0
        switch number % 100 {
        case 0: return "admin"
        case 1, 2: return "manager"
        case 3...22: return "analyst"
        case 23...27: return "integration"
        case 28, 29: return "service"
        default: return "agent"
        }
    }

    /// The key under which connect-redis would store a session.
    func key(ofSession index: Int) -> String { "sess:drill\(index)x\(index &* 2_654_435_761 % 1_000_003)" }

    /// The value that express-session and Passport would write.
    func value(ofSession index: Int) -> String {
        let name = user(ofSession: index)
        return """
            {"cookie":{"originalMaxAge":86400000,"expires":"2099-01-01T00:00:00.000Z","httpOnly":true,"path":"/"},\
            "passport":{"user":"\(name)"},"role":"\(role(ofUser: name))","csrf":"\(index &* 40_503 % 1_000_000_007)"}
            """
    }

    /// The session that the attacker keeps saving: the first of the first compromised user.
    var attackedSession: Int { Int(compromised[0].dropFirst(4)) ?? 0 }

    /// The sessions that must go: those of the compromised users, and every admin's.
    var condemned: [Int] {
        (0..<sessions).filter { index in
            let name = user(ofSession: index)
            return compromised.contains(name) || role(ofUser: name) == revokedRole
        }
    }

    /// Writes all sessions and a neighbour's keys, which must survive; calls `progress` with the count so far.
    func fill(_ connection: inout RedisConnection, progress: (Int) -> Void) throws {
        for start in stride(from: 0, to: sessions, by: 500) {
            let commands: [[RedisArgument]] = (start..<min(start + 500, sessions)).map { index in
                ["SET", .string(key(ofSession: index)), .string(value(ofSession: index)), "EX", "86400"]
            }
            _ = try connection.pipeline(commands)
            progress(min(start + 500, sessions))
        }
        _ = try connection.pipeline(
            (0..<Self.neighbours).map { ["SET", .string("cart:user\($0)"), "3 items"] })
    }

    /// How many keys of another application share the server.
    static let neighbours = 100

    private func userName(_ number: Int) -> String {
        let digits = String(number)
        return "user" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

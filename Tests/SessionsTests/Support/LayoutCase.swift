import Redis
import Testing

@testable import Sessions

/// A session as a test writes it.
struct TestSession {
    let id: String
    let user: String?
    let role: String
    var ip = "10.0.0.1"
}

/// Every layout that the conformance suite goes through: its configuration, and how an application writes it.
enum LayoutCase: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case connectRedis, json, jsonSet, jsonList, jsonSortedSet, jsonWholeKeys, string, stringSet, hash, hashSet

    var testDescription: String { rawValue }

    /// What stands at `layout:`.
    var configuration: String {
        let index = #", index: "user_sessions:{user}""#
        let json = #"key: "session:{id}", encoding: json, user: userId, role: role"#
        let hash = #"key: "session:{id}", encoding: hash, user: userId, role: role"#
        return switch self {
        case .connectRedis: "connect-redis"
        case .json: "{\(json)}"
        case .jsonSet, .jsonList, .jsonSortedSet, .jsonWholeKeys: "{\(json)\(index)}"
        case .string: #"{key: "session:{id}:token", encoding: string}"#
        case .stringSet: #"{key: "session:{id}:token", encoding: string\#(index)}"#
        case .hash: "{\(hash)}"
        case .hashSet: "{\(hash)\(index)}"
        }
    }

    var hasFields: Bool { self != .string && self != .stringSet }
    var hasIndex: Bool { [.jsonSet, .jsonList, .jsonSortedSet, .jsonWholeKeys, .stringSet, .hashSet].contains(self) }

    func key(_ id: String) -> String {
        switch self {
        case .connectRedis: "sess:\(id)"
        case .string, .stringSet: "session:\(id):token"
        default: "session:\(id)"
        }
    }

    /// The commands with which an application saves a session.
    func write(_ session: TestSession, indexed: Bool = true) -> [[RedisArgument]] {
        let key = RedisArgument.string(key(session.id))
        let user = session.user.map { #""\#($0)""# } ?? "null"
        let rest = #""role":"\#(session.role)","ip":"\#(session.ip)","n":7"#
        var commands: [[RedisArgument]]
        switch self {
        case .connectRedis:
            let cookie =
                #""cookie":{"originalMaxAge":86400000,"expires":"2030-01-01T00:00:00.000Z","httpOnly":true,"path":"/"}"#
            commands = [["SET", key, .string(#"{\#(cookie),"passport":{"user":\#(user)},\#(rest)}"#), "EX", "86400"]]
        case .json, .jsonSet, .jsonList, .jsonSortedSet, .jsonWholeKeys:
            commands = [["SET", key, .string(#"{"userId":\#(user),\#(rest)}"#), "EX", "86400"]]
        case .string, .stringSet: commands = [["SET", key, .string(session.user ?? ""), "EX", "86400"]]
        case .hash, .hashSet:
            commands = [
                ["HSET", key, "role", .string(session.role), "ip", .string(session.ip), "n", "7", "blob", "\u{1}"]
            ]
            if let user = session.user { commands[0] += ["userId", .string(user)] }
        }
        if indexed, let user = session.user { commands += index(user, session.id) }
        return commands
    }

    private func index(_ user: String, _ id: String) -> [[RedisArgument]] {
        let list = RedisArgument.string("user_sessions:\(user)")
        return switch self {
        case .jsonSet, .stringSet, .hashSet: [["SADD", list, .string(id)]]
        case .jsonWholeKeys: [["SADD", list, .string(key(id))]]
        case .jsonList: [["RPUSH", list, .string(id)]]
        case .jsonSortedSet: [["ZADD", list, "1700000000", .string(id)]]
        default: []
        }
    }
}

import Redis
import Testing

@testable import Sessions

/// A session as a test writes it.
struct TestSession: Sendable {
    let id: String
    let user: String?
    let role: String
    var ip = "10.0.0.1"
}

/// A layout that the conformance suite goes through: its configuration, and how an application writes it.
struct LayoutCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// What stands at `layout:`.
    let configuration: String
    var hasFields = true
    var isPreset = true
    /// What an application calls a session whose id in the test is this one.
    var id: @Sendable (String) -> String = { $0 }
    /// The key of an id of the application's.
    let keyOfID: @Sendable (String) -> String
    /// Where the fields `ip` and `n` stand, if not under these names.
    var fieldNames: [String: String] = [:]
    /// The commands with which an application saves a session under a key.
    let save: @Sendable (TestSession, RedisArgument) -> [[RedisArgument]]
    /// How it lists the session with this id of the application's; nil where it keeps no lists.
    var list: (@Sendable (_ user: String, _ id: String) -> [[RedisArgument]])?
    /// The key of a user's list.
    var listKey: @Sendable (String) -> String = { "user_sessions:\($0)" }
    /// The beginnings of keys that change with the sessions.
    var bookkeeping = ["user_sessions:"]
    /// Whether the key of a session that has ended is gone.
    var endsWithKey = true

    var testDescription: String { name }
    var hasIndex: Bool { list != nil }

    func key(_ id: String) -> String { keyOfID(self.id(id)) }
    func isBookkeeping(_ key: [UInt8]) -> Bool { bookkeeping.contains { key.starts(with: Array($0.utf8)) } }
    func fieldName(_ name: String) -> String { fieldNames[name] ?? name }

    /// The commands with which an application saves a session.
    func write(_ session: TestSession, indexed: Bool = true) -> [[RedisArgument]] {
        var commands = save(session, .string(key(session.id)))
        if indexed, let user = session.user, let list { commands += list(user, id(session.id)) }
        return commands
    }
}

extension LayoutCase {
    static let allCases = [
        connectRedis, json, jsonSet, jsonList, jsonSortedSet, jsonWholeKeys, string, stringSet, hash, hashSet, spring,
        springIndexed, springIndexedJSON, rails, railsJSON, aspNetCore, betterAuth, djangoCache, flask,
        laravel, phpredis,
    ]

    static let connectRedis = LayoutCase(
        name: "connectRedis", configuration: "connect-redis", keyOfID: { "sess:\($0)" },
        save: { session, key in
            let cookie =
                #""cookie":{"originalMaxAge":86400000,"expires":"2030-01-01T00:00:00.000Z","httpOnly":true,"path":"/"}"#
            let value = #"{\#(cookie),"passport":{"user":\#(quoted(session.user))},\#(rest(session))}"#
            return [["SET", key, .string(value), "EX", "86400"]]
        })

    static let json = custom("json")
    static let jsonSet = custom("jsonSet") { [["SADD", $0, .string($1)]] }
    static let jsonList = custom("jsonList") { [["RPUSH", $0, .string($1)]] }
    static let jsonSortedSet = custom("jsonSortedSet") { [["ZADD", $0, "1700000000", .string($1)]] }
    static let jsonWholeKeys = custom("jsonWholeKeys") { [["SADD", $0, .string("session:\($1)")]] }
    static let string = custom("string", encoding: "string")
    static let stringSet = custom("stringSet", encoding: "string") { [["SADD", $0, .string($1)]] }
    static let hash = custom("hash", encoding: "hash")
    static let hashSet = custom("hashSet", encoding: "hash") { [["SADD", $0, .string($1)]] }

    /// A custom layout, with lists of the users' sessions or without.
    private static func custom(
        _ name: String, encoding: String = "json",
        list: (@Sendable (RedisArgument, String) -> [[RedisArgument]])? = nil
    ) -> LayoutCase {
        let isString = encoding == "string"
        let suffix = isString ? ":token" : ""
        let fields = isString ? "" : ", user: userId, role: role"
        let index = list == nil ? "" : #", index: "user_sessions:{user}""#
        let configuration = #"{key: "session:{id}\#(suffix)", encoding: \#(encoding)\#(fields)\#(index)}"#
        var layout = LayoutCase(
            name: name, configuration: configuration, hasFields: !isString, isPreset: false,
            keyOfID: { "session:\($0)\(suffix)" },
            save: { session, key in [value(of: session, key, encoding)] })
        if let list { layout.list = { user, id in list(.string("user_sessions:\(user)"), id) } }
        return layout
    }

    private static func value(
        of session: TestSession, _ key: RedisArgument, _ encoding: String
    ) -> [RedisArgument] {
        switch encoding {
        case "string": return ["SET", key, .string(session.user ?? ""), "EX", "86400"]
        case "hash":
            var command: [RedisArgument] = [
                "HSET", key, "role", .string(session.role), "ip", .string(session.ip), "n", "7", "blob", "\u{1}",
            ]
            if let user = session.user { command += ["userId", .string(user)] }
            return command
        default:
            return ["SET", key, .string(#"{"userId":\#(quoted(session.user)),\#(rest(session))}"#), "EX", "86400"]
        }
    }

    /// A text of JSON, or null.
    static func quoted(_ text: String?) -> String { text.map { #""\#($0)""# } ?? "null" }

    private static func rest(_ session: TestSession) -> String {
        #""role":"\#(session.role)","ip":"\#(session.ip)","n":7"#
    }
}

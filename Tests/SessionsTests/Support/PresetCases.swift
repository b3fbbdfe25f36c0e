import Basics
import Cryptography
import JSON
import Redis
import Testing

@testable import Sessions

extension LayoutCase {
    /// A SHA-256 as 64 hexadecimal digits.
    static func digest(_ text: String) -> String { Hexadecimal.encode(SHA256.hash(Array(text.utf8))) }

    static let rails = railsCase("rails") { session in
        let key: [RubyValue] = [.array([.text(session.user ?? "")]), .text("$2a$12$abcdefghijklmnopqrstuv")]
        let login = session.user.map { _ in [("warden.user.user.key", RubyValue.array(key))] } ?? []
        return RubyValue.marshal(
            [
                ("session_id", .text(digest(session.id))), ("_csrf_token", .text("x")),
                ("role", .text(session.role)), ("ip", .text(session.ip)), ("n", .number(7)),
            ] + login)
    }

    static let railsJSON = railsCase("railsJSON") { session in
        let login = session.user.map { #","warden.user.user.key":[["\#($0)"],"$2a$12$abc"]"# } ?? ""
        return Array(
            #"{"_csrf_token":"x","role":"\#(session.role)","ip":"\#(session.ip)","n":7\#(login)}"#.utf8)
    }

    /// The cookie holds the id, the key its SHA-256.
    private static func railsCase(
        _ name: String, _ encode: @escaping @Sendable (TestSession) -> [UInt8]
    ) -> LayoutCase {
        LayoutCase(
            name: name, configuration: "rails", keyOfID: { "rack:session:2::" + digest($0) },
            save: { session, key in [["SET", key, .bytes(encode(session)), "EX", "1800"]] })
    }

    static let aspNetCore = LayoutCase(
        name: "aspNetCore", configuration: "{preset: aspnet-core, prefix: Shop, login: session}",
        id: { id in
            let digits = Array(digest(id))
            return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
        },
        keyOfID: { "Shop" + $0 },
        save: { session, key in
            var entries: [(String, [UInt8])] = [
                ("role", Array(session.role.utf8)), ("ip", Array(session.ip.utf8)), ("n", [0, 0, 0, 7]),
            ]
            if let user = session.user { entries.append(("UserId", Array(user.utf8))) }
            return [
                [
                    "HSET", key, "absexp", "-1", "sldexp", "12000000000", "data", .bytes(aspNetFrame(entries)),
                ], ["EXPIRE", key, "1200"],
            ]
        })

    /// As DistributedSession.Serialize writes it (dotnet/aspnetcore, src/Middleware/Session).
    static func aspNetFrame(_ entries: [(String, [UInt8])]) -> [UInt8] {
        func bigEndian(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        var frame = [2] + bigEndian(entries.count, 3) + [UInt8](repeating: 0xA5, count: 16)
        for (key, value) in entries {
            frame += bigEndian(key.utf8.count, 2) + Array(key.utf8) + bigEndian(value.count, 4) + value
        }
        return frame
    }

    /// Reads a list, adds an entry and writes it, as the application does.
    private static let appending = """
        local list = redis.call('GET', KEYS[1])
        local start = list and string.sub(list, 1, -2) .. ',' or '['
        redis.call('SET', KEYS[1], start .. ARGV[1] .. ']', 'EX', 604800)
        """

    static let betterAuth: LayoutCase = {
        var layout = LayoutCase(
            name: "betterAuth",
            configuration: "{preset: better-auth, storeInDatabase: false, cookieCache: 0s, role: session.role}",
            id: { String(digest($0).prefix(32)) }, keyOfID: { "better-auth:" + $0 },
            fieldNames: ["ip": "session.ipAddress", "n": "session.n"],
            save: { session, key in
                let time = "2025-11-21T03:00:00.000Z"
                let user = quoted(session.user)
                let profile =
                    session.user == nil
                    ? "null" : #"{"id":\#(user),"name":"A","email":"a@example.org","emailVerified":true}"#
                let value = """
                    {"session":{"id":"s","token":"t","userId":\(user),"ipAddress":"\(session.ip)","userAgent":"curl",\
                    "createdAt":"\(time)","updatedAt":"\(time)","expiresAt":"2030-01-01T00:00:00.000Z",\
                    "role":"\(session.role)","n":7},"user":\(profile)}
                    """
                return [["SETEX", key, "604800", .string(value)]]
            },
            list: { user, id in
                [
                    [
                        "EVAL", .string(appending), "1", .string("better-auth:active-sessions-\(user)"),
                        .string(#"{"token":"\#(id)","expiresAt":1893456000000}"#),
                    ]
                ]
            },
            listKey: { "better-auth:active-sessions-\($0)" })
        layout.bookkeeping = ["better-auth:active-sessions-"]
        return layout
    }()
}

/// The few values of Ruby that a session has, as Marshal 4.8 writes them (ruby/ruby, doc/marshal.rdoc).
enum RubyValue: Sendable {
    case text(String)
    case number(Int)
    case array([RubyValue])

    /// A hash with texts for keys.
    static func marshal(_ members: [(String, RubyValue)]) -> [UInt8] {
        var bytes: [UInt8] = [4, 8, UInt8(ascii: "{")] + length(members.count)
        var isEncodingKnown = false
        for (key, value) in members {
            RubyValue.text(key).write(into: &bytes, &isEncodingKnown)
            value.write(into: &bytes, &isEncodingKnown)
        }
        return bytes
    }

    /// A text is in UTF-8, which its variable E says; the name of that is written once and referred to after.
    private func write(into bytes: inout [UInt8], _ isEncodingKnown: inout Bool) {
        switch self {
        case .text(let text):
            bytes += Array("I\"".utf8) + Self.length(text.utf8.count) + Array(text.utf8) + Self.length(1)
            bytes += isEncodingKnown ? Array(";".utf8) + [0] : Array(":".utf8) + Self.length(1) + Array("E".utf8)
            bytes += Array("T".utf8)
            isEncodingKnown = true
        case .number(let number): bytes += Array("i".utf8) + Self.length(number)
        case .array(let items):
            bytes += Array("[".utf8) + Self.length(items.count)
            for item in items { item.write(into: &bytes, &isEncodingKnown) }
        }
    }

    /// A number from 0 to 122 in one byte.
    private static func length(_ number: Int) -> [UInt8] { number == 0 ? [0] : [UInt8(number + 5)] }
}

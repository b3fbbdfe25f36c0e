import Basics
import Configuration
import Foundation
import JSON
import Redis
import TestSupport
import Testing

@testable import Sessions

/// The examples of docs/sessions.md: each is read from the file, and revokes what it should on a real server.
@Suite struct ExampleTests {
    /// One store of one example, as its node of the configuration is written.
    struct Example: Sendable, CustomTestStringConvertible {
        let name: String
        /// Where it stands in the text of the page.
        let block: String
        var testDescription: String { name }
    }

    static let page: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/sessions.md")
        return (try? String(contentsOf: root, encoding: .utf8)) ?? ""
    }()

    static let examples: [Example] = page.components(separatedBy: "```yaml\n").dropFirst().flatMap { rest in
        let block = String(rest.components(separatedBy: "```")[0])
        guard let root = try? ConfigurationFile(text: block, directory: "/").root.mapping(),
            let stores = try? root.entries.first(where: { $0.key == "stores" })?.node.mapping()
        else { return [Example(name: "cannot be read: \(block.prefix(60))", block: "")] }
        return stores.entries.map { Example(name: $0.key, block: block) }
    }

    @Test func coverThePresets() {
        #expect(Self.examples.count > 15)
        let missing = LayoutPresets.all.map(\.name).filter { !Self.page.contains("`\($0)`") }
        #expect(missing.isEmpty, "without a row: \(missing)")
    }

    @Test(arguments: examples)
    func revokesTheUserAndNobodyElse(example: Example) throws {
        let fixture = try Fixture()
        let (user, other, write) = try #require(Self.application(example.name), "no application for \(example.name)")
        try fixture.send(all: write("id-1", user) + write("id-2", other) + write("id-3", user))
        let others = try fixture.send("DBSIZE").integerValue

        let text = example.block.replacingOccurrences(of: "redis://127.0.0.1:6379/0", with: fixture.server.url)
        var root = try ConfigurationFile(text: text, directory: "/").root.mapping()
        var stores = try root.required("stores").mapping()
        let node = try stores.required(example.name)
        let store = try SessionStore(StoreConfiguration(name: example.name, node: node), environment: [:])
        #expect(try store.count(SessionSelector(users: [user])).matched == 2)
        #expect(try store.count(SessionSelector(users: [other])).matched == 1)
        let receipt = try store.revoke(SessionSelector(users: [user]), watch: .zero)
        #expect(receipt.revoked == 2 && receipt.remaining == 0 && receipt.undecodable == 0)
        // cached_db and the like say themselves that Redis is not all.
        #expect(receipt.verified == (store.layout.fallback == nil), "\(receipt.warnings)")
        #expect(try store.count(SessionSelector(users: [other])).matched == 1)
        #expect(try store.count().matched == 1)
        #expect(try fixture.send("DBSIZE").integerValue ?? 0 < others ?? 0 || !store.layout.removesKeys)
    }
}

extension SessionLayout {
    /// Whether a session's key goes with it.
    fileprivate var removesKeys: Bool { if case .unlink = removal { true } else { false } }
}

/// What the applications of the examples write.
extension ExampleTests {
    typealias Writing = @Sendable (_ id: String, _ user: String) -> [[RedisArgument]]

    static func application(_ name: String) -> (user: String, other: String, write: Writing)? {
        if let layout = presetCases[name] {
            return ("u1", "u2", { id, user in layout.write(TestSession(id: id, user: user, role: "viewer")) })
        }
        if name == "scs" { return ("42", "43", custom[name] ?? { _, _ in [] }) }
        return custom[name].map { ("u1", "u2", $0) }
    }

    /// The examples whose sessions the conformance suite writes too.
    static let presetCases: [String: LayoutCase] = [
        "connect-redis": .connectRedis, "spring-session": .spring("spring:session"),
        "spring-session-indexed": .springIndexed, "spring-session-json": .springJSON("spring:session"), "rails": .rails,
        "aspnet-core": .aspNetCore, "better-auth": .betterAuth, "django-cache": .djangoCache,
        "django-cached-db": .djangoCachedDB, "django-prefixed": .djangoMessagePack, "flask-session": .flask,
        "laravel": .laravel, "laravel-10": .laravel10, "laravel-admin": .laravelAdmin, "phpredis": .phpredis,
        "phpredis-array": .phpredisArray,
    ]

    private static let custom: [String: Writing] = [
        "rails-admin": { id, user in
            let value = RubyValue.marshal([("warden.user.admin.key", .array([.array([.text(user)]), .text("salt")]))])
            return [["SET", .string("myapp:session:2::" + LayoutCase.digest(id)), .bytes(value)]]
        },
        "rails-cache": { id, user in
            // Rails 7.1: the mark, Marshal without compression, no expiry, no version (coder.rb).
            let session = RubyValue.marshal([("warden.user.user.key", .array([.array([.text(user)]), .text("salt")]))])
            let entry: [UInt8] =
                [0x00, 0x11, 0x01] + [0, 0, 0, 0, 0, 0, 0xF0, 0xBF] + [0xFF, 0xFF, 0xFF, 0xFF] + session
            return [["SET", .string("_session_id:2::" + LayoutCase.digest(id)), .bytes(entry)]]
        },
        "api": { id, user in
            [
                ["SET", .string("session:\(id)"), .string(#"{"userId":"\#(user)","role":"admin"}"#)],
                ["SET", .string("session:\(id):lock"), "1"], ["SADD", .string("user_sessions:\(user)"), .string(id)],
            ]
        },
        "tokens-in-a-list": { id, user in
            [
                ["SET", .string("token:\(id)"), .string(#"{"account":{"id":"\#(user)"}}"#)],
                ["SET", .string("tokens-of:\(user)"), .string(#"[{"token":"\#(id)"},{"token":"id-1"}]"#)],
            ]
        },
        "authjs-upstash": { id, user in
            let value = #"{"sessionToken":"\#(id)","userId":"\#(user)","expires":"2030-01-01T00:00:00.000Z"}"#
            return [
                ["SET", .string("user:session:\(id)"), .string(value)],
                ["SET", .string("user:session:by-user-id:\(user)"), .string(id)],
            ]
        },
        "lucia": { id, user in
            let value = #"{"id":"\#(id)","user_id":"\#(user)","active_expires":1893456000000}"#
            return [
                ["SET", .string("session:\(id)"), .string(value)],
                ["LPUSH", .string("user_sessions:\(user)"), .string(id)],
            ]
        },
        "gorilla-redistore": { id, user in
            [["SET", .string("session_\(id.uppercased())"), .bytes(goValue("gorilla", "u1", user))]]
        },
        "scs": { id, user in
            // A number of Go is twice itself; the text before it is the name of its type.
            let number = Array("int".utf8) + [4, 2, 0]
            let value = goValue("scs", "", "").replacing(number + [84], with: number + [user == "42" ? 84 : 86])
            return [["SET", .string("scs:session:\(id)"), .bytes(value)]]
        },
        "starsessions": { id, user in
            let value =
                #"{"user_id":"\#(user)","__metadata__":{"lifetime":0,"created":1763694000,"last_access":1763694000}}"#
            return [["SET", .string("starsessions.\(id)"), .string(value)]]
        },
        "fastapi-users": { id, user in [["SET", .string("fastapi_users_token:\(id)"), .string(user)]] },
        "django-redis-sessions": { id, user in
            let text = "0123456789abcdef0123456789abcdef01234567:" + #"{"_auth_user_id":"\#(user)"}"#
            return [["SET", .string("session:\(id)"), .string(Base64.encode(Array(text.utf8)))]]
        },
        "wrapped": { id, user in
            [["SET", .string("login:\(id)"), .string(Base64.encode(Array(#"{"sub":"\#(user)"}"#.utf8)))]]
        },
    ]

    /// A value that Go's encoding/gob wrote (the decoders' fixtures), with a text in it replaced by one as long.
    private static func goValue(_ name: String, _ text: String, _ other: String) -> [UInt8] {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../DecodersTests/Fixtures/go.json")
        guard let data = try? Data(contentsOf: path), let file = try? JSONValue(parsing: Array(data)),
            case .object(let object) = file, case .array(let rows)? = object["rows"]
        else { return [] }
        for case .object(let row) in rows where row["name"]?.stringValue == name {
            let bytes = row["bytes"]?.stringValue.flatMap(Hexadecimal.decode) ?? []
            return text.isEmpty ? bytes : bytes.replacing(Array(text.utf8), with: Array(other.utf8))
        }
        return []
    }
}

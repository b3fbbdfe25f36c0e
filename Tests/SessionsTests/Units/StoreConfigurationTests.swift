import Basics
import Configuration
import Cryptography
import Testing

@testable import Sessions

/// Entries of `stores:`, well and badly written.
@Suite struct StoreConfigurationTests {
    private static func decode(_ text: String) throws -> StoreConfiguration {
        let file = try ConfigurationFile(text: "web:\n" + text, directory: "/etc/app")
        var root = try file.root.mapping()
        return try StoreConfiguration(name: "web", node: root.required("web"))
    }

    private static func store(layout: String) throws -> StoreConfiguration {
        try decode("  url: redis://127.0.0.1:6379/0\n  layout: \(layout)\n")
    }

    @Test func readsConnectRedis() throws {
        let store = try Self.store(layout: "connect-redis")
        #expect(store.layoutName == "connect-redis")
        #expect(store.keyPattern == "sess:*")
        #expect(store.layout.fields.user.first?.steps == ["passport", "user"])
        #expect(store.layout.hasFields && !store.layout.fields.address.isEmpty)
    }

    @Test func readsAPresetWithChanges() throws {
        let store = try Self.store(
            layout: """
                {preset: connect-redis, prefix: "app-sess:", user: [a.b, c], role: r, address: ip, created: t, lastSeen: s}
                """)
        #expect(store.keyPattern == "app-sess:*")
        #expect(
            store.layout.fields
                == SessionFields(user: ["a.b", "c"], role: ["r"], address: ["ip"], created: ["t"], lastSeen: ["s"]))
    }

    @Test(arguments: ["json", "hash", "msgpack"])
    func readsCustom(encoding: String) throws {
        let layout = """
            {key: "session:{id}", encoding: \(encoding), user: userId, role: role, index: "user_sessions:{user}"}
            """
        let store = try Self.store(layout: layout)
        #expect(store.layoutName == "custom")
        #expect(store.layout.index?.key(of: "u1") == Array("user_sessions:u1".utf8))
        #expect(store.layout.hasFields)
    }

    @Test func readsPlainStrings() throws {
        let store = try Self.store(layout: #"{key: "tok:{id}", encoding: string}"#)
        #expect(!store.layout.hasFields)
    }

    @Test func readsTLSAndCutoff() throws {
        let store = try Self.decode(
            """
              url: ${env:REDIS_URL}
              layout: connect-redis
              tls: {ca: ca.pem, certificate: c.pem, key: /k.pem, serverName: redis.example}
              cutoff: {key: "jwt:cutoff:{user}", ttl: 24h}

            """)
        let tls = try #require(try store.tls?.resolve([:]))
        #expect(tls.caFile == "/etc/app/ca.pem")
        #expect(tls.keyFile == "/k.pem")
        #expect(tls.serverName == "redis.example")
        #expect(store.cutoff?.lifetime == .seconds(86_400))
        #expect(store.cutoff?.key(of: "u1") == Array("jwt:cutoff:u1".utf8))
    }

    @Test(arguments: [
        ("connect-radis", "did you mean 'connect-redis'"),
        ("{prefix: x}", "connect-redis"),
        ("{preset: connect-redis, prefix: \"\"}", "wholeDatabase"),
        ("{key: \"{id}\"}", "wholeDatabase"),
        ("{key: \"session:\"}", "session:{id}"),
        ("{key: \"{id}{id}\"}", "session:{id}"),
        ("{key: \"s:{id}\", encoding: msgpck}", "msgpack"),
        ("{key: \"s:{id}\", encoding: hash}", "user"),
        ("{key: \"s:{id}\", encoding: string, user: u}", "json or hash"),
        ("{key: \"s:{id}\", user: a..b}", "passport.user"),
        ("{key: \"s:{id}\", user: []}", ""),
        ("{key: \"s:{id}\", index: \"all\"}", "user_sessions:{user}"),
        ("{key: \"s:{id}\", users: a}", "did you mean 'user'"),
        ("{preset: connect-redis, usr: a}", "did you mean 'user'"),
        ("[connect-redis]", ""),
    ])
    func refusesLayouts(layout: String, hint: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try Self.store(layout: layout) }
        #expect(error?.status == .configuration)
        #expect(error?.message.hasPrefix("firebreak.yaml:3:") == true, "\(error?.message ?? "")")
        #expect(hint.isEmpty || error?.hint?.contains(hint) == true, "\(error?.hint ?? "none")")
    }

    @Test func takesAWholeDatabaseWhereToldSo() throws {
        #expect(try Self.store(layout: "{key: \"{id}\", wholeDatabase: true}").keyPattern == "*")
        #expect(try Self.store(layout: "{preset: connect-redis, prefix: \"\", wholeDatabase: true}").keyPattern == "*")
    }

    @Test(arguments: [
        "  layout: connect-redis\n",
        "  url: redis://h\n",
        "  url: http://h\n  layout: connect-redis\n",
        "  url: rediss://h\n  layout: connect-redis\n  tls: {certificate: c.pem}\n",
        "  url: redis://h\n  layout: connect-redis\n  tls: {ca: c.pem}\n",
        "  url: redis://h\n  layout: connect-redis\n  cutoff: {key: x, ttl: 1h}\n",
        "  url: redis://h\n  layout: connect-redis\n  cutoff: {key: \"{user}\", ttl: 0s}\n",
        "  url: redis://h\n  layout: connect-redis\n  cutoff: {key: \"{user}\", all: \"x:{user}\", ttl: 1h}\n",
        "  url: redis://h\n  layout: connect-redis\n  cutoff: {key: \"{user}\", ttl: 1h, format: minutes}\n",
        "  url: redis://h\n  layout: connect-redis\n  denylist: {key: deny}\n",
        "  url: redis://h\n  layout: connect-redis\n  denylist: {key: \"d:{jti}\", ttl: 0s}\n",
        "  url: redis://h\n  layout: connect-redis\n  layuot: x\n",
    ])
    func refusesStores(text: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try Self.decode(text) }
        #expect(error?.status == .configuration)
        #expect(error?.message.contains("firebreak.yaml:") == true)
    }

    @Test func neverShowsThePassword() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Self.decode("  url: rediz://user:hunter2@h\n  layout: connect-redis\n")
        }
        #expect(error.map { "\($0.message) \($0.hint ?? "")" }?.contains("hunter2") == false)
    }

    @Test func saysWhichVariableIsMissing() throws {
        let configuration = try Self.decode("  url: ${env:REDIS_URL}\n  layout: connect-redis\n")
        let error = #expect(throws: SessionsError.self) { try SessionStore(configuration, environment: [:]) }
        #expect(error?.status == .configuration)
        #expect(error?.message.contains("REDIS_URL") == true)
    }
}

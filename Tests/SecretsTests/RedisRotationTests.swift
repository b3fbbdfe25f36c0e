import Basics
import Cryptography
import Files
import Redis
import State
import Synchronization
import TestSupport
import Testing

@testable import Secrets

@Suite("The rotation of a Redis password")
struct RedisRotationTests {
    enum Deployment: String, Sendable, CaseIterable { case single, cluster, sentinel }

    /// Real servers of each kind, with the URL of an administrator who is the default user.
    private func withDeployment(
        _ deployment: Deployment,
        _ body: (_ url: String, _ servers: [RedisServer], _ sentinels: [RedisServer]) throws -> Void
    ) throws {
        switch deployment {
        case .single:
            let server = try RedisServer(password: "admin-pw")
            try body(server.url, [server], [])
        case .cluster:
            let cluster = try RedisCluster(primaries: 3, replicas: 1, password: "admin-pw")
            try body(cluster.url, cluster.nodes.map(\.server), [])
            withExtendedLifetime(cluster) {}
        case .sentinel:
            let group = try RedisSentinelGroup(replicas: 2, sentinels: 3, downAfter: 15000, password: "admin-pw")
            try body(group.url, group.servers, group.sentinels)
            withExtendedLifetime(group) {}
        }
    }

    @Test(
        "routine: two passwords are valid on every server, and a client stays logged in", arguments: Deployment.allCases
    )
    func routine(deployment: Deployment) throws {
        try withDeployment(deployment) { url, servers, _ in
            try makeUser("app", "first-password", at: servers)
            try withTemporaryDirectory { directory in
                let redis = try RedisACLScene(directory, url: url, ports: servers.map(\.port), user: "app")
                try redis.writeConsumer("first-password")
                var client = try redis.connect(servers[0].port, "first-password")

                let outcome = try redis.engine.rotate(redis.definition)
                #expect(outcome.status == .done && outcome.destinations.allSatisfy { $0.state == "written" })
                #expect(outcome.previousVersion == 1)
                let new = try #require(try redis.consumerPassword())
                #expect(new != "first-password")
                #expect(try redis.consumerPassword("OLD") == "first-password")
                #expect(try redis.accepting("first-password") == servers.count)
                #expect(try redis.accepting(new) == servers.count)
                #expect(client.isAlive)
                // It reconnects with what it has, and takes the new one up when it is restarted.
                client = try redis.connect(servers[0].port, "first-password")
                #expect(client.isAlive)
                client = try redis.connect(servers[0].port, new)

                redis.scene.clock.pass(.seconds(86_400))
                let end = try redis.engine.advance(redis.definition)
                #expect(end?.status == .done && end?.nextStep == nil, "\(end?.warnings ?? [])")
                #expect(try redis.accepting("first-password") == 0)
                #expect(try redis.accepting(new) == servers.count)
                #expect(client.isAlive)
                #expect(try redis.consumerPassword("OLD") == nil)
            }
        }
    }

    @Test("emergency: whoever had the old password is thrown out everywhere", arguments: Deployment.allCases)
    func emergency(deployment: Deployment) throws {
        try withDeployment(deployment) { url, servers, _ in
            try makeUser("app", "stolen-password", at: servers)
            try withTemporaryDirectory { directory in
                // Nobody here knows the password: there is only its hash, and it goes all the same.
                let redis = try RedisACLScene(directory, url: url, ports: servers.map(\.port), user: "app")
                let port = servers[servers.count - 1].port
                let thief = try redis.connect(port, "stolen-password")
                let listener = try redis.connect(port, "stolen-password")
                try listener.command("SUBSCRIBE", "x")
                #expect(thief.isAlive)
                let outcome = try redis.engine.rotate(redis.definition, compromised: true)
                #expect(outcome.status == .done && outcome.nextStep == nil, "\(outcome.warnings)")
                let new = try #require(try redis.consumerPassword())
                #expect(try redis.accepting("stolen-password") == 0)
                #expect(try redis.accepting(new) == servers.count)
                #expect(!thief.isAlive)
                let listens = (try? listener.command("PING")) != nil
                #expect(!listens)
            }
        }
    }

    @Test("old connections are ended when the old password is, and new ones are spared")
    func connections() throws {
        let server = try RedisServer(password: "admin-pw")
        try makeUser("app", "first-password", at: [server])
        try withTemporaryDirectory { directory in
            let redis = try RedisACLScene(
                directory, url: server.url, ports: [server.port], user: "app", overlap: "6s")
            try redis.writeConsumer("first-password")
            let old = try redis.connect(server.port, "first-password")
            _ = try redis.engine.rotate(redis.definition)
            let admin = try RedisLogin(url: server.url)
            try waitUntil("the old connection is old") {
                try admin.clients().contains { $0.user == "app" && $0.age >= 6 }
            }
            let password = try #require(try redis.consumerPassword())
            let new = try redis.connect(server.port, password)
            redis.scene.clock.pass(.seconds(6))
            _ = try redis.engine.advance(redis.definition)
            #expect(!old.isAlive)
            #expect(new.isAlive)
            #expect(admin.isAlive)
        }
    }

    @Test("nobody who logged in with the old password is spared by a clock that was put forward, or by a restart", arguments: ["forward", "back", "restart"])
    func connectionsAndClocks(jump: String) throws {
        let server = try RedisServer(password: "admin-pw")
        try makeUser("app", "first-password", at: [server])
        try withTemporaryDirectory { directory in
            let clocks = TwoClocks()
            var redis = try RedisACLScene(directory, url: server.url, ports: [server.port], user: "app")
            redis.scene.engine = RotationEngine(
                keyring: try Keyring(
                    database: redis.scene.database, unlock: .keyFile(path: directory + "/.firebreak/keyring.key"),
                    time: clocks.source),
                database: redis.scene.database, time: clocks.source, environment: [:],
                lockDirectory: directory + "/.firebreak")
            try redis.writeConsumer("first-password")
            _ = try redis.engine.rotate(redis.definition)
            let old = try redis.connect(server.port, "first-password")
            clocks.pass(.seconds(3600))
            switch jump {
            case "forward": clocks.put(.seconds(365 * 86_400))
            case "back": clocks.put(.seconds(-7200))
            default: clocks.restart()
            }
            #expect(try redis.engine.retire(redis.definition).nextStep == nil)
            #expect(!old.isAlive)
        }
    }

    @Test("whoever lost the lease in the midst of a change goes to no other server with it")
    func fenced() throws {
        let group = try RedisSentinelGroup(replicas: 1, sentinels: 1, downAfter: 60000, password: "admin-pw")
        try makeUser("app", "first-password", at: group.servers)
        try withTemporaryDirectory { directory in
            var redis = try RedisACLScene(
                directory, url: group.url, ports: group.servers.map(\.port), user: "app")
            try redis.writeConsumer("first-password")
            let others = Leases(
                database: redis.scene.database, holder: LeaseHolder(host: "two", process: 7, birth: ""))
            let database = redis.scene.database
            let taken = Mutex<Lease?>(nil)
            redis.scene.engine.boundary = { name in
                guard name.hasPrefix("added at") else { return }
                // It stood still, its time passed, and another has taken the work over.
                try database.write { try $0.execute("UPDATE leases SET held_until = 0") }
                let lease = try others.take(RotationEngine.leaseName(RedisACLScene.name))
                taken.withLock { $0 = lease }
            }
            #expect(throws: LeaseError.self) { try redis.engine.rotate(redis.definition) }
            taken.withLock(\.self)?.release()
            redis.scene.engine.boundary = { _ in }
            let counts = try group.servers.map { server in
                try RedisLogin(url: "redis://:admin-pw@127.0.0.1:\(server.port)").user("app")?.passwordHashes.count
            }
            #expect(counts == [2, 1], "the second server was left alone")
            let end = try redis.engine.advance(redis.definition)
            #expect(end?.status == .done, "\(end?.warnings ?? [])")
        }
    }

    /// Whether every replica follows its primary.
    private func isReplicating(_ servers: [RedisServer], _ password: String) throws -> Bool {
        try servers.allSatisfy { server in
            let connection = try RedisLogin(url: "redis://:\(password)@127.0.0.1:\(server.port)")
            let text = try connection.command("INFO", "replication").text ?? ""
            return text.contains("role:master") || text.contains("master_link_status:up")
        }
    }

    @Test(
        "the default user's own password: servers and Sentinels log in with the new one",
        arguments: [Deployment.cluster, .sentinel])
    func defaultUser(deployment: Deployment) throws {
        try withDeployment(deployment) { url, servers, sentinels in
            try withTemporaryDirectory { directory in
                let redis = try RedisACLScene(directory, url: url, ports: servers.map(\.port), user: "default")
                _ = try redis.engine.rotate(redis.definition)
                let new = try #require(try redis.consumerPassword())
                // The URL's own password came to light in the configuration of the servers and was taken in.
                #expect(try redis.scene.revealed(1, RedisACLScene.name) == "admin-pw")
                #expect(try redis.accepting("admin-pw") == servers.count)
                redis.scene.clock.pass(.seconds(86_400))
                let end = try redis.engine.advance(redis.definition)
                #expect(end?.status == .done && end?.nextStep == nil, "\(end?.warnings ?? [])")
                #expect(try redis.accepting("admin-pw") == 0)
                #expect(try redis.accepting(new) == servers.count)

                // Links that are made anew need the new password.
                for server in servers {
                    let connection = try redis.connect(server.port, new)
                    for type in ["replica", "master", "normal"] {
                        try connection.command("CLIENT", "KILL", "TYPE", .string(type))
                    }
                }
                try waitUntil("the replicas follow again") { try isReplicating(servers, new) }
                for sentinel in sentinels {
                    try waitUntil("the Sentinel sees its primary and both replicas") {
                        let text = try sentinel.ask("SENTINEL", "MASTER", RedisSentinelGroup.name)
                        let fields = text.split(separator: "\n")
                        let flags = fields.firstIndex(of: "flags").map { fields[$0 + 1] }
                        return try flags == "master"
                            && sentinel.ask("SENTINEL", "CKQUORUM", RedisSentinelGroup.name).hasPrefix("OK 3")
                    }
                    let log = try FileReader.readText(sentinel.directory + "/log")
                    #expect(!log.contains(new))
                }
                // A second rotation finds its way in with what the keyring has: the URL is out of date by now.
                let second = try redis.engine.rotate(redis.definition, compromised: true)
                #expect(second.status == .done, "\(second.warnings)")
                #expect(try redis.accepting(new) == 0)
                let newest = try #require(try redis.consumerPassword())
                try waitUntil("the replicas follow again") { try isReplicating(servers, newest) }
            }
        }
    }

    @Test("links between the servers stay through a routine rotation, whatever else is ended")
    func links() throws {
        let group = try RedisSentinelGroup(replicas: 1, sentinels: 1, password: "admin-pw")
        try withTemporaryDirectory { directory in
            let redis = try RedisACLScene(
                directory, url: group.url, ports: group.servers.map(\.port), user: "default",
                options: ", connections: all")
            func links(_ password: String) throws -> [Int64] {
                try redis.connect(group.servers[0].port, password).clients().filter(\.isReplication).map(\.id)
            }
            let before = try links("admin-pw")
            let old = try redis.connect(group.servers[0].port, "admin-pw")
            _ = try redis.engine.rotate(redis.definition)
            #expect(old.isAlive)
            redis.scene.clock.pass(.seconds(86_400))
            #expect(try redis.engine.advance(redis.definition)?.status == .done)
            #expect(!old.isAlive)
            let password = try #require(try redis.consumerPassword())
            let after = try links(password)
            #expect(before.count == 1 && after == before)
        }
    }

    @Test("a server that goes away in the midst of it is waited for, and the next call finishes the change")
    func lost() throws {
        let group = try RedisSentinelGroup(replicas: 1, sentinels: 1, downAfter: 60000, password: "admin-pw")
        try makeUser("app", "first-password", at: group.servers)
        try withTemporaryDirectory { directory in
            var redis = try RedisACLScene(
                directory, url: group.url + "?timeout=500ms", ports: group.servers.map(\.port), user: "app")
            try redis.writeConsumer("first-password")
            let replica = group.servers[1]
            redis.scene.engine.boundary = { name in
                if name == "added at 127.0.0.1:\(group.servers[0].port)" { replica.freeze() }
            }
            let outcome = try redis.engine.rotate(redis.definition)
            #expect(outcome.status == .partial && outcome.nextStep == .promote)
            #expect(outcome.destinations.map(\.state) == ["pending", "failed"])
            #expect(try redis.consumerPassword() == "first-password")
            replica.thaw()
            redis.scene.engine.boundary = { _ in }
            let end = try redis.engine.advance(redis.definition)
            #expect(end?.status == .done && end?.nextStep == .retire, "\(end?.warnings ?? [])")
            let new = try #require(try redis.consumerPassword())
            #expect(try redis.accepting("first-password") == 2)
            #expect(try redis.accepting(new) == 2)
        }
    }

    @Test("a Sentinel hands over to a replica after its password was changed")
    func failover() throws {
        let group = try RedisSentinelGroup(replicas: 1, sentinels: 1, password: "admin-pw")
        try withTemporaryDirectory { directory in
            let redis = try RedisACLScene(
                directory, url: group.url, ports: group.servers.map(\.port), user: "default", overlap: "0s")
            let outcome = try redis.engine.rotate(redis.definition)
            #expect(outcome.status == .done && outcome.nextStep == nil, "\(outcome.warnings)")
            #expect(try redis.accepting("admin-pw") == 0)
            let new = try #require(try redis.consumerPassword())
            try waitUntil("the Sentinel fails over") {
                try group.sentinels[0].ask(
                    "SENTINEL", "FAILOVER", RedisSentinelGroup.name, ignoringRefusals: true
                ).hasPrefix("OK")
            }
            try group.waitUntilFailedOver(from: group.servers[0], at: group.sentinels[0])
            try waitUntil("the former primary follows") {
                let connection = try redis.connect(group.servers[0].port, new)
                let text = try connection.command("INFO", "replication").text ?? ""
                return text.contains("role:slave") && text.contains("master_link_status:up")
            }
        }
    }

    @Test("the change survives a crash of the server", arguments: ["aclfile", "redis.conf", "requirepass"])
    func persistence(place: String) throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(
                directory + "/users.acl", Array("user default on >admin-pw ~* &* +@all\n".utf8))
            let server = try RedisServer(
                arguments: place == "aclfile" ? ["--aclfile", directory + "/users.acl"] : [], password: "admin-pw")
            let user = place == "requirepass" ? "default" : "app"
            if user == "app" { try makeUser("app", "first-password", at: [server]) }
            let old = user == "app" ? "first-password" : "admin-pw"
            let redis = try RedisACLScene(directory, url: server.url, ports: [server.port], user: user)
            try redis.writeConsumer(old)
            _ = try redis.engine.rotate(redis.definition)
            let new = try #require(try redis.consumerPassword())

            try restart(server, redis, new)
            #expect(try redis.accepting(old) == 1)
            #expect(try redis.accepting(new) == 1)
            redis.scene.clock.pass(.seconds(86_400))
            #expect(try redis.engine.advance(redis.definition)?.status == .done)
            try restart(server, redis, new)
            #expect(try redis.accepting(old) == 0)
            #expect(try redis.accepting(new) == 1)
            if place == "requirepass" {
                #expect(try !FileReader.readText(server.directory + "/redis.conf").contains("admin-pw"))
            }
        }
    }

    @Test("what a crash kept from being persisted is persisted by the next call")
    func persistenceAfterCrash() throws {
        let server = try RedisServer(password: "admin-pw")
        try makeUser("app", "first-password", at: [server])
        try withTemporaryDirectory { directory in
            let clock = HandClock()
            func scene(crashing: Bool) throws -> RedisACLScene {
                var redis = try RedisACLScene(
                    directory, url: server.url, ports: [server.port], user: "app", clock: clock)
                if crashing {
                    redis.scene.engine.boundary = { if $0.hasPrefix("completed at") { throw Crash() } }
                }
                return redis
            }
            var redis = try scene(crashing: false)
            try redis.writeConsumer("first-password")
            _ = try redis.engine.rotate(redis.definition)
            clock.pass(.seconds(86_400))
            redis = try scene(crashing: true)
            #expect(throws: Crash.self) { try redis.engine.advance(redis.definition) }
            #expect(try redis.accepting("first-password") == 0, "it was taken away, and nobody wrote that down")
            redis = try scene(crashing: false)
            #expect(try redis.engine.advance(redis.definition)?.status == .done)
            let new = try #require(try redis.consumerPassword())
            try restart(server, redis, new)
            #expect(try redis.accepting("first-password") == 0)
        }
    }

    /// Ends the server without a word and starts it again with what its files say.
    private func restart(_ server: RedisServer, _ redis: RedisACLScene, _ password: String) throws {
        let connection = try redis.connect(server.port, password)
        let before = try connection.command("INFO", "server").text
        _ = try? connection.command("DEBUG", "CRASH-AND-RECOVER")
        func run(_ text: String?) -> Substring? {
            text?.split(whereSeparator: \.isNewline).first { $0.hasPrefix("run_id:") }
        }
        try waitUntil("it is another run") {
            guard let again = try? redis.connect(server.port, password) else { return false }
            return try run(again.command("INFO", "server").text) != run(before)
        }
    }

    @Test("no password is seen in plain text by MONITOR, the slow log or the server's log")
    func canary() throws {
        let group = try RedisSentinelGroup(replicas: 1, sentinels: 1, password: "admin-pw")
        try withTemporaryDirectory { directory in
            let redis = try RedisACLScene(
                directory, url: group.url, ports: group.servers.map(\.port), user: "default")
            let listener = try redis.connect(group.servers[0].port, "admin-pw")
            for server in group.servers {
                let connection = try redis.connect(server.port, "admin-pw")
                try connection.command("CONFIG", "SET", "slowlog-log-slower-than", "0")
                try connection.command("CONFIG", "SET", "loglevel", "debug")
            }
            try listener.command("MONITOR")
            let outcome = try redis.engine.rotate(redis.definition)
            let new = try #require(try redis.consumerPassword())
            var seen = "\(outcome)"
            for server in group.servers {
                let connection = try redis.connect(server.port, new)
                seen += "\(try connection.command("SLOWLOG", "GET", "1000").flattened)"
                seen += try FileReader.readText(server.directory + "/log")
            }
            // What was watched, up to where the rotation threw the watcher out.
            let watched = try listener.drain()
            #expect(watched.contains("\"AUTH\" \"(redacted)\""))
            seen += watched
            #expect(seen.contains("SETUSER") && seen.contains("masterauth"), "the slow log says what was done")
            #expect(!seen.contains(new))
            let failed = #expect(throws: (any Error).self) {
                group.servers[1].crash()
                _ = try redis.engine.rotate(redis.definition)
            }
            let message = (failed as? any Failure).map { "\($0.message) \($0.hint ?? "")" } ?? ""
            #expect(message.contains("127.0.0.1") && !message.contains(new) && !message.contains("admin-pw"))
        }
    }

    @Test("rolled back, the old password is the only one again")
    func rollback() throws {
        let server = try RedisServer(password: "admin-pw")
        try makeUser("app", "first-password", at: [server])
        try withTemporaryDirectory { directory in
            let redis = try RedisACLScene(directory, url: server.url, ports: [server.port], user: "app")
            // Only the hash is known: it can be put back all the same.
            _ = try redis.engine.rotate(redis.definition)
            let new = try #require(try redis.consumerPassword())
            let outcome = try redis.engine.rollback(redis.definition)
            #expect(outcome.status == .done && outcome.nextStep == nil)
            #expect(try redis.accepting("first-password") == 1)
            #expect(try redis.accepting(new) == 0)
        }
    }

    @Test("a consumer that could not be told keeps a routine rotation from taking its password away")
    func drift() throws {
        let server = try RedisServer(password: "admin-pw")
        try makeUser("app", "first-password", at: [server])
        try withTemporaryDirectory { directory in
            let redis = try RedisACLScene(directory, url: server.url, ports: [server.port], user: "app")
            try redis.writeConsumer("first-password")
            _ = try redis.engine.rotate(redis.definition)
            try redis.writeConsumer("first-password")
            redis.scene.clock.pass(.seconds(86_400))
            #expect(try redis.engine.advance(redis.definition)?.status == .partial)
            #expect(try redis.accepting("first-password") == 1)
        }
    }
}

extension RedisReply {
    fileprivate var flattened: String {
        elements.map { $0.map(\.flattened).joined(separator: " ") } ?? text ?? ""
    }
}

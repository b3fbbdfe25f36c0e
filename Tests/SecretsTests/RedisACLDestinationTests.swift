import Basics
import Configuration
import Cryptography
import Files
import Processes
import Redis
import TestSupport
import Testing

@testable import Secrets

@Suite("The destination redis-acl")
struct RedisACLDestinationTests {
    private func login(_ server: RedisServer) throws -> RedisLogin { try RedisLogin(url: server.url) }

    private func open(
        _ url: String, _ directory: String, user: String = "app", _ options: String = ""
    ) throws -> any Destination {
        var context = DestinationContext(environment: ["URL": url], lockDirectory: directory + "/locks")
        context.known = KnownTexts(
            versions: { _ in
                DestinationConformance.labels.map {
                    KnownText(text: DestinationConformance.box($0), stage: $0 == "three" ? .pending : .previous)
                }
            }, mark: { _ in "" })
        let node = try ConfigurationFile(
            text: "redis-acl: {url: \"${env:URL}\", user: \(user)\(options)}", directory: directory
        ).root
        return try DestinationDefinitions.decode(node, for: RedisPasswordKind()).open(context)
    }

    private func change(_ text: String) -> DestinationChange {
        var change = DestinationChange()
        change.set(.current, to: DestinationConformance.box(text))
        return change
    }

    @Test("keeps to the conformance suite")
    func conformance() throws {
        let server = try RedisServer(password: "admin-pw")
        let admin = try login(server)
        try admin.command("ACL", "SETUSER", "keeper", "on", ">pw", "+@all")
        try admin.command("ACL", "SETUSER", "app", "on", "~*", "+@all")
        try withTemporaryDirectory { directory in
            let destination = try open("redis://keeper:pw@127.0.0.1:\(server.port)", directory)
            try DestinationConformance(
                destination: destination,
                tamper: { text in
                    let admin = try login(server)
                    try admin.command("ACL", "SETUSER", "app", "resetpass", .string(">\(text)"))
                },
                lock: { locked in
                    let admin = try login(server)
                    try admin.command("ACL", "SETUSER", "keeper", locked ? "-acl|setuser" : "+acl|setuser")
                }
            ).check()
        }
    }

    struct Unfit: Sendable, CustomTestStringConvertible {
        let name: String
        let rules: [String]?
        var options = ""
        var keeper = ["+@all"]
        let says: String
        var testDescription: String { name }
    }

    static let unfitServers: [Unfit] = [
        Unfit(name: "no such user", rules: nil, says: "has no user 'app'"),
        Unfit(name: "switched off", rules: ["off", ">one"], says: "is switched off"),
        Unfit(name: "no password needed", rules: ["on", "nopass"], says: "needs no password"),
        Unfit(
            name: "no aclfile", rules: ["on", ">one"], options: ", persist: acl-save",
            says: "cannot do what 'persist: acl-save' says"),
        Unfit(
            name: "no CONFIG", rules: ["on", ">one"], keeper: ["+@all", "-config"], says: "does not tell whether"),
        Unfit(
            name: "no CONFIG REWRITE", rules: ["on", ">one"], keeper: ["+@all", "-config|rewrite"],
            says: "the Redis user may not do this"),
        Unfit(
            name: "no CLIENT KILL", rules: ["on", ">one"], keeper: ["+@all", "-client|kill"],
            says: "the Redis user may not do this"),
    ]

    @Test("what would stop it is found out before anything is changed", arguments: unfitServers)
    func unfit(row: Unfit) throws {
        let server = try RedisServer(password: "admin-pw")
        let admin = try login(server)
        try admin.send(["ACL", "SETUSER", "keeper", "on", ">pw"] + row.keeper.map(RedisArgument.string))
        if let rules = row.rules {
            try admin.send(["ACL", "SETUSER", "app", "~*", "+@all"] + rules.map(RedisArgument.string))
        }
        let before = try admin.user("app")
        try withTemporaryDirectory { directory in
            let destination = try open("redis://keeper:pw@127.0.0.1:\(server.port)", directory, row.options)
            let error = #expect(throws: (any Error).self) { try destination.check(change("two")) }
            let failure = error as? any Failure
            #expect(failure?.message.contains(row.says) == true, "\(failure?.message ?? "")")
        }
        #expect(try admin.user("app") == before)
    }

    @Test("a replica is not taken for the deployment, and a server that is down stops it before anything is changed")
    func topology() throws {
        let group = try RedisSentinelGroup(replicas: 1, sentinels: 1, password: "admin-pw")
        try makeUser("app", "one", at: group.servers)
        try withTemporaryDirectory { directory in
            let replica = try open("redis://:admin-pw@127.0.0.1:\(group.servers[1].port)", directory)
            let error = #expect(throws: DestinationError.self) { try replica.read() }
            #expect(error?.status == .configuration && error?.message.contains("is a replica") == true)
            let destination = try open(group.url, directory)
            try destination.check(change("two"))
            let admin = try login(group.servers[0])
            let before = try admin.user("app")
            group.servers[1].crash()
            let down = #expect(throws: DestinationError.self) { try destination.check(change("two")) }
            #expect(down?.status == .unavailable)
            #expect(down?.message.contains("127.0.0.1:\(group.servers[1].port)") == true)
            #expect(try admin.user("app") == before)
        }
    }

    @Test("a replica that is still copying is not passed over")
    func copying() throws {
        let primary = try RedisServer(
            arguments: ["--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "600"], password: "admin-pw")
        try makeUser("app", "one", at: [primary])
        try withTemporaryDirectory { directory in
            let destination = try open(primary.url, directory)
            try destination.check(change("two"))
            let replica = try RedisServer(
                arguments: ["--masterauth", "admin-pw", "--replicaof", "127.0.0.1", String(primary.port)],
                password: "admin-pw")
            try waitUntil("it waits for its copy") {
                try primary.ask("INFO", "replication").contains("state=wait_bgsave")
            }
            let error = #expect(throws: DestinationError.self) { try destination.check(change("two")) }
            #expect(error?.status == .busy)
            withExtendedLifetime(replica) {}
        }
    }

    @Test("a Sentinel that would have to be told and is down stops it before anything is changed")
    func sentinel() throws {
        let group = try RedisSentinelGroup(replicas: 0, sentinels: 3, password: "admin-pw")
        try withTemporaryDirectory { directory in
            let destination = try open(group.url, directory, user: "default")
            try destination.check(change("two"))
            group.sentinels[2].crash()
            let error = #expect(throws: DestinationError.self) { try destination.check(change("two")) }
            #expect(error?.message.contains("the Sentinel at 127.0.0.1:\(group.sentinels[2].port)") == true)
            // Nobody has to be told of another user's.
            try makeUser("app", "one", at: group.servers)
            try open(group.url, directory).check(change("two"))
        }
    }

    /// As docs/redis-passwords.md has them.
    static let permissions = [
        "+acl|getuser", "+acl|setuser", "+acl|save", "+config|get", "+config|set", "+config|rewrite", "+client|list",
        "+client|kill", "+client|id", "+info", "+role", "+hello", "+multi", "+exec", "+discard", "+cluster|slots",
        "+cluster|shards",
    ]

    @Test("the permissions that are documented are enough", arguments: ["single", "cluster"])
    func permissions(deployment: String) throws {
        let cluster = deployment == "cluster" ? try RedisCluster(primaries: 3, password: "admin-pw") : nil
        let servers = try cluster?.nodes.map(\.server) ?? [RedisServer(password: "admin-pw")]
        for server in servers {
            try login(server).send(
                ["ACL", "SETUSER", "keeper", "on", ">pw"] + Self.permissions.map(RedisArgument.string))
        }
        try makeUser("app", "one", at: servers)
        try withTemporaryDirectory { directory in
            let url = (cluster?.url ?? servers[0].url).replacing(":admin-pw@", with: "keeper:pw@")
            let destination = try open(url, directory)
            var change = change("two")
            change.set(.previous, to: DestinationConformance.box("one"))
            try destination.check(change)
            try destination.write(change, expecting: destination.read())
            var end = DestinationChange()
            end.clear(.previous)
            try destination.write(end, expecting: destination.read())
            for server in servers { #expect(try login(server).user("app")?.passwordHashes.count == 1) }
        }
        withExtendedLifetime(cluster) {}
    }

    @Test("a server without aclfile and configuration file is said to forget")
    func forgetful() throws {
        try withTemporaryDirectory { directory in
            let port = freePort()
            let server = try ManagedServer(arguments: [
                "redis-server", "--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", directory,
            ])
            defer { server.stop() }
            let url = "redis://127.0.0.1:\(port)"
            try waitUntil("it answers") { (try? RedisLogin(url: url)) != nil }
            let connection = try RedisLogin(url: url)
            try connection.command("ACL", "SETUSER", "app", "on", ">one", "+@all")
            let destination = try open(url, directory)
            try destination.write(change("two"), expecting: destination.read())
            #expect(destination.caveats.contains { $0.contains("A RESTART BRINGS THE OLD PASSWORD BACK") })
        }
    }

    @Test(
        "passwords that nobody knows are taken for previous ones, or kept when that is asked for",
        arguments: [true, false])
    func strangers(keeps: Bool) throws {
        let server = try RedisServer(password: "admin-pw")
        let admin = try login(server)
        try admin.command("ACL", "SETUSER", "app", "on", ">one", ">stranger", "~*", "+@all")
        try withTemporaryDirectory { directory in
            let destination = try open(server.url, directory, keeps ? ", others: keep" : "")
            let held = try destination.read()
            #expect((held[.previous] == nil) == keeps)
            var change = change("two")
            change.clear(.previous)
            try destination.write(change, expecting: held)
            let stranger = RedisEndpoint(
                address: .tcp(host: "127.0.0.1", port: server.port), username: "app",
                password: DestinationConformance.box("stranger"))
            let entered = (try? RedisLogin(stranger)) != nil
            #expect(entered == keeps)
        }
    }
}

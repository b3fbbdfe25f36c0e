import Basics
import Redis
import Synchronization
import TestSupport
import Testing

@Suite("A single server and what it says of itself", .timeLimit(.minutes(10)))
struct SingleServerTests {
    @Test func aPrimaryAndItsReplica() throws {
        let primary = try RedisServer(arguments: ["--repl-diskless-sync-delay", "0"])
        let replica = try RedisServer(arguments: ["--replicaof", "127.0.0.1", String(primary.port)])
        try waitUntil("the replica follows") {
            try replica.ask("INFO", "replication").contains("master_link_status:up")
        }
        let there = RedisEndpoint.Address.tcp(host: "127.0.0.1", port: primary.port)
        let here = RedisEndpoint.Address.tcp(host: "127.0.0.1", port: replica.port)
        try waitUntil("the primary names it") {
            try RedisDeployment(url: primary.url).resolve().replicas.map(\.address) == [here]
        }
        let topology = try RedisDeployment(url: primary.url).resolve()
        #expect(!topology.isCluster && topology.unservedSlots == 0 && topology.sentinels.isEmpty)
        #expect(topology.primaries.map(\.role) == [.primary])
        #expect(try RedisDeployment(url: replica.url).resolve().primaries.map(\.role) == [.replica])

        try withConnection(.local(primary.port)) { (connection: inout RedisConnection) throws in
            #expect(try connection.role() == .primary(replicas: [here]))
            let identity = try connection.identity()
            #expect(identity?.mode == .standalone && identity?.isReplica == false)
            #expect(try identity?.clientID == connection.command("CLIENT", "ID").integerValue)
            #expect(identity?.version?.contains(".") == true)
        }
        try withConnection(.local(replica.port)) { (connection: inout RedisConnection) throws in
            #expect(try connection.role() == .replica(of: there, isLinked: true))
            #expect(try connection.identity()?.isReplica == true)
        }
        // It is asked more than once, since a name may lead elsewhere by now, and then told of.
        let client = RedisClient(try RedisDeployment(url: replica.url))
        let error = #expect(throws: RedisError.self) { try client.command("SET", "a", "1") }
        #expect(error?.code == "READONLY" && error?.status == .refused)
    }

    @Test func aUserWhoMayDoNearlyNothingStillLearnsWhatItIs() throws {
        let server = try RedisServer()
        try server.ask("ACL", "SETUSER", "narrow", "reset", "on", ">pw", "~*", "-@all", "+get")
        let deployment = try RedisDeployment(url: "redis://narrow:pw@127.0.0.1:\(server.port)")
        #expect(try deployment.resolve().primaries.map(\.role) == [.primary])
        try withConnection(deployment.template) { (connection: inout RedisConnection) throws in
            #expect(try connection.identity()?.mode == .standalone)
        }
    }

    @Test func aServerThatComesBack() throws {
        let server = try RedisServer()
        let client = RedisClient(try RedisDeployment(url: server.url))
        #expect(try client.command("SET", "a", "1") == .status("OK"))
        // It ends all connections, as a proxy does with idle ones: the command goes out once more.
        try server.ask("CLIENT", "KILL", "TYPE", "normal")
        let answer = client.send([RedisKeyedCommand(["GET", "a"])])[0]
        #expect(answer.reply?.text == "1")
    }

    @Test func aServerThatIsGoneIsWaitedForOnlySoLong() throws {
        let server = try RedisServer()
        let client = RedisClient(
            try RedisDeployment(url: server.url), patience: RedisPatience(limit: .milliseconds(300)))
        #expect(try client.command("SET", "a", "1") == .status("OK"))
        server.crash()
        let answer = client.send([RedisKeyedCommand(["INCR", "b"])])[0]
        #expect(answer.error?.status == .unavailable)
        var asked = 0
        let stopped = RedisClient(try RedisDeployment(url: server.url))
        stopped.shouldStop = {
            asked += 1
            return true
        }
        // Never found, so it is not waited for at all.
        #expect(throws: RedisError.self) { try stopped.command("GET", "a") }
        #expect(asked == 0)
    }

    @Test func whatWasSentAndNotAnsweredIsSentAgainAndMarked() throws {
        let count = Mutex(0)
        // A stand-in that ends the connection after the second command, and goes on counting on the next.
        let server = try ScriptedServer.node { words, _ in
            count.withLock { count in
                count += 1
                return count == 2 ? "" : ":\(count)\r\n"
            }
        }
        let client = RedisClient(try RedisDeployment(url: "redis+cluster://127.0.0.1:\(server.port)"))
        let answers = client.send(["a", "b", "c"].map { RedisKeyedCommand(["INCR", .string($0)]) })
        #expect(answers.map(\.reply) == [.integer(1), .integer(3), .integer(4)])
        // Of the third it cannot be known either: it had gone out with the others.
        #expect(answers.map(\.mayHaveRunUnseen) == [false, true, true])
    }

    @Test func whoeverIsTiredOfWaitingStops() throws {
        let server = try RedisServer()
        let client = RedisClient(try RedisDeployment(url: server.url))
        #expect(try client.command("SET", "a", "1") == .status("OK"))
        server.crash()
        client.shouldStop = { true }
        let answers = client.send([RedisKeyedCommand(["GET", "a"]), RedisKeyedCommand(["GET", "b"])])
        #expect(answers.allSatisfy { $0.error?.status == .unavailable })
    }

    @Test func aReplyMayTakeLongerThanOthers() throws {
        let server = try RedisServer()
        var endpoint = RedisEndpoint.local(server.port)
        endpoint.commandTimeout = .milliseconds(100)
        try withConnection(endpoint) { connection in
            let reply = try connection.command(["BLPOP", "nothing", "0.4"], within: .seconds(20))
            #expect(reply == .null)
            let waited = try connection.command(["WAIT", 1, 300], within: .seconds(20))
            #expect(waited == .integer(0))
            #expect(throws: RedisError.timedOut(endpoint: endpoint.description, while: .waiting)) {
                try connection.command(["BLPOP", "nothing", "5"], within: .milliseconds(50))
            }
        }
    }
}

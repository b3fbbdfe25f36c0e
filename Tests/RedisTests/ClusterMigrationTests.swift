import Basics
import Redis
import TestSupport
import Testing

@Suite("A slot that is being moved", .timeLimit(.minutes(10)))
struct ClusterMigrationTests {
    let cluster: RedisCluster
    let source: RedisCluster.Node
    let target: RedisCluster.Node
    let slot = HashSlot.of("m".utf8)
    let keys = (0..<100).map { "{m}:\($0)" }

    init() throws {
        cluster = try RedisCluster(primaries: 2)
        let slot = HashSlot.of("m".utf8)
        source = cluster.primary(ofSlot: slot)
        target = cluster.nodes[cluster.nodes[0].id == source.id ? 1 : 0]
    }

    private func begin() throws {
        try target.server.ask("CLUSTER", "SETSLOT", String(slot), "IMPORTING", source.id)
        try source.server.ask("CLUSTER", "SETSLOT", String(slot), "MIGRATING", target.id)
    }

    private func move(_ keys: some Sequence<String>) throws {
        for key in keys { try source.server.ask("MIGRATE", "127.0.0.1", String(target.server.port), key, "0", "5000") }
    }

    private func end() throws {
        for node in [target, source] {
            try node.server.ask("CLUSTER", "SETSLOT", String(slot), "NODE", target.id)
        }
    }

    /// How often a command was called on a server.
    private func calls(of command: String, on server: RedisServer) throws -> Int {
        let line = try server.ask("INFO", "commandstats").split(whereSeparator: \.isNewline).first {
            $0.hasPrefix("cmdstat_\(command):calls=")
        }
        return line.flatMap { Int($0.split(separator: "=")[1].prefix { $0.isNumber }) } ?? 0
    }

    @Test func everyKeyIsFoundAndEachOnce() throws {
        let client = RedisClient(try RedisDeployment(url: cluster.url))
        #expect(
            client.send(keys.map { RedisKeyedCommand(["SET", .string($0), .string($0)]) }).allSatisfy {
                $0.reply == .status("OK")
            })
        try begin()
        try move(keys.prefix(50))
        for turn in 1...2 {
            let values = client.send(keys.map { RedisKeyedCommand(["GET", .string($0)]) })
            #expect(values.map { $0.reply?.text } == keys)
            // ASK holds for one command, and is not learned from.
            #expect(try calls(of: "asking", on: target.server) == 50 * turn)
        }
        // Several keys of which some are here and some are there: nobody can answer.
        let impatient = RedisClient(client.directory, patience: RedisPatience(repetitions: 2))
        let both = RedisKeyedCommand(["MGET", "{m}:0", "{m}:99"])
        #expect(impatient.send([both])[0].error?.code == "TRYAGAIN")
        #expect(impatient.send([both])[0].error?.status == .busy)
        // A key that is new belongs to the target.
        #expect(try client.command("SET", "{m}:new", "1") == .status("OK"))
        #expect(try target.server.ask("CLUSTER", "COUNTKEYSINSLOT", String(slot)) == "51")

        let removed = client.send(keys.map { RedisKeyedCommand(["UNLINK", .string($0)]) })
        #expect(removed.allSatisfy { $0.reply == .integer(1) && !$0.mayHaveRunUnseen })
        #expect(client.topology?.primary(ofSlot: slot)?.id == source.id)

        let earlier = try #require(client.topology)
        try move(["{m}:new"])
        try end()
        // The map is old by now: MOVED is followed and the map asked for again.
        #expect(try client.command("GET", "{m}:new").text == "1")
        #expect(try client.command("GET", "{m}:new").text == "1")
        let later = try #require(client.topology)
        #expect(later.primary(ofSlot: slot)?.id == target.id)
        #expect(later.slotsMoved(since: earlier) == [slot...slot])
    }

    @Test func whileCommandsRunNoneIsLostAndNoneRunsTwice() throws {
        let client = RedisClient(try RedisDeployment(url: cluster.url))
        let commands = keys.map { RedisKeyedCommand(["INCR", .string($0)]) }
        var rounds = 0
        func round() {
            let answers = client.send(commands)
            rounds += 1
            #expect(answers.allSatisfy { $0.reply == .integer(Int64(rounds)) && !$0.mayHaveRunUnseen })
        }
        round()
        let moving = BackgroundThread {
            try begin()
            for key in keys {
                // Between two of them commands come in.
                try move([key])
            }
            try end()
        }
        repeat { round() } while try source.server.ask("CLUSTER", "COUNTKEYSINSLOT", String(slot)) != "0"
        try moving.join()
        round()
        #expect(client.topology?.primary(ofSlot: slot)?.id == target.id)
    }

    @Test func refusalsSayWhereToGo() throws {
        try begin()
        let endpoint = RedisEndpoint.local(source.server.port)
        let there = RedisEndpoint.Address.tcp(host: "127.0.0.1", port: target.server.port)
        try withConnection(endpoint) { connection in
            let ask = #expect(throws: RedisError.self) { try connection.command("GET", "{m}:0") }
            #expect(ask?.redirection?.kind == .ask && ask?.redirection?.slot == slot)
            #expect(ask?.redirection?.address(toldBy: endpoint.address) == there)
            try end()
            connection.enqueue(["GET", "{m}:0"])
            try connection.flush()
            var buffer = RedisReplyBuffer()
            try connection.receive(into: &buffer)
            #expect(buffer.redirection()?.kind == .moved)
            #expect(buffer.redirection()?.address(toldBy: endpoint.address) == there)
            let moved = #expect(throws: RedisError.self) { try connection.command("GET", "{m}:0") }
            #expect(moved?.hint?.contains("redis+cluster://") == true)
        }
    }
}

import Basics
import Redis
import Synchronization
import TestSupport
import Testing

@Suite("A primary of a cluster that is replaced", .timeLimit(.minutes(10)))
struct ClusterFailoverTests {
    let cluster: RedisCluster
    let commands = (0..<300).map { RedisKeyedCommand(["INCR", .string("key:\($0)")]) }

    init() throws { cluster = try RedisCluster(primaries: 3, replicas: 1, nodeTimeout: 2000) }

    @Test func onPurposeWhileCommandsRun() throws {
        let client = RedisClient(try RedisDeployment(url: cluster.url))
        let isOver = Mutex(false)
        let promoted = cluster.replicas[3]
        let failover = BackgroundThread {
            defer { isOver.withLock { $0 = true } }
            try promoted.server.ask("CLUSTER", "FAILOVER")
            try cluster.waitUntilPromoted(promoted)
        }
        // What was sent twice may have run twice; all else has run once in each round.
        var surplus = [Int64](repeating: 0, count: commands.count)
        var rounds: Int64 = 0
        func round() {
            rounds += 1
            for (index, answer) in client.send(commands).enumerated() {
                guard let count = answer.reply?.integerValue else {
                    Issue.record("\(String(describing: answer.error))")
                    continue
                }
                if answer.mayHaveRunUnseen { surplus[index] = count - rounds }
                #expect(count == rounds + surplus[index] && (0...3).contains(surplus[index]))
            }
        }
        repeat { round() } while !isOver.withLock { $0 }
        try failover.join()
        round()
        #expect(client.topology?.primaries.first?.id == promoted.id)
    }

    @Test func byACrashEvenOfTheOnlyNodeInTheURL() throws {
        let client = RedisClient(try RedisDeployment(url: cluster.url))
        #expect(client.send(commands).allSatisfy { $0.reply == .integer(1) })
        let isOver = Mutex(false)
        let crash = BackgroundThread {
            cluster.nodes[0].server.crash()
            isOver.withLock { $0 = true }
        }
        // What the crashed one had not yet passed on is lost, so that numbers say nothing; every command is answered.
        var isLastRound = false
        while !isLastRound {
            isLastRound = isOver.withLock { $0 }
            #expect(client.send(commands).allSatisfy { $0.error == nil })
        }
        try crash.join()
        let topology = try client.directory.resolve()
        #expect(topology.primaries.map(\.id).contains(cluster.replicas[3].id))
        #expect(topology.primary(ofSlot: 0)?.id == cluster.replicas[3].id && topology.unservedSlots == 0)
        // The crashed one is still a member, and known to have failed.
        #expect(topology.nodes.first { $0.id == cluster.nodes[0].id }?.isFailing == true)
    }

    @Test func whoStandsStillWithoutEndingItsConnections() throws {
        var deployment = try RedisDeployment(url: cluster.url(naming: [1]))
        deployment.template.commandTimeout = .milliseconds(500)
        let client = RedisClient(deployment)
        #expect(client.send(commands).allSatisfy { $0.reply == .integer(1) })
        let frozen = cluster.nodes[0]
        frozen.server.freeze()
        defer { frozen.server.thaw() }
        for (command, answer) in zip(commands, client.send(commands)) {
            #expect(answer.error == nil)
            // What went to it may have run there, and is marked.
            if frozen.slots?.contains(command.slot) == true { #expect(answer.mayHaveRunUnseen) }
        }
    }

    @Test func whenNobodyTakesOver() throws {
        // Its replica is gone first: the slots have nobody.
        let client = RedisClient(
            try RedisDeployment(url: cluster.url(naming: [1])), patience: RedisPatience(limit: .seconds(1)))
        #expect(client.send(commands).allSatisfy { $0.reply == .integer(1) })
        cluster.replicas[3].server.crash()
        cluster.nodes[0].server.crash()
        let answers = client.send(commands)
        for (command, answer) in zip(commands, answers) where cluster.nodes[0].slots?.contains(command.slot) == true {
            #expect(answer.error?.status == .unavailable)
        }
        #expect(answers.contains { $0.error != nil })
    }
}

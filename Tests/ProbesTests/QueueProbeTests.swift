import Basics
import Redis
import TestSupport
import Testing

@testable import Probes

/// Queues of every version, written by hand as its scripts leave them (OptimalBits/bull lib/commands, taskforcesh/bullmq
/// src/commands). BullMQ itself is asked in InteropTests.
@Suite struct QueueProbeTests {
    /// A server with a queue, and what is asked of both.
    final class Bench {
        let server: RedisServer
        private var connection: RedisConnection
        let prefix: String

        init(prefix: String = "bull", version: String? = nil, isBull: Bool = false) throws {
            server = try RedisServer()
            connection = try RedisConnection(RedisEndpoint(url: server.url))
            self.prefix = prefix
            try send("SET", key("id"), "9")
            if !isBull {
                try send("HSET", key("meta"), "opts.maxLenEvents", "10000")
                try send("XADD", key("events"), "*", "event", "waiting")
            }
            if let version { try send("HSET", key("meta"), "version", .string(version)) }
        }

        func key(_ what: String) -> RedisArgument { .string("\(prefix):mail:\(what)") }
        @discardableResult func send(_ arguments: RedisArgument...) throws -> RedisReply {
            try connection.command(arguments)
        }
        func list(_ what: String) throws -> [String] {
            (try send("LRANGE", key(what), 0, -1).elements ?? []).compactMap(\.text)
        }
        func exists(_ what: String) throws -> Bool { try send("EXISTS", key(what)) == .integer(1) }
        /// The events of the queue's stream, the first one left out.
        func events() throws -> [String] {
            (try send("XRANGE", key("events"), "-", "+").elements ?? []).dropFirst().compactMap {
                $0.elements?.last?.elements?.last?.text
            }
        }
        func probe(_ name: String = "mail") throws -> QueueProbe {
            QueueProbe(try RedisDeployment(url: server.url), name: name, prefix: prefix)
        }
    }

    @Test(arguments: ["bull", "{bull}", "app:queues"])
    func counts(prefix: String) throws {
        let bench = try Bench(prefix: prefix, version: "bullmq:5.60.0")
        try bench.send("LPUSH", bench.key("wait"), "1", "2", "3")
        try bench.send("LPUSH", bench.key("active"), "4")
        for (state, count) in [
            ("completed", 5), ("failed", 2), ("delayed", 3), ("prioritized", 4), ("waiting-children", 1),
        ] {
            for number in 0..<count { try bench.send("ZADD", bench.key(state), "1", .string("j\(number)")) }
        }
        let health = try bench.probe().health()
        #expect(
            health
                == QueueHealth(
                    queue: "mail", dialect: .bullMQ(5), version: "bullmq:5.60.0", isPaused: false, waiting: 3,
                    active: 1,
                    completed: 5, failed: 2, delayed: 3, prioritized: 4, waitingChildren: 1))
        #expect(health.backlog == 12)
    }

    /// What tells a version, and which it is.
    @Test(arguments: [
        ("bullmq:6.2.0", QueueDialect.bullMQ(6)), ("bullmq:5.30.0", .bullMQ(5)), ("bullmq-pro:7.1.0", .bullMQ(7)),
        ("bullmq:4.1", .bullMQ(4)), ("nonsense", .bullMQUnknown), ("bullmq:x", .bullMQUnknown),
        ("a:-1", .bullMQUnknown),
    ])
    func tellsTheVersion(version: String, dialect: QueueDialect) throws {
        let bench = try Bench(version: version)
        #expect(try bench.probe().health().dialect == dialect)
    }

    @Test func markersAreNoJobs() throws {
        let bench = try Bench()
        try bench.send("RPUSH", bench.key("wait"), "7", "0:1700000000000")
        #expect(try bench.probe().health().waiting == 1)
        #expect(try bench.list("wait").count == 2)
    }

    /// A version, whether jobs are moved to `paused`, and the marker after resuming with jobs.
    @Test(arguments: [
        ("bullmq:3.15.0", true, [String]()), ("bullmq:4.17.0", true, []), ("bullmq:5.60.0", true, ["0", "0"]),
        ("bullmq:6.2.0", false, ["0", "0"]),
    ])
    func pausesAndResumesAsItsVersionDoes(version: String, moves: Bool, marker: [String]) throws {
        let bench = try Bench(version: version)
        try bench.send("RPUSH", bench.key("wait"), "3", "2", "1")
        try bench.send("ZADD", bench.key("marker"), "0", "0")
        let paused = try bench.probe().pause()
        #expect(paused.changed && paused.health.isPaused)
        #expect(paused.health.waiting == 3)
        #expect(try bench.list(moves ? "paused" : "wait") == ["3", "2", "1"])
        #expect(try bench.exists(moves ? "wait" : "paused") == false)
        #expect(try bench.exists("marker") == marker.isEmpty)
        #expect(try bench.send("HGET", bench.key("meta"), "paused").text == "1")
        #expect(try bench.events() == ["paused"])
        #expect(try !bench.probe().pause().changed)

        try bench.send("DEL", bench.key("marker"))
        let resumed = try bench.probe().resume()
        #expect(resumed.changed && !resumed.health.isPaused)
        #expect(try bench.list("wait") == ["3", "2", "1"])
        #expect(try bench.exists("paused") == false)
        #expect(try bench.send("HEXISTS", bench.key("meta"), "paused") == .integer(0))
        let members = try bench.send("ZRANGE", bench.key("marker"), 0, -1, "WITHSCORES").elements ?? []
        #expect(members.compactMap(\.text) == marker)
        #expect(try bench.events() == ["paused", "resumed"])
        #expect(try bench.exists("meta-paused") == false)
    }

    @Test func delayedJobsWakeWorkersInTime() throws {
        let bench = try Bench(version: "bullmq:5.60.0")
        try bench.send("ZADD", bench.key("delayed"), .integer(1_700_000_000_000 * 4096 + 5), "8")
        _ = try bench.probe().pause()
        _ = try bench.probe().resume()
        let marker = try bench.send("ZRANGE", bench.key("marker"), 0, -1, "WITHSCORES").elements ?? []
        #expect(marker.first?.text == "1")
        #expect(Double(marker.last?.text ?? "").map { Int64($0) } == 1_700_000_000_000)
    }

    @Test func version4MarksPrioritisedJobsInItsList() throws {
        let bench = try Bench(version: "bullmq:4.17.0")
        try bench.send("ZADD", bench.key("prioritized"), "1", "8")
        _ = try bench.probe().pause()
        _ = try bench.probe().resume()
        #expect(try bench.list("wait") == ["0:0"])
        #expect(try bench.probe().health().waiting == 0)
    }

    @Test func bullHasAKeyForIt() throws {
        let bench = try Bench(isBull: true)
        try bench.send("RPUSH", bench.key("wait"), "2", "1")
        #expect(try bench.probe().health().dialect == .bull)
        var listener = try RedisSubscription(
            RedisEndpoint(url: bench.server.url), channels: ["bull:mail:paused", "bull:mail:resumed"])
        let paused = try bench.probe().pause()
        #expect(paused.health.isPaused && paused.health.dialect == .bull)
        #expect(try bench.exists("meta-paused"))
        #expect(try bench.list("paused") == ["2", "1"])
        #expect(try listener.next(within: .seconds(5))?.channel == "bull:mail:paused")
        _ = try bench.probe().resume()
        #expect(try bench.exists("meta-paused") == false)
        #expect(try bench.exists("meta") == false)
        #expect(try bench.list("wait") == ["2", "1"])
        #expect(try listener.next(within: .seconds(5))?.channel == "bull:mail:resumed")
        #expect(try bench.exists("events") == false)
    }

    /// Where both lists hold jobs, none is lost: more of them than one call of the script moves.
    @Test(arguments: ["bullmq:5.60.0", "bullmq:6.2.0"])
    func losesNoJob(version: String) throws {
        let bench = try Bench(version: version)
        try bench.send("HSET", bench.key("meta"), "paused", "1")
        let waiting = (0..<15_000).map { RedisArgument.string("p\($0)") }
        for start in stride(from: 0, to: waiting.count, by: 5000) {
            let server = try RedisEndpoint(url: bench.server.url)
            var connection = try RedisConnection(server)
            try connection.command(["RPUSH", bench.key("paused")] + waiting[start..<start + 5000])
        }
        try bench.send("RPUSH", bench.key("wait"), "w0", "w1")
        let resumed = try bench.probe().resume()
        #expect(resumed.health.waiting == 15_002)
        #expect(try bench.list("wait") == ["w0", "w1"] + (0..<15_000).map { "p\($0)" })
        #expect(try bench.events() == ["resumed"])
    }

    @Test func explainsAQueueThatIsNotThere() throws {
        let bench = try Bench()
        let error = #expect(throws: QueueProbeError.self) { try bench.probe("mial").health() }
        #expect(error?.hint == "there are: mail")
        #expect(error?.status == .inputNotFound)
        #expect(throws: QueueProbeError.self) { try bench.probe("mial").pause() }
        #expect(try bench.send("DBSIZE") == .integer(3))
    }

    @Test func leavesOtherKeysAlone() throws {
        let bench = try Bench()
        try bench.send("SET", bench.key("wait"), "no list")
        let error = #expect(throws: QueueProbeError.self) { try bench.probe().pause() }
        #expect(error?.status == .badInput)
        #expect(try bench.send("HEXISTS", bench.key("meta"), "paused") == .integer(0))
    }
}

public import Redis

/// A queue of BullMQ or Bull in Redis: reads how it is, pauses and resumes it. Blocks; one thread at a time.
public final class QueueProbe {
    /// The queue's name.
    public let name: String
    /// What its keys begin with.
    public let prefix: String
    private let keys: QueueKeys
    private let client: RedisClient

    /// Nothing is connected yet.
    /// - Parameter prefix: what the application gives as `prefix`; in a cluster with a tag, as `{bull}`.
    public init(_ deployment: RedisDeployment, name: String, prefix: String = "bull") {
        self.name = name
        self.prefix = prefix
        keys = QueueKeys(prefix: prefix, name: name)
        client = RedisClient(deployment)
    }

    /// Counts. Reads only.
    public func health() throws(QueueProbeError) -> QueueHealth {
        let commands: [[RedisArgument]] =
            [
                ["HMGET", keys.argument("meta"), "paused", "version"],
                ["EXISTS", keys.argument("meta-paused")],
                ["TYPE", keys.argument("events")], ["EXISTS", keys.argument("meta")], ["EXISTS", keys.argument("id")],
                ["LINDEX", keys.argument("wait"), -1], ["LINDEX", keys.argument("paused"), -1],
            ]
            + ["wait", "paused", "active"].map { ["LLEN", keys.argument($0)] }
            + ["completed", "failed", "delayed", "prioritized", "waiting-children"].map {
                ["ZCARD", keys.argument($0)]
            }
        let replies = try ask(commands)
        let facts = replies[0].elements ?? []
        let counts = replies[7...].map { Int($0.integerValue ?? 0) }
        let exists = replies[1...4].map { $0.integerValue == 1 || $0.text == "stream" }
        guard exists.contains(true) || counts.contains(where: { $0 > 0 }) else { throw try missing() }

        let version = facts.count == 2 ? facts[1].text : nil
        let dialect: QueueDialect =
            if let known = version.flatMap(QueueDialect.init(version:)) {
                known
            } else if exists[0] || !(exists[1] || exists[2]) {
                .bull
            } else {
                .bullMQUnknown
            }
        return QueueHealth(
            queue: name, dialect: dialect, version: version,
            isPaused: dialect == .bull ? exists[0] : facts.first.map { $0 != .null } ?? false,
            waiting: jobs(counts[0], last: replies[5]) + jobs(counts[1], last: replies[6]),
            active: counts[2], completed: counts[3], failed: counts[4], delayed: counts[5], prioritized: counts[6],
            waitingChildren: counts[7])
    }

    /// The jobs in a list, without the marker `0:…` that wakes workers up (getCounts-1.lua; BullMQ 4 and early 5).
    private func jobs(_ count: Int, last: RedisReply) -> Int {
        last.text?.hasPrefix("0:") == true ? max(0, count - 1) : count
    }

    /// Has workers take nothing more, as the queue's own version does it; what they have they finish.
    public func pause() throws(QueueProbeError) -> QueueChange { try change(toPaused: true) }

    /// Has workers go on, as the queue's own version does it.
    public func resume() throws(QueueProbeError) -> QueueChange { try change(toPaused: false) }

    private func change(toPaused isPaused: Bool) throws(QueueProbeError) -> QueueChange {
        let before = try health()
        if before.isPaused == isPaused { return QueueChange(changed: false, health: before) }
        let event = isPaused ? "paused" : "resumed"
        let way = isPaused ? before.dialect.ways.pause : before.dialect.ways.resume
        let names =
            (isPaused ? ["wait", "paused"] : ["paused", "wait"])
            + ["meta", "prioritized", "events", "delayed", "marker", "meta-paused"]
        var isAgain = false
        while true {
            // Bull's channels are named as keys are (lib/scripts.js, `pause`).
            let left = try ask(
                [
                    ["EVAL", .string(QueueScript.text), .integer(Int64(names.count))] + names.map(keys.argument)
                        + [
                            .string(event), .string(way), keys.argument(event), .integer(Int64(QueueScript.chunk)),
                            isAgain ? "1" : "0",
                        ]
                ], keyAt: 3)[0]
            guard let left = left.integerValue, left > 0 else { break }
            isAgain = true
        }
        let after = try health()
        guard after.isPaused == isPaused else { throw .notVerified(queue: name, wanted: event) }
        return QueueChange(changed: true, health: after)
    }

    // MARK: - Talking to the server

    private func ask(_ commands: [[RedisArgument]], keyAt position: Int = 1) throws(QueueProbeError) -> [RedisReply] {
        var replies: [RedisReply] = []
        for answer in client.send(commands.map { RedisKeyedCommand($0, keyAt: position) }) {
            do throws(RedisError) {
                replies.append(try answer.result.get())
            } catch {
                if case .server("WRONGTYPE", _) = error { throw .otherType(queue: name) }
                throw .redis(queue: name, error)
            }
        }
        return replies
    }

    /// The failure for a queue that is not there, with the names of some that are.
    private func missing() throws(QueueProbeError) -> QueueProbeError {
        var others: Set<String> = []
        do throws(RedisError) {
            for primary in try client.directory.resolve().primaries {
                var connection = try RedisConnection(primary.endpoint)
                var cursor = "0"
                // A few pages: a hint is not worth more.
                for _ in 0..<50 where others.count < 20 {
                    let page = try connection.command("SCAN", .string(cursor), "COUNT", "1000").elements ?? []
                    guard page.count == 2 else { break }
                    for key in (page[1].elements ?? []).compactMap(\.text) {
                        if let name = QueueKeys.name(in: key, prefix: prefix, ending: "id")
                            ?? QueueKeys.name(in: key, prefix: prefix, ending: "meta")
                        {
                            others.insert(name)
                        }
                    }
                    cursor = page[0].text ?? "0"
                    if cursor == "0" { break }
                }
            }
        } catch {
            throw .redis(queue: name, error)
        }
        return .notFound(queue: name, prefix: prefix, others: others.sorted())
    }
}

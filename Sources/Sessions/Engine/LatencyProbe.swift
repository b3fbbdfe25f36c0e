internal import Basics
internal import Redis
internal import Synchronization

/// Feels what the other clients of a node feel while we work on it: a connection of its own that sends PING every few
/// milliseconds, and now and then asks how far the replicas are behind. It tells the pace of that node what it felt.
final class LatencyProbe: Sendable {
    private static let interval = Duration.milliseconds(3)
    /// Work that is over sooner is not worth a connection.
    private static let delay = Duration.milliseconds(100)
    /// So many samples say something.
    private static let enough = 30
    private static let replicaInterval = Duration.seconds(1)

    private let endpoint: RedisEndpoint
    private let pace: Pace
    /// How much longer than on an idle server a round trip may take.
    private let allowance: Duration
    /// What a round trip took before the work began.
    private let baseline: Duration
    private let isOver = Atomic(false)

    /// Begins soon, on a thread of its own.
    init(_ endpoint: RedisEndpoint, _ pace: Pace, baseline: Duration, allowance: Duration) {
        self.endpoint = endpoint
        self.pace = pace
        self.baseline = baseline
        self.allowance = allowance
        _ = BackgroundThread { self.run() }
    }

    /// Ends it, soon.
    func stop() { isOver.store(true, ordering: .relaxed) }

    private var isStopped: Bool { isOver.load(ordering: .relaxed) }

    private func run() {
        let began = ContinuousClock.now
        while ContinuousClock.now - began < Self.delay {
            if isStopped { return }
            pause(.milliseconds(10))
        }
        // A server that takes no further client is no reason to stop the revocation: it goes on unmeasured.
        guard var connection = try? RedisConnection(endpoint) else { return }
        var window = LatencyWindow()
        var judge = LatencyJudge(limit: baseline + allowance)
        var lastReplicaLook = ContinuousClock.now
        while !isStopped {
            let sent = ContinuousClock.now
            guard (try? connection.command(["PING"])) != nil else { return }
            let now = ContinuousClock.now
            window.add(now - sent)
            if window.count >= Self.enough {
                let before = (pace.batchSize, pace.rest)
                pace.adapt(to: window.p99, limit: judge.limit(for: window.p99, isSlowest: pace.isSlowest))
                // After a change only what comes then counts; steady, the window slides on.
                if before != (pace.batchSize, pace.rest) { window.removeAll() }
            }
            if now - lastReplicaLook >= Self.replicaInterval {
                lastReplicaLook = now
                if let reply = try? connection.command(["INFO", "replication"]) {
                    pace.hold(ReplicaLag(information: reply.text ?? "").isFarBehind)
                }
            }
            pause(Self.interval)
        }
        pace.hold(false)
    }
}

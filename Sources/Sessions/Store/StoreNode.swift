internal import Redis

/// One primary of a store: the connection that works on it, and how hard it is worked.
final class StoreNode {
    let endpoint: RedisEndpoint
    let worker: SessionWorker
    private let pace: Pace
    private let maxLatency: Duration
    /// What a round trip takes while we do nothing.
    private let baseline: Duration

    /// Connects.
    init(
        _ endpoint: RedisEndpoint, _ store: SessionStore, _ question: SessionQuestion, _ findings: Findings,
        elsewhere: ClusterErrands?, maxLatency: Duration
    ) throws(RedisError) {
        self.endpoint = endpoint
        self.maxLatency = maxLatency
        pace = Pace()
        worker = try SessionWorker(
            layout: store.layout, question: question, endpoint: endpoint, findings: findings, pace: pace,
            elsewhere: elsewhere)
        baseline = try Self.roundTrip(worker)
    }

    /// The shortest of three: what the way there and back costs everybody.
    private static func roundTrip(_ worker: SessionWorker) throws(RedisError) -> Duration {
        var shortest: Duration?
        for _ in 0..<3 {
            let start = ContinuousClock.now
            // A refusal takes as long as an answer.
            _ = try worker.ask(all: [["PING"]])
            let length = ContinuousClock.now - start
            shortest = min(shortest ?? length, length)
        }
        return shortest ?? .zero
    }

    /// Scans while a probe measures what other clients feel of it.
    func scan(slots: Set<Int>? = nil) throws(PassFailure) {
        let probe = LatencyProbe(endpoint, pace, baseline: baseline, allowance: maxLatency)
        defer { probe.stop() }
        try worker.scan(slots: slots)
    }

    /// The slots that are on their way from or to this node by its own word; none where it may not be asked.
    func movingSlots() throws(RedisError) -> Set<Int> {
        let reply = try worker.ask(all: [["CLUSTER", "NODES"]])[0]
        return MovingSlots.read(reply.text ?? "")
    }
}

/// Slots that a node of a cluster is giving away or receiving.
enum MovingSlots {
    /// Reads `CLUSTER NODES`: the line of the node itself ends with `[93-<-id]` for a slot that it imports and `[77->-id]`
    /// for one that it gives away (Redis documentation, CLUSTER NODES, "Special slot entries").
    static func read(_ text: String) -> Set<Int> {
        var slots: Set<Int> = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ")
            guard words.count > 8, words[2].split(separator: ",").contains("myself") else { continue }
            for word in words[8...] where word.hasPrefix("[") {
                guard let dash = word.firstIndex(of: "-"), let slot = Int(word[..<dash].dropFirst()),
                    (0..<HashSlot.count).contains(slot)
                else { continue }
                slots.insert(slot)
            }
        }
        return slots
    }
}

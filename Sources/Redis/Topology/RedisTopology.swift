/// The servers of a deployment as they were at one moment, and which of them serves which slot.
public struct RedisTopology: Sendable {
    /// Whether they form a Redis Cluster.
    public let isCluster: Bool
    /// The servers that take changes: one, or those of a cluster that serve slots, in the order of their first slots,
    /// and after them the ones that serve none.
    public let primaries: [RedisNode]
    /// Those that copy a primary, as far as the ones that were asked know of them.
    public let replicas: [RedisNode]
    /// The Sentinels that watch over them, those that answered first.
    public let sentinels: [RedisEndpoint]
    /// For each slot the index of its primary, or -1.
    private let owners: [Int32]

    init(isCluster: Bool, primaries: [RedisNode], replicas: [RedisNode] = [], sentinels: [RedisEndpoint] = []) {
        self.isCluster = isCluster
        self.primaries = primaries.sorted {
            ($0.slots.first?.lowerBound ?? HashSlot.count) < ($1.slots.first?.lowerBound ?? HashSlot.count)
        }
        self.replicas = replicas
        self.sentinels = sentinels
        var owners = [Int32](repeating: -1, count: HashSlot.count)
        for (index, primary) in self.primaries.enumerated() {
            for slot in primary.slots.joined() { owners[slot] = Int32(index) }
        }
        self.owners = owners
    }

    /// One server, or one primary with its replicas.
    init(primary: RedisEndpoint, role: RedisNode.Role = .primary, replicas: [RedisNode], sentinels: [RedisEndpoint]) {
        let node = RedisNode(endpoint: primary, role: role, slots: [0...HashSlot.count - 1])
        self.init(isCluster: false, primaries: [node], replicas: replicas, sentinels: sentinels)
    }

    /// Primaries and replicas: every server that has a password of the data's.
    public var nodes: [RedisNode] { primaries + replicas }

    /// The primary that serves a slot; nil where nobody does.
    public func primary(ofSlot slot: Int) -> RedisNode? { primaryIndex(ofSlot: slot).map { primaries[$0] } }

    /// Where in `primaries` the one stands that serves a slot; nil where nobody does.
    public func primaryIndex(ofSlot slot: Int) -> Int? {
        guard owners.indices.contains(slot), owners[slot] >= 0 else { return nil }
        return Int(owners[slot])
    }

    /// How many slots nobody serves. A cluster with such slots is broken: what was in them cannot be reached.
    public var unservedSlots: Int { owners.count { $0 < 0 } }

    /// The slots whose primary has another address than in `earlier`: they have moved, or another took over.
    public func slotsMoved(since earlier: RedisTopology) -> [ClosedRange<Int>] {
        var moved: [ClosedRange<Int>] = []
        for slot in 0..<HashSlot.count {
            guard primary(ofSlot: slot)?.address != earlier.primary(ofSlot: slot)?.address else { continue }
            if let last = moved.last, last.upperBound == slot - 1 {
                moved[moved.count - 1] = last.lowerBound...slot
            } else {
                moved.append(slot...slot)
            }
        }
        return moved
    }
}

/// What a node of a cluster says about all of them, from its replies to `CLUSTER SLOTS` and `CLUSTER SHARDS`.
///
/// Who serves which slot is read from the former where it may be asked: in Redis 7.0 to 7.4, `CLUSTER SHARDS` leaves a
/// shard's slots out after its first primary has failed (github.com/redis/redis/issues/13414). Who else belongs to the
/// cluster, as a primary without slots or a replica that has failed, only the latter tells.
struct ClusterMap {
    private let asked: RedisEndpoint
    /// In the order in which they were first named.
    private var nodes: [RedisEndpoint.Address: RedisNode] = [:]
    private var order: [RedisEndpoint.Address] = []

    /// - Parameter asked: the node that replied.
    init(askedAt asked: RedisEndpoint) { self.asked = asked }

    /// What both replies say together; nil where neither is of the known form.
    static func topology(slots: RedisReply, shards: RedisReply, askedAt asked: RedisEndpoint) -> RedisTopology? {
        var map = ClusterMap(askedAt: asked)
        let fromSlots = SlotsReply(slots, askedAt: asked)
        let fromShards = ShardsReply(shards, askedAt: asked)
        guard fromSlots != nil || fromShards != nil else { return nil }
        for node in fromSlots?.nodes ?? [] { map.add(node) }
        for var node in fromShards?.nodes ?? [] {
            if fromSlots != nil { node = node.withoutSlots }
            map.add(node)
        }
        return map.topology
    }

    private mutating func add(_ node: RedisNode) {
        guard let known = nodes[node.address] else {
            nodes[node.address] = node
            order.append(node.address)
            return
        }
        // What was said first holds, with what is new about it.
        nodes[node.address] = RedisNode(
            endpoint: known.endpoint, id: known.id ?? node.id, role: known.role, slots: known.slots + node.slots,
            isFailing: known.isFailing || node.isFailing)
    }

    private var topology: RedisTopology {
        let nodes = order.compactMap { self.nodes[$0] }
        return RedisTopology(
            isCluster: true, primaries: nodes.filter { $0.role == .primary },
            replicas: nodes.filter { $0.role == .replica })
    }
}

extension RedisNode {
    /// The same node, of whose slots nothing is said.
    fileprivate var withoutSlots: RedisNode {
        RedisNode(endpoint: endpoint, id: id, role: role, isFailing: isFailing)
    }
}

/// Slots that were given away, to find one that is given away twice.
struct SlotLedger {
    private var isTaken = [Bool](repeating: false, count: HashSlot.count)

    /// Takes a range; nil where it is none, or one of its slots is taken already.
    mutating func take(_ first: RedisReply, _ last: RedisReply) -> ClosedRange<Int>? {
        guard let first = first.integerValue.flatMap({ Int(exactly: $0) }),
            let last = last.integerValue.flatMap({ Int(exactly: $0) }), 0 <= first, first <= last,
            last < HashSlot.count, !isTaken[first...last].contains(true)
        else { return nil }
        for slot in first...last { isTaken[slot] = true }
        return first...last
    }
}

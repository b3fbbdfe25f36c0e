/// The reply to `CLUSTER SHARDS` (Redis 7, src/cluster.c, `clusterReplyShards`): shards as names and values, of which
/// `slots` are first and last in turn, and `nodes` again names and values: id, port and tls-port as far as there are,
/// ip, endpoint, role, health.
struct ShardsReply {
    /// In the order in which they are named.
    let nodes: [RedisNode]

    /// Nil for a reply of another form.
    init?(_ reply: RedisReply, askedAt asked: RedisEndpoint) {
        guard let shards = reply.elements else { return nil }
        var ledger = SlotLedger()
        var nodes: [RedisNode] = []
        for shard in shards {
            guard let fields = shard.fields, let bounds = fields["slots"]?.elements, bounds.count.isMultiple(of: 2),
                let members = fields["nodes"]?.elements
            else { return nil }
            var slots: [ClosedRange<Int>] = []
            for index in stride(from: 0, to: bounds.count, by: 2) {
                guard let range = ledger.take(bounds[index], bounds[index + 1]) else { return nil }
                slots.append(range)
            }
            var isServed = slots.isEmpty
            // After a failover the failed primary may still be called one: a healthy one has the slots.
            let read = members.map { ShardsReply.member($0, askedAt: asked) }
            let owner =
                read.firstIndex { $0?.role == .primary && $0?.isFailing == false }
                ?? read.firstIndex { $0?.role == .primary }
            for (index, member) in read.enumerated() {
                guard let member else { continue }
                isServed = isServed || index == owner
                nodes.append(
                    RedisNode(
                        endpoint: member.endpoint, id: member.id, role: member.role, slots: index == owner ? slots : [],
                        isFailing: member.isFailing))
            }
            guard isServed else { return nil }
        }
        self.nodes = nodes
    }

    private static func member(_ reply: RedisReply, askedAt asked: RedisEndpoint) -> RedisNode? {
        guard let fields = reply.fields,
            let host = AnnouncedHost.choose(from: [fields["endpoint"], fields["ip"]], askedAt: asked),
            let address = NodeAddress.read(host, fields[asked.tls == nil ? "port" : "tls-port"])
        else { return nil }
        return RedisNode(
            endpoint: asked.at(address), id: fields["id"]?.text,
            role: fields["role"]?.text == "master" ? .primary : .replica,
            isFailing: fields["health"]?.text?.hasPrefix("fail") == true)
    }
}

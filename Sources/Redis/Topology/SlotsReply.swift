/// The reply to `CLUSTER SLOTS`: for each range of slots its first and its last, then the primary and the replicas, each
/// as preferred endpoint, port, id and, since Redis 7, names and values with other addresses. The port is the one for
/// the kind of connection on which it was asked.
struct SlotsReply {
    /// In the order in which they are first named, with all of their slots.
    let nodes: [RedisNode]

    /// Nil for a reply of another form.
    init?(_ reply: RedisReply, askedAt asked: RedisEndpoint) {
        guard let entries = reply.elements else { return nil }
        var ledger = SlotLedger()
        var nodes: [RedisNode] = []
        var places: [RedisEndpoint.Address: Int] = [:]
        for entry in entries {
            guard let parts = entry.elements, parts.count >= 3, let range = ledger.take(parts[0], parts[1]) else {
                return nil
            }
            for (index, part) in parts.dropFirst(2).enumerated() {
                guard let member = SlotsReply.member(part, askedAt: asked) else {
                    // A replica without an address is no loss; a primary is.
                    if index == 0 { return nil }
                    continue
                }
                let isPrimary = index == 0
                let place = places[member.address, default: nodes.count]
                let known = place < nodes.count ? nodes[place] : nil
                let node = RedisNode(
                    endpoint: asked.at(member.address), id: member.id,
                    role: isPrimary || known?.role == .primary ? .primary : .replica,
                    slots: (known?.slots ?? []) + (isPrimary ? [range] : []))
                places[member.address] = place
                if place < nodes.count { nodes[place] = node } else { nodes.append(node) }
            }
        }
        self.nodes = nodes
    }

    private static func member(
        _ reply: RedisReply, askedAt asked: RedisEndpoint
    ) -> (address: RedisEndpoint.Address, id: String?)? {
        guard let parts = reply.elements, parts.count >= 2 else { return nil }
        let others = parts.count > 3 ? parts[3].fields : nil
        guard let host = AnnouncedHost.choose(from: [parts[0], others?["ip"]], askedAt: asked),
            let address = NodeAddress.read(host, parts[1])
        else { return nil }
        return (address, parts.count > 2 ? parts[2].text : nil)
    }
}

/// A host as a node announces it.
enum AnnouncedHost {
    /// The first that names a place. Null and nothing mean the host that was asked; `?` stands for a name that was not
    /// set (CLUSTER SLOTS, "Preferred endpoint").
    static func choose(from hosts: [RedisReply?], askedAt asked: RedisEndpoint) -> RedisReply? {
        for case let host? in hosts {
            if host == .null || host.text?.isEmpty == true { return asked.address.host.map { .bulk(Array($0.utf8)) } }
            if let text = host.text, NodeAddress.isHost(text) { return host }
        }
        return nil
    }
}

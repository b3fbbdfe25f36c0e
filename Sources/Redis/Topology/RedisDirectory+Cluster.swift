extension RedisDirectory {
    /// The first map that leaves no slot out, else the fullest. The next time another node is asked first: this one
    /// may be cut off from the others and not know it.
    func resolveCluster() throws(RedisError) -> RedisTopology {
        var best: RedisTopology?
        var strangers = 0
        let answering = try askContacts(deployment.template) { connection throws(RedisError) in
            guard let topology = try connection.clusterTopology() else {
                strangers += 1
                return false
            }
            if topology.unservedSlots < best?.unservedSlots ?? HashSlot.count { best = topology }
            return topology.unservedSlots == 0
        }
        guard let best else {
            throw .topology(place: deployment.description, strangers == answering.count ? .notACluster : .noSlots)
        }
        let healthy = best.nodes.filter { !$0.isFailing && $0.address != answering.last }
        prefer([], then: (healthy + best.nodes).map(\.address))
        return best
    }
}

extension RedisConnection {
    /// What this node of a cluster knows about all of them; nil where it belongs to none. Either of the two commands
    /// must be allowed.
    public mutating func clusterTopology() throws(RedisError) -> RedisTopology? {
        let replies = try pipeline([["CLUSTER", "SLOTS"], ["CLUSTER", "SHARDS"]])
        if let topology = ClusterMap.topology(slots: replies[0], shards: replies[1], askedAt: endpoint) {
            return topology
        }
        guard case .error(let code, let message) = replies[0] else {
            throw .protocolViolation(
                endpoint: endpoint.description, reason: "the answer to CLUSTER SLOTS has another form")
        }
        // `ERR This instance has cluster support disabled` (src/cluster.c); a proxy does not know the command.
        if code == "ERR" { return nil }
        throw .refusal(code: code, message: message)
    }
}

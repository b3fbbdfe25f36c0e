extension RedisDirectory {
    /// A single server, of which a user who may ask learns its replicas.
    func resolveSingle() throws(RedisError) -> RedisTopology {
        var connection = try RedisConnection(deployment.template)
        let identity = try connection.identity()
        switch identity?.mode {
        case .sentinel: throw .topology(place: deployment.description, .isASentinel)
        case .cluster: try requireWholeCluster(&connection)
        case .standalone, nil: break
        }
        var replicas: [RedisNode] = []
        if case .primary(let addresses) = RedisRole(try connection.pipeline([["ROLE"]])[0]) {
            replicas = addresses.map { RedisNode(endpoint: deployment.template.at($0), role: .replica) }
        }
        return RedisTopology(
            primary: deployment.template, role: identity?.isReplica == true ? .replica : .primary, replicas: replicas,
            sentinels: [])
    }

    /// A server that was started for a cluster and serves all slots alone is as good as any other.
    private func requireWholeCluster(_ connection: inout RedisConnection) throws(RedisError) {
        let topology: RedisTopology?
        do throws(RedisError) {
            topology = try connection.clusterTopology()
        } catch {
            // Whether it has all of the data cannot be told.
            guard case .server = error else { throw error }
            topology = nil
        }
        guard let topology, topology.unservedSlots == 0, topology.primaries.count(where: { !$0.slots.isEmpty }) == 1
        else { throw .topology(place: deployment.description, .partOfACluster) }
    }
}

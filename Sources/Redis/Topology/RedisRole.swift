/// What a server is in replication, by its own word (`ROLE`).
public enum RedisRole: Sendable, Hashable {
    /// It takes changes; the addresses of those that copy it, as it sees them.
    case primary(replicas: [RedisEndpoint.Address])
    /// It copies another.
    case replica(of: RedisEndpoint.Address?, isLinked: Bool)
    /// It watches over primaries of these names.
    case sentinel(masterNames: [String])
}

extension RedisConnection {
    /// Asks the server for its role.
    public mutating func role() throws(RedisError) -> RedisRole {
        let reply = try command("ROLE")
        guard let role = RedisRole(reply) else {
            throw .protocolViolation(
                endpoint: endpoint.description, reason: "the answer to ROLE has another form")
        }
        return role
    }
}

extension RedisRole {
    init?(_ reply: RedisReply) {
        guard let parts = reply.elements, let kind = parts.first?.text else { return nil }
        switch kind {
        case "master" where parts.count >= 3:
            let replicas = parts[2].elements ?? []
            self = .primary(
                replicas: replicas.compactMap { entry in
                    guard let fields = entry.elements, fields.count >= 2 else { return nil }
                    return NodeAddress.read(fields[0], fields[1])
                })
        case "slave" where parts.count >= 4:
            self = .replica(of: NodeAddress.read(parts[1], parts[2]), isLinked: parts[3].text == "connected")
        case "sentinel" where parts.count >= 2:
            self = .sentinel(masterNames: (parts[1].elements ?? []).compactMap(\.text))
        default: return nil
        }
    }
}

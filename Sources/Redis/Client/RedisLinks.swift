/// The connections of a client, one for each server.
struct RedisLinks {
    /// A connection, which cannot stand in a dictionary by itself.
    final class Link {
        var connection: RedisConnection

        init(_ endpoint: RedisEndpoint) throws(RedisError) { connection = try RedisConnection(endpoint) }
    }

    private var links: [RedisEndpoint.Address: Link] = [:]

    /// The connection to a server, a new one where there is none or it has failed.
    mutating func link(to endpoint: RedisEndpoint) throws(RedisError) -> Link {
        if let link = links[endpoint.address], link.connection.isOpen { return link }
        links[endpoint.address] = nil
        let link = try Link(endpoint)
        links[endpoint.address] = link
        return link
    }

    /// Those that can be used.
    var open: [Link] { links.values.filter { $0.connection.isOpen } }

    /// Ends the connection to a server.
    mutating func drop(_ address: RedisEndpoint.Address) { links[address] = nil }

    /// Ends those to servers to which commands were only sent on.
    mutating func keep(_ topology: RedisTopology) {
        let known = Set(topology.primaries.map(\.address))
        links = links.filter { known.contains($0.key) }
    }
}

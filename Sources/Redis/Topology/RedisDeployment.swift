internal import Basics

/// What a store's URL leads to: one server, a Redis Cluster, or the primary that Sentinels know.
public struct RedisDeployment: Sendable {
    /// How its servers stand to each other.
    public enum Kind: Sendable, Hashable {
        /// One server, whatever follows it.
        case single
        /// A cluster, of which any node names the others.
        case cluster
        /// The primary of this name, and who that is now, Sentinels tell.
        case sentinel(masterName: String)
    }

    /// How its servers stand to each other.
    public let kind: Kind
    /// Whom to ask first: the server itself, nodes of the cluster, or Sentinels. At least one.
    public let addresses: [RedisEndpoint.Address]
    /// How each of its servers is entered: TLS, user, password, database and time limits. The address is the first one.
    public var template: RedisEndpoint
    /// The same for each Sentinel; as `template` where there are none.
    public var sentinelTemplate: RedisEndpoint

    /// One server.
    public init(_ endpoint: RedisEndpoint) {
        kind = .single
        addresses = [endpoint.address]
        template = endpoint
        sentinelTemplate = endpoint
    }

    /// - Parameters:
    ///   - addresses: at least one.
    ///   - template: how each server is entered; its address is of no account.
    ///   - sentinelTemplate: the same for Sentinels: they have users of their own, and no databases.
    public init(
        _ kind: Kind, at addresses: [RedisEndpoint.Address], template: RedisEndpoint,
        sentinelTemplate: RedisEndpoint? = nil
    ) {
        precondition(!addresses.isEmpty, "somebody must be asked")
        self.kind = kind
        self.addresses = addresses
        self.template = template.at(addresses[0])
        self.sentinelTemplate = (sentinelTemplate ?? template).at(addresses[0])
    }

    /// Whether TLS is spoken with its Redis servers.
    public var usesTLS: Bool { template.tls != nil }
    /// The number of the database.
    public var database: Int { template.database }

    /// Asks where its servers are now. Whoever asks more than once keeps a `RedisDirectory`, which remembers them.
    public func resolve() throws(RedisError) -> RedisTopology { try RedisDirectory(self).resolve() }
}

extension RedisDeployment: CustomStringConvertible {
    /// The URL without users and passwords, as `redis+sentinel://10.0.0.1:26379,10.0.0.2:26379/mymaster/0`.
    public var description: String {
        switch kind {
        case .single: template.description
        case .cluster: "\(template.scheme)+cluster://\(hosts)"
        case .sentinel(let name): "\(template.scheme)+sentinel://\(hosts)/\(name.printable)/\(template.database)"
        }
    }

    private var hosts: String { addresses.map(\.description).joined(separator: ",") }
}

/// A Redis server that holds a store's data, all of it or a part.
public struct RedisNode: Sendable {
    /// What a server is to the data it holds.
    public enum Role: Sendable, Hashable { case primary, replica }

    /// Where it is and how to enter it.
    public let endpoint: RedisEndpoint
    /// The name that a cluster knows it by, 40 hexadecimal digits; nil outside of clusters.
    public let id: String?
    /// What it is now.
    public let role: Role
    /// The slots that it serves, in order; all of them outside of clusters, none for a replica.
    public let slots: [ClosedRange<Int>]
    /// Whether the others hold it for failed.
    public let isFailing: Bool

    init(
        endpoint: RedisEndpoint, id: String? = nil, role: Role, slots: [ClosedRange<Int>] = [], isFailing: Bool = false
    ) {
        self.endpoint = endpoint
        self.id = id
        self.role = role
        self.slots = slots
        self.isFailing = isFailing
    }

    /// Its address.
    public var address: RedisEndpoint.Address { endpoint.address }
}

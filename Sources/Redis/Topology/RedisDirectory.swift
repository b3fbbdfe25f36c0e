internal import Synchronization

/// Knows where the servers of a deployment are now, and asks again whenever it is told to: after a lost connection, a
/// refusal as a replica, a `MOVED`. It remembers every server that it has heard of, so that it finds its way when the
/// ones in the URL are gone. May be used from several threads.
public final class RedisDirectory: Sendable {
    /// What is looked for.
    public let deployment: RedisDeployment
    /// Whom to ask, in this order.
    private let contacts: Mutex<[RedisEndpoint.Address]>

    /// How long each may take in the first round. Only when nobody has answered, a second one waits as long as the URL
    /// says: a server that is gone must not hold up the others, and one far away must not be passed over.
    static let haste: Duration = .milliseconds(500)

    /// Nothing is asked yet.
    public init(_ deployment: RedisDeployment) {
        self.deployment = deployment
        contacts = Mutex(deployment.addresses)
    }

    /// Asks where the servers are now.
    ///
    /// - A single server is asked whether it is one: a node of a cluster that holds only a part of the data, and a
    ///   Sentinel, are refused. A replica is not: see `RedisNode.role`.
    /// - Of a cluster any node is asked.
    /// - All Sentinels are asked, those that answered the last time first. The server which most of late was made the
    ///   primary is asked for its role; where it confirms it, it is the one.
    public func resolve() throws(RedisError) -> RedisTopology {
        switch deployment.kind {
        case .single: try resolveSingle()
        case .cluster: try resolveCluster()
        case .sentinel(let name): try resolveMaster(name)
        }
    }

    /// Asks each contact in turn until `body` has enough: in haste, and where nobody answers, once more with patience.
    ///
    /// - Parameters:
    ///   - template: how they are entered.
    ///   - body: asks one; true when it has heard enough. What it throws counts as no answer.
    /// - Returns: those that answered.
    func askContacts(
        _ template: RedisEndpoint, _ body: (inout RedisConnection) throws(RedisError) -> Bool
    ) throws(RedisError) -> [RedisEndpoint.Address] {
        let contacts = contacts.withLock { $0 }
        var answering: [RedisEndpoint.Address] = []
        var telling: RedisError?
        var last: RedisError?
        for hurry in [template.hurried(Self.haste), template] {
            for address in contacts {
                do throws(RedisError) {
                    var connection = try RedisConnection(hurry.at(address))
                    let isEnough = try body(&connection)
                    answering.append(address)
                    if isEnough { return answering }
                } catch {
                    // A refused login tells more than a port on which nobody listens.
                    if !error.isLoss { telling = telling ?? error }
                    last = error
                }
            }
            if !answering.isEmpty { return answering }
            // Patience helps only where time was short.
            guard case .timedOut = last ?? .closed(endpoint: "") else { continue }
        }
        if let telling { throw telling }
        guard let last else { return [] }
        if contacts.count == 1 { throw last }
        throw .topology(place: deployment.description, .nobodyAnswers(last: last.message))
    }

    /// Puts those that answered before those of the URL and any others.
    func prefer(_ answering: [RedisEndpoint.Address], then others: [RedisEndpoint.Address]) {
        var order: [RedisEndpoint.Address] = []
        for address in answering + others + deployment.addresses where !order.contains(address) {
            order.append(address)
        }
        contacts.withLock { $0 = order }
    }
}

extension RedisError {
    /// Whether the connection was lost, or there was none: another server, or the same a little later, may answer.
    var isLoss: Bool {
        switch self {
        case .unreachable, .timedOut, .closed: true
        default: false
        }
    }
}

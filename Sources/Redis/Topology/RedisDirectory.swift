internal import Synchronization

/// Knows where the servers of a deployment are now, and asks again whenever it is told to: after a lost connection, a
/// refusal as a replica, a `MOVED`. It remembers every server that it has heard of, so that it finds its way when the
/// ones in the URL are gone. May be used from several threads.
public final class RedisDirectory: Sendable {
    /// What is looked for.
    public let deployment: RedisDeployment
    private let contacts: Mutex<Contacts>

    /// Whom to ask, in this order.
    private struct Contacts {
        var first: [RedisEndpoint.Address]
        /// Only where none of the first answers.
        var reserve: [RedisEndpoint.Address] = []
    }

    /// How long each may take in the first round. Only when nobody has answered, a second one waits as long as the URL
    /// says: a server that is gone must not hold up the others, and one far away must not be passed over.
    static let haste: Duration = .milliseconds(500)
    /// How many servers are remembered besides those of the URL, whatever a server claims.
    private static let mostRemembered = 64

    /// Nothing is asked yet.
    public init(_ deployment: RedisDeployment) {
        self.deployment = deployment
        contacts = Mutex(Contacts(first: deployment.addresses))
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

    /// Asks each contact in turn until `body` has heard enough: in haste, and where nobody answers and there may not
    /// have been time enough, once more with patience.
    ///
    /// - Parameters:
    ///   - template: how they are entered.
    ///   - body: asks one; true when it has heard enough. What it throws counts as no answer.
    /// - Returns: those that answered, at least one.
    func askContacts(
        _ template: RedisEndpoint, _ body: (inout RedisConnection) throws(RedisError) -> Bool
    ) throws(RedisError) -> [RedisEndpoint.Address] {
        let contacts = contacts.withLock { $0 }
        var failures = Failures()
        for endpoint in [template.hurried(Self.haste), template] {
            for group in [contacts.first, contacts.reserve] {
                var answering: [RedisEndpoint.Address] = []
                for address in group {
                    do throws(RedisError) {
                        var connection = try RedisConnection(endpoint.at(address))
                        let isEnough = try body(&connection)
                        answering.append(address)
                        if isEnough { return answering }
                    } catch {
                        failures.add(error)
                    }
                }
                if !answering.isEmpty { return answering }
            }
            if !failures.lackedTime { break }
        }
        throw failures.error(of: deployment, contacts: contacts.first.count + contacts.reserve.count)
    }

    /// Puts those that answered before the ones of the URL.
    /// - Parameter others: they are asked too, or, where `inReserve`, only when nobody else answers.
    func prefer(_ answering: [RedisEndpoint.Address], then others: [RedisEndpoint.Address], inReserve: Bool = false) {
        var known: Set<RedisEndpoint.Address> = []
        var remembered = others.filter { known.insert($0).inserted }.prefix(Self.mostRemembered)
        known = []
        var next = Contacts(first: [])
        for address in answering + (inReserve ? [] : remembered) + deployment.addresses
        where known.insert(address).inserted { next.first.append(address) }
        remembered.removeAll { known.contains($0) }
        if inReserve { next.reserve = Array(remembered) }
        contacts.withLock { $0 = next }
    }
}

/// Why servers that were asked did not answer.
private struct Failures {
    /// One that tells more than the others: a refused login more than a port on which nobody listens.
    private var telling: RedisError?
    private var last: RedisError?
    /// Whether one of them might have answered in a longer time.
    private(set) var lackedTime = false

    mutating func add(_ error: RedisError) {
        if !error.isLoss { telling = telling ?? error }
        if case .timedOut = error { lackedTime = true }
        last = error
    }

    func error(of deployment: RedisDeployment, contacts: Int) -> RedisError {
        if let telling { return telling }
        let place = deployment.description
        guard let last else { return .topology(place: place, .nobodyAnswers(last: "none was asked")) }
        return contacts == 1 ? last : .topology(place: place, .nobodyAnswers(last: last.message))
    }
}

extension RedisError {
    /// Whether the connection was lost, or there was none: another server, or the same a little later, may answer.
    public var isLoss: Bool {
        switch self {
        case .unreachable, .timedOut, .closed: true
        default: false
        }
    }
}

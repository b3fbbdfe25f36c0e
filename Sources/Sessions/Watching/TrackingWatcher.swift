internal import Redis

/// Is told by the server itself which keys with the sessions' prefix were written (client-side tracking in broadcasting
/// mode, Redis 6), and looks at each at once: what is meant is revoked again within a millisecond or two, under its old id
/// or a new one. `notify-keyspace-events`, which belongs to the whole server, stays as it is.
///
/// Tracking reports SET, EXPIRE and HSET alike, of every session with the prefix; their values decide.
struct TrackingWatcher: Watcher {
    /// How often it looks whether to stop.
    private static let turn = Duration.milliseconds(50)
    /// So many keys are looked at together where they come faster than that.
    private static let most = 1000

    private let node: StoreNode
    private let subscription: Subscription
    private let clock = ContinuousClock()
    private let scansFirst: Bool

    /// A connection that cannot be copied, in a place that can.
    private final class Subscription {
        var connection: RedisSubscription
        init(_ endpoint: RedisEndpoint) throws(RedisError) {
            connection = try RedisSubscription(endpoint, channels: [RedisSubscription.invalidations])
        }
    }

    /// Asks the server to tell what is written, but not what this node's worker writes; nil where the server does not know
    /// how or the user may not.
    ///
    /// - Parameter scansFirst: whether to begin with a look at the whole node, for what came before it was told.
    init?(_ node: StoreNode, scansFirst: Bool) throws(RedisError) {
        self.node = node
        self.scansFirst = scansFirst
        do {
            let subscription = try Subscription(node.endpoint)
            let prefix = node.worker.layout.keys.prefix
            var command: [RedisArgument] = [
                "CLIENT", "TRACKING", "ON", "REDIRECT", .integer(subscription.connection.clientID), "BCAST",
            ]
            if !prefix.isEmpty { command += ["PREFIX", .bytes(prefix)] }
            _ = try node.worker.ask(command + ["NOLOOP"])
            self.subscription = subscription
        } catch {
            // A server that takes no further client, or a user who may not subscribe, is looked at instead.
            guard node.worker.connection.isOpen else { throw error }
            return nil
        }
    }

    mutating func watch(until end: ContinuousClock.Instant?) throws(PassFailure) {
        defer { _ = try? node.worker.ask(all: [["CLIENT", "TRACKING", "OFF"]]) }
        if scansFirst { try node.scan() }
        while end.map({ clock.now < $0 }) ?? true, !node.worker.takeStop() {
            let rest = end.map { max(.zero, min(Self.turn, clock.now.duration(to: $0))) } ?? Self.turn
            let written: KeyList
            do {
                written = try next(within: rest)
            } catch {
                throw PassFailure(cause: error, unknown: 0)
            }
            if !written.isEmpty { try node.worker.examine(written, 0..<written.count, origin: .watch) }
        }
    }

    /// The sessions written of late: waits for the first, and takes what has come besides.
    private func next(within limit: Duration) throws(RedisError) -> KeyList {
        var keys = KeyList()
        var message = try subscription.connection.next(within: limit)
        while let come = message {
            for case .bulk(let key) in come.payload.elements ?? [] {
                key.withUnsafeBytes { if node.worker.layout.keys.fit(of: $0) == .session { keys.append($0) } }
            }
            if keys.count >= Self.most { break }
            message = try subscription.connection.next(within: .zero)
        }
        return keys
    }
}

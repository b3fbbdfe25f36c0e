internal import Basics

/// The server that has a key now, for several commands in a row about that key, as a transaction is. Only good inside of
/// `RedisClient.visit`.
public struct RedisVisit {
    private let link: RedisLinks.Link
    /// Whether the key is on its way to this server: each command, or the whole of a transaction, then comes behind an
    /// `ASKING`, which inside of `MULTI` stays in force (src/networking.c, `resetClient`).
    private let isAsking: Bool
    private var isInTransaction = false

    init(_ link: RedisLinks.Link, isAsking: Bool) {
        self.link = link
        self.isAsking = isAsking
    }

    /// Sends a command and waits for its reply.
    /// - Throws: `RedisError`; a refusal by the server as `server`.
    @discardableResult
    public mutating func command(_ arguments: [RedisArgument]) throws(RedisError) -> RedisReply {
        if isAsking, !isInTransaction { try link.connection.command("ASKING") }
        let reply = try link.connection.command(arguments)
        if case .string(let name)? = arguments.first {
            if name == "MULTI" { isInTransaction = true }
            if name == "EXEC" || name == "DISCARD" { isInTransaction = false }
        }
        return reply
    }

    /// Sends a command and waits for its reply.
    /// - Throws: `RedisError`; a refusal by the server as `server`.
    @discardableResult
    public mutating func command(_ arguments: RedisArgument...) throws(RedisError) -> RedisReply {
        try command(arguments)
    }
}

extension RedisClient {
    /// Goes to the server that has a key now, and, where the key turns out to be elsewhere, or the server is lost or no
    /// longer the primary, to the next one, where `body` starts anew. What it has done before it failed may have
    /// happened: `body` must be able to tell.
    public func visit<Value>(
        _ key: String, _ body: (inout RedisVisit) throws(RedisError) -> Value
    ) throws(RedisError) -> Value {
        let slot = HashSlot.of(key.utf8)
        var errand = Redirected()
        var backoff = Backoff()
        let start = ContinuousClock.now
        while true {
            var address: RedisEndpoint.Address?
            let failure: RedisError
            do throws(RedisError) {
                let mapped = try currentTopology().primary(ofSlot: slot)?.address
                guard let place = errand.destination ?? mapped else { throw .server(code: "CLUSTERDOWN", message: "Hash slot not served") }
                address = place
                let link = try links.link(to: directory.deployment.template.at(place))
                var visit = RedisVisit(link, isAsking: errand.isAsking)
                return try body(&visit)
            } catch {
                failure = error
            }
            // Whatever it was in the middle of.
            if let address { links.drop(address) }
            let needs = try errand.next(after: failure, at: address, self)
            if needs.map { topology = nil }
            if shouldStop() || ContinuousClock.now >= start + patience.limit { throw failure }
            if needs.pause { pause(backoff.take()) }
        }
    }
}

/// Where a visit goes next.
private struct Redirected {
    var destination: RedisEndpoint.Address?
    var isAsking = false
    private var redirections = 0
    private var repetitions = 0

    /// What has to be done before the next attempt; throws the failure where there is none.
    mutating func next(
        after failure: RedisError, at address: RedisEndpoint.Address?, _ client: RedisClient
    ) throws(RedisError) -> RoundNeeds {
        let deployment = client.directory.deployment
        destination = nil
        isAsking = false
        if deployment.kind == .cluster, let address, let redirection = failure.redirection {
            redirections += 1
            guard redirections <= client.patience.redirections else {
                throw .topology(place: deployment.description, .tooManyRedirections)
            }
            destination = redirection.address(toldBy: address)
            isAsking = redirection.kind == .ask
            // Nodes that do not agree yet need a moment.
            return RoundNeeds(pause: redirections > 2, map: redirection.kind == .moved)
        }
        if case .server(let code, _) = failure {
            repetitions += 1
            switch code {
            // A name may lead to another server by now. A single server that stays a replica is told of soon.
            case "READONLY" where deployment.kind != .single || repetitions <= 2:
                return RoundNeeds(pause: true, map: true)
            case "TRYAGAIN", "BUSY":
                guard code != "TRYAGAIN" || repetitions <= client.patience.repetitions else { throw failure }
                return RoundNeeds(pause: true)
            default: break
            }
        }
        // Only servers that were found once are waited for.
        guard client.wasResolved, failure.mayPass else { throw failure }
        return RoundNeeds(pause: true, map: true)
    }
}

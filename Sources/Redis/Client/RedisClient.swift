internal import Basics

/// Sends commands to whichever server has their key now, for any kind of deployment, for one thread at a time.
///
/// It follows `MOVED` and asks for the map again; follows `ASK` for the one command; repeats what a server says to
/// repeat; and where a connection is lost or a primary has become a replica, finds the new one and repeats what was not
/// answered. All of that has limits: see `RedisPatience`.
public final class RedisClient {
    /// Knows where the servers are.
    public let directory: RedisDirectory
    /// How long it goes on.
    public let patience: RedisPatience
    /// Asked between the attempts: true to give up what is not answered yet.
    public var shouldStop: () -> Bool = { false }
    /// The servers as they were when they were last asked for.
    public internal(set) var topology: RedisTopology?
    var links = RedisLinks()
    /// Whether the servers were ever found: only then are they waited for.
    var wasResolved = false

    /// Nothing is connected yet.
    public init(_ directory: RedisDirectory, patience: RedisPatience = RedisPatience()) {
        self.directory = directory
        self.patience = patience
    }

    /// A client of its own for a deployment.
    public convenience init(_ deployment: RedisDeployment, patience: RedisPatience = RedisPatience()) {
        self.init(RedisDirectory(deployment), patience: patience)
    }

    /// Sends a command and waits for its reply.
    /// - Parameter position: where its key stands.
    /// - Throws: `RedisError`; a refusal by the server as `server`.
    @discardableResult
    public func command(_ arguments: [RedisArgument], keyAt position: Int = 1) throws(RedisError) -> RedisReply {
        try send([RedisKeyedCommand(arguments, keyAt: position)])[0].result.get()
    }

    /// Sends a command, whose key is its first argument, and waits for its reply.
    @discardableResult
    public func command(_ arguments: RedisArgument...) throws(RedisError) -> RedisReply { try command(arguments) }

    /// Sends a command that is about a connection, as `WAIT` is, on each that is open, one after the other, and waits for
    /// each reply no longer than said. A server that was lost since has no connection and is not asked.
    /// - Throws: `RedisError`; a refusal by a server as `server`.
    public func askEachConnection(
        _ arguments: [RedisArgument], within limit: Duration
    ) throws(RedisError) -> [RedisReply] {
        var replies: [RedisReply] = []
        for link in links.open { replies.append(try link.connection.command(arguments, within: limit)) }
        return replies
    }

    /// Sends many commands, those for one server together and to all servers at once, and returns what became of each,
    /// in their order. On one server commands for one key keep their order; when it changes, any may be overtaken.
    public func send(_ commands: [RedisKeyedCommand]) -> [RedisAnswer] {
        var errands = RedisErrands(commands)
        var backoff = Backoff()
        var lastProgress = ContinuousClock.now
        while !errands.isDone {
            let before = errands.pending.count
            var needs = RoundNeeds()
            do throws(RedisError) {
                try run(&errands, &needs)
            } catch {
                guard wasResolved, error.mayPass else {
                    errands.giveUp(error)
                    break
                }
                errands.remember(error)
                needs = RoundNeeds(pause: true, map: true)
            }
            if needs.map { topology = nil }
            if errands.pending.count < before {
                backoff.reset()
                lastProgress = .now
            }
            if errands.isDone { break }
            if shouldStop() || ContinuousClock.now >= lastProgress + patience.limit {
                errands.giveUp()
                break
            }
            if needs.pause { pause(backoff.take()) }
        }
        if let topology { links.keep(topology) }
        return errands.answers(closed: .closed(endpoint: directory.deployment.description))
    }
}

/// What has to be done before the next attempt.
struct RoundNeeds {
    var pause = false
    /// The servers have changed places.
    var map = false
}

extension RedisError {
    /// Whether it may be otherwise in a moment.
    public var mayPass: Bool {
        switch self {
        case .server(let code, _): RedisClient.passing.contains(code)
        case .topology(_, .nobodyAnswers), .topology(_, .masterNotConfirmed), .topology(_, .noSlots): true
        default: isLoss
        }
    }
}

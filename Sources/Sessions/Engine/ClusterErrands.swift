internal import Redis

/// Sends commands about single keys to whichever node of a cluster has them now.
struct ClusterErrands {
    /// So many are gathered before they are done: together they cost a few round trips, and their memory stays bounded.
    static let many = 500

    private let client: RedisClient

    /// A client of its own, for one thread.
    init(
        _ directory: RedisDirectory, patience: RedisPatience = RedisPatience(),
        shouldStop: @escaping () -> Bool = { false }
    ) {
        client = RedisClient(directory, patience: patience)
        client.shouldStop = shouldStop
    }

    /// What became of each.
    func send(_ commands: [[RedisArgument]]) -> [ErrandAnswer] {
        client.send(commands.map { RedisKeyedCommand($0) })
            .map { ErrandAnswer(result: $0.result, mayHaveRunUnseen: $0.mayHaveRunUnseen) }
    }

    /// Sends a command that is about a connection on each that is open, one after the other.
    func askEach(_ command: [RedisArgument], within limit: Duration) throws(RedisError) -> [RedisReply] {
        try client.askEachConnection(command, within: limit)
    }
}

/// What became of one of many commands.
struct ErrandAnswer {
    /// The reply, or why there is none.
    let result: Result<RedisReply, RedisError>
    /// Whether it may have run before, with the reply lost.
    var mayHaveRunUnseen = false

    /// The number that was replied; 0 where it was none.
    func count() throws(RedisError) -> Int { Int(try result.get().integerValue ?? 0) }
}

extension RedisError {
    /// A node of a cluster does not answer for these keys: they are elsewhere, on their way, or nobody serves them now.
    var isRedirection: Bool {
        guard case .server(let code, _) = self else { return false }
        return ["MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN"].contains(code)
    }

    /// Whether the server answered, and refused.
    var isRefusal: Bool { if case .server = self { true } else { false } }
}

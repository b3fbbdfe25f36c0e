internal import Redis

/// Why a pass could not be finished, and of how many sessions it is not known whether they were removed.
struct PassFailure: Error {
    let cause: RedisError
    let unknown: Int
}

extension RedisError {
    /// Whether to find the node anew and begin it again: the connection was lost, or the node cannot serve for now, or is
    /// no longer the primary and others know who is.
    func isWorthAnotherTry(of kind: RedisDeployment.Kind) -> Bool {
        if case .server("READONLY", _) = self { return kind != .single }
        return mayPass
    }

    /// The key is of another type than the command takes.
    var isWrongType: Bool { if case .server("WRONGTYPE", _) = self { true } else { false } }
}

extension SessionWorker {
    /// The server answered a command with something that it never answers.
    func unexpected(_ command: String) -> RedisError {
        .protocolViolation(endpoint: endpoint.description, reason: "the answer to \(command) has another form")
    }
}

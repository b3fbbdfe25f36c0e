internal import Redis

/// How a session of a layout is taken away.
enum SessionRemoval: Sendable {
    /// Its key is unlinked, and so are the keys that go with it under the same id, as a lock; those are not counted.
    case unlink(companions: [KeyTemplate])
    /// As the framework itself ends a session, where more depends on it than the key.
    case commands(any SessionEnding)
}

/// Ends sessions by the commands that the framework's own logout sends.
protocol SessionEnding: Sendable {
    /// The commands that end a session, in order. `value` is what the layout's reader asked for; it is lent.
    func commands(ending key: UnsafeRawBufferPointer, _ value: StoredValue) -> EndingCommands

    /// What the server must let us do for these commands, besides reading: the commands, and the keys that they are
    /// about beside the sessions.
    func addPermissions(to permissions: inout StorePermissions, sessions: StoreKeys)
}

/// The commands that end one session. Each names a single key, its second argument, so that it can be sent to the node
/// of a cluster that has it.
struct EndingCommands: Sendable {
    /// The commands, in order.
    var commands: [[RedisArgument]]
    /// Which of them says by a positive number that there was a session to end.
    var deciding: Int
}

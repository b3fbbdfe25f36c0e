internal import Basics
internal import Cryptography
internal import Redis

/// Keys of a Redis server, cluster or primary. They change together, in a transaction that is dropped by the server where somebody else
/// touched one of them meanwhile (WATCH); the time after which a key expires stays.
struct RedisDestination: Destination {
    let name: String
    let format: ValueFormat
    let deployment: RedisDeployment
    let keys: [DestinationSlot: String]

    var slots: Set<DestinationSlot> { Set(keys.keys) }

    /// Why a cluster cannot change the keys together; nil where it can.
    static func problem(_ keys: [DestinationSlot: String]) -> DestinationError? {
        guard Set(keys.values.map { HashSlot.of($0.utf8) }).count > 1 else { return nil }
        return DestinationError(
            "the keys are in different slots of the cluster, so that they cannot change together",
            hint: "give them the same part in braces, as {app}:secret and {app}:secret-old", .configuration)
    }

    /// A connection to the server that takes changes of the keys now.
    private func connect() throws -> RedisConnection {
        guard deployment.kind != .single else { return try RedisConnection(deployment.template) }
        let topology = try deployment.resolve()
        let slot = HashSlot.of((keys[.current] ?? "").utf8)
        guard let node = topology.primary(ofSlot: slot) else {
            throw DestinationError("\(name): no server of the deployment takes changes of its keys", .unavailable)
        }
        return try RedisConnection(node.endpoint)
    }

    func read() throws -> DestinationValues {
        var connection = try connect()
        return try values(&connection)
    }

    /// Sends what `write` would send and drops it instead of carrying it out: Redis refuses what it would not do, by
    /// permission, memory, replication or disk, when a command is queued (src/server.c, `processCommand`).
    func check(_ change: DestinationChange) throws {
        var connection = try connect()
        let held = try values(&connection)
        try connection.command("MULTI")
        try queue(change, held, on: &connection)
        try connection.command("DISCARD")
    }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        var connection = try connect()
        try connection.command(["WATCH"] + keys.values.sorted().map(RedisArgument.string))
        let held = try values(&connection)
        guard held.matches(expected) else { throw DestinationError.changedMeanwhile(name) }
        try connection.command("MULTI")
        try queue(change, held, on: &connection)
        guard let replies = try connection.command("EXEC").elements else {
            throw DestinationError.changedMeanwhile(name)
        }
        for case .error(let code, let message) in replies {
            throw DestinationError("Redis refused: \(code.printable) \(Self.cut(message))", .unavailable)
        }
    }

    /// Puts the commands into the transaction; the first that the server refuses is thrown.
    private func queue(
        _ change: DestinationChange, _ held: DestinationValues, on connection: inout RedisConnection
    ) throws {
        for (slot, key) in keys {
            guard let text = change.texts[slot] else { continue }
            if let text {
                let value = RedisArgument.bytes(text.withSecret { $0.revealedBytes() })
                // KEEPTTL came with Redis 6.0.
                try connection.command("SET", .string(key), value, "KEEPTTL")
            } else if held[slot] != nil {
                try connection.command("DEL", .string(key))
            }
        }
    }

    /// What the keys hold; an empty value counts as none.
    private func values(_ connection: inout RedisConnection) throws -> DestinationValues {
        var values = DestinationValues()
        for (slot, key) in keys {
            guard case .bulk(let bytes) = try connection.command("GET", .string(key)), !bytes.isEmpty else { continue }
            values[slot] = SecretBox(Secret(bytes))
        }
        return values
    }

    private static func cut(_ text: String) -> String { String(text.printable.prefix(80)) }
}

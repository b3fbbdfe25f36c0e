internal import Basics
internal import JSON
public import Redis

/// Flags in Redis: the fields of a hash, or keys with a prefix. A change is a transaction which the server drops where
/// somebody else touches the key meanwhile (WATCH), and in which the change is published.
public struct RedisFlagSource: FlagSource {
    /// Where in Redis the flags are.
    public enum Place: Sendable, Hashable {
        /// The fields of a hash.
        case hash(String)
        /// Keys that begin so.
        case keys(prefix: String)
    }

    public let name: String
    private let deployment: RedisDeployment
    private let place: Place
    private let channel: String?

    /// So many flags are listed at most.
    private static let limit = 100_000

    /// - Parameters:
    ///   - deployment: one server, or a primary behind Sentinels.
    ///   - channel: where `{"flag": NAME, "value": VALUE}` is published at each change; nil for nowhere.
    public init(name: String, deployment: RedisDeployment, place: Place, channel: String? = nil) {
        self.name = name
        self.deployment = deployment
        self.place = place
        self.channel = channel
    }

    /// By name: Redis keeps no order.
    public func list() throws(FlagsError) -> [FlagReading] {
        try check { () throws(RedisError) in
            var connection = try connect()
            let texts: [(String, [UInt8])] =
                switch place {
                case .hash(let key): try Self.fields(of: key, &connection)
                case .keys(let prefix): try Self.values(under: prefix, &connection)
                }
            return texts.compactMap { name, bytes in
                String(validating: bytes, as: UTF8.self).map { FlagReading(name: name, value: FlagValue(inFile: $0)) }
            }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
    }

    public func snapshot(_ flag: String) throws(FlagsError) -> FlagSnapshot {
        try FlagName.check(flag, source: name)
        var connection = try check { () throws(RedisError) in try connect() }
        return try snapshot(flag, &connection)
    }

    /// Queues the change in a transaction and drops it: Redis refuses what it would not do, by permission, memory,
    /// replication or disk, when a command is queued (src/server.c, `processCommand`).
    public func prepare(_ value: FlagValue, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        let text = value == .absent ? nil : value.text(inPlaceOf: prior.content.stringValue)
        let target = FlagSnapshot(
            flag: prior.flag, value: value, content: text.map { .string($0) } ?? .null,
            detail: text == nil ? .null : prior.detail)
        try check { () throws(RedisError) in
            var connection = try connect()
            try connection.command("MULTI")
            for command in commands(for: target) { try connection.command(command) }
            try connection.command("DISCARD")
        }
        return target
    }

    @discardableResult
    public func write(_ target: FlagSnapshot, expecting expected: FlagSnapshot) throws(FlagsError) -> FlagWrite {
        let flag = target.flag
        var connection = try check { () throws(RedisError) in try connect() }
        _ = try check { () throws(RedisError) in try connection.command("WATCH", .string(key(of: flag))) }
        let current = try snapshot(flag, &connection)
        guard current.hash == expected.hash else {
            throw .changed(flag: flag, source: name, expected: expected.value, found: current.value)
        }
        if current.content != target.content {
            let replies = try check { () throws(RedisError) -> [RedisReply]? in
                try connection.command("MULTI")
                for command in commands(for: target) { try connection.command(command) }
                let reply = try connection.command("EXEC")
                for case .error(let code, let message) in reply.elements ?? [] {
                    throw RedisError.server(code: code, message: message)
                }
                return reply.elements
            }
            guard replies != nil else {
                throw .changed(
                    flag: flag, source: name, expected: expected.value, found: try snapshot(flag, &connection).value)
            }
        }
        let result = try snapshot(flag, &connection)
        guard result.content == target.content else { throw .notVerified(flag: flag, source: name) }
        return FlagWrite(snapshot: result)
    }

    // MARK: -

    private func connect() throws(RedisError) -> RedisConnection {
        guard deployment.kind != .single else {
            return try RedisConnection(deployment.template.at(deployment.addresses[0]))
        }
        guard let primary = try RedisDirectory(deployment).resolve().primaries.first else {
            throw .unsupported("no server takes changes there")
        }
        return try RedisConnection(primary.endpoint)
    }

    private func key(of flag: String) -> String {
        switch place {
        case .hash(let key): key
        case .keys(let prefix): prefix + flag
        }
    }

    private func commands(for target: FlagSnapshot) -> [[RedisArgument]] {
        let key = RedisArgument.string(key(of: target.flag))
        var commands: [[RedisArgument]] = []
        switch (place, target.content.stringValue) {
        case (.hash, let text?): commands = [["HSET", key, .string(target.flag), .string(text)]]
        case (.hash, nil): commands = [["HDEL", key, .string(target.flag)]]
        case (.keys, let text?):
            // KEEPTTL came with Redis 6.0.
            commands = [["SET", key, .string(text), "KEEPTTL"]]
            // What was taken away had perhaps an end of its own, and gets it back.
            if let end = target.detail["expiresAt"]?.integerValue {
                commands.append(["PEXPIREAT", key, .integer(end)])
            }
        case (.keys, nil): commands = [["DEL", key]]
        }
        if let channel {
            let message: JSONValue = ["flag": .string(target.flag), "value": target.value.json]
            commands.append(["PUBLISH", .string(channel), .string(message.compact)])
        }
        return commands
    }

    private func snapshot(_ flag: String, _ connection: inout RedisConnection) throws(FlagsError) -> FlagSnapshot {
        let key = RedisArgument.string(key(of: flag))
        let (reply, rest) = try check { () throws(RedisError) -> (RedisReply, Int64) in
            switch place {
            case .hash: (try connection.command("HGET", key, .string(flag)), -1)
            case .keys: (try connection.command("GET", key), try connection.command("PTTL", key).integerValue ?? -1)
            }
        }
        guard case .bulk(let bytes) = reply else { return FlagSnapshot(flag: flag, value: .absent, content: .null) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .unreadableValue(flag: flag, source: name, reason: "is not UTF-8 text")
        }
        let end = TimeSource.system.now.microseconds / 1000 + rest
        return FlagSnapshot(
            flag: flag, value: FlagValue(inFile: text), content: .string(text),
            detail: rest > 0 ? ["expiresAt": .integer(end)] : .null)
    }

    private static func fields(
        of key: String, _ connection: inout RedisConnection
    ) throws(RedisError) -> [(String, [UInt8])] {
        let count = try connection.command("HLEN", .string(key)).integerValue ?? 0
        guard count <= Int64(limit) else { throw .unsupported("the hash has more than \(limit) fields") }
        let items = try connection.command("HGETALL", .string(key)).elements ?? []
        var pairs: [(String, [UInt8])] = []
        for index in stride(from: 0, to: items.count - 1, by: 2) {
            guard let name = text(items[index]), case .bulk(let bytes) = items[index + 1] else { continue }
            pairs.append((name, bytes))
        }
        return pairs
    }

    private static func values(
        under prefix: String, _ connection: inout RedisConnection
    ) throws(RedisError) -> [(String, [UInt8])] {
        var keys: Set<String> = []
        var cursor = "0"
        repeat {
            let reply = try connection.command(
                "SCAN", .string(cursor), "MATCH", .string(escaped(prefix) + "*"), "COUNT", 1000)
            guard let parts = reply.elements, parts.count == 2, let next = parts[0].text else { break }
            for key in parts[1].elements ?? [] { if let key = text(key) { keys.insert(key) } }
            guard keys.count <= limit else { throw .unsupported("more than \(limit) keys begin with the prefix") }
            cursor = next
        } while cursor != "0"
        var pairs: [(String, [UInt8])] = []
        let sorted = keys.sorted()
        for start in stride(from: 0, to: sorted.count, by: 1000) {
            let part = sorted[start..<min(start + 1000, sorted.count)]
            // A key that is no string, or has gone meanwhile, is null there.
            let values = try connection.command(["MGET"] + part.map { .string($0) }).elements ?? []
            for (key, value) in zip(part, values) {
                if case .bulk(let bytes) = value { pairs.append((String(key.dropFirst(prefix.count)), bytes)) }
            }
        }
        return pairs.filter { !$0.0.isEmpty }
    }

    /// A text for `MATCH` in which nothing has a meaning of its own (src/util.c, `stringmatchlen`).
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "*?[]\\^-".contains(character) { result.append("\\") }
            result.append(character)
        }
    }

    private static func text(_ reply: RedisReply) -> String? {
        guard case .bulk(let bytes) = reply else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private func check<Value: ~Copyable>(_ body: () throws(RedisError) -> Value) throws(FlagsError) -> Value {
        do { return try body() } catch { throw .redis(source: name, error) }
    }
}

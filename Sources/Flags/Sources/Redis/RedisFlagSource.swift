internal import Basics
internal import JSON
public import Redis

/// Flags in Redis: the fields of a hash, or keys with a prefix; on one server, behind Sentinels or in a Redis Cluster. A
/// change is a transaction which the server drops where somebody else touches the key meanwhile (WATCH), and in which the
/// change is published. Servers that change places are followed.
public struct RedisFlagSource: FlagSource {
    /// Where in Redis the flags are.
    public enum Place: Sendable, Hashable {
        /// The fields of a hash.
        case hash(String)
        /// Keys that begin so.
        case keys(prefix: String)
    }

    public let name: String
    let directory: RedisDirectory
    let place: Place
    private let channel: String?

    /// - Parameters:
    ///   - deployment: where it is: one server, a primary behind Sentinels, or a cluster.
    ///   - channel: where `{"flag": NAME, "value": VALUE}` is published at each change; nil for nowhere.
    public init(name: String, deployment: RedisDeployment, place: Place, channel: String? = nil) {
        self.name = name
        directory = RedisDirectory(deployment)
        self.place = place
        self.channel = channel
    }

    /// By name: Redis keeps no order.
    public func list() throws(FlagsError) -> [FlagReading] {
        try check { () throws(RedisError) in
            let texts: [(String, [UInt8])] =
                switch place {
                case .hash(let key): try fields(of: key)
                case .keys(let prefix): try values(under: prefix)
                }
            return texts.compactMap { name, bytes in
                String(validating: bytes, as: UTF8.self).map { FlagReading(name: name, value: FlagValue(inFile: $0)) }
            }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
    }

    public func snapshot(_ flag: String) throws(FlagsError) -> FlagSnapshot {
        try FlagName.check(flag, source: name)
        let reading = try check { () throws(RedisError) in
            try client().visit(key(of: flag)) { visit throws(RedisError) in try read(flag, &visit) }
        }
        return try snapshot(of: flag, reading)
    }

    /// Queues the change in a transaction and drops it: Redis refuses what it would not do, by permission, memory,
    /// replication or disk, when a command is queued (src/server.c, `processCommand`).
    public func prepare(_ value: FlagValue, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        let text = value == .absent ? nil : value.text(inPlaceOf: prior.content.stringValue)
        let target = FlagSnapshot(
            flag: prior.flag, value: value, content: text.map { .string($0) } ?? .null,
            detail: text == nil ? .null : prior.detail)
        try check { () throws(RedisError) in
            try client().visit(key(of: prior.flag)) { visit throws(RedisError) in
                try visit.command("MULTI")
                for command in commands(for: target) { try visit.command(command) }
                try visit.command("DISCARD")
            }
        }
        return target
    }

    @discardableResult
    public func write(_ target: FlagSnapshot, expecting expected: FlagSnapshot) throws(FlagsError) -> FlagWrite {
        let flag = target.flag
        let target = Self.withoutEnded(target)
        let bytes = (expected: Self.bytes(of: expected), target: Self.bytes(of: target))
        // Whether a transaction was sent to a server that went away before it replied.
        var mayHaveRun = false
        let (isChanged, reading) = try check { () throws(RedisError) in
            try client().visit(key(of: flag)) { visit throws(RedisError) -> (Bool, Reading) in
                try visit.command("WATCH", .string(key(of: flag)))
                let current = try read(flag, &visit)
                if mayHaveRun && current.bytes == bytes.target { return (false, current) }
                guard current.bytes == bytes.expected else { return (true, current) }
                guard bytes.target != bytes.expected else { return (false, current) }
                try visit.command("MULTI")
                for command in commands(for: target) { try visit.command(command) }
                mayHaveRun = true
                let reply = try visit.command("EXEC")
                for case .error(let code, let message) in reply.elements ?? [] {
                    throw RedisError.server(code: code, message: message)
                }
                return (reply.elements == nil, try read(flag, &visit))
            }
        }
        let result = try snapshot(of: flag, reading)
        guard !isChanged else {
            throw .changed(flag: flag, source: name, expected: expected.value, found: result.value)
        }
        guard result.content == target.content else { throw .notVerified(flag: flag, source: name) }
        return FlagWrite(snapshot: result)
    }

    // MARK: -

    /// A client of its own, for one thing to do. Only where there are several servers are they waited for.
    func client() -> RedisClient {
        let isSingle = directory.deployment.kind == .single
        return RedisClient(directory, patience: isSingle ? RedisPatience(limit: .zero) : RedisPatience())
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

    /// What Redis holds of a flag: nil bytes where it does not, and for how many milliseconds a key stays, or -1.
    private struct Reading {
        let bytes: [UInt8]?
        let rest: Int64
    }

    private func read(_ flag: String, _ visit: inout RedisVisit) throws(RedisError) -> Reading {
        let key = RedisArgument.string(key(of: flag))
        let (reply, rest) =
            switch place {
            case .hash: (try visit.command("HGET", key, .string(flag)), Int64(-1))
            case .keys: (try visit.command("GET", key), try visit.command("PTTL", key).integerValue ?? -1)
            }
        guard case .bulk(let bytes) = reply else { return Reading(bytes: nil, rest: -1) }
        return Reading(bytes: bytes, rest: rest)
    }

    private func snapshot(of flag: String, _ reading: Reading) throws(FlagsError) -> FlagSnapshot {
        guard let bytes = reading.bytes else { return FlagSnapshot(flag: flag, value: .absent, content: .null) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .unreadableValue(flag: flag, source: name, reason: "is not UTF-8 text")
        }
        let end = TimeSource.system.now.microseconds / 1000 + reading.rest
        return FlagSnapshot(
            flag: flag, value: FlagValue(inFile: text), content: .string(text),
            detail: reading.rest > 0 ? ["expiresAt": .integer(end)] : .null)
    }

    /// What was taken away and whose own end has passed since is not there any more: Redis would remove it at once.
    private static func withoutEnded(_ target: FlagSnapshot) -> FlagSnapshot {
        guard let end = target.detail["expiresAt"]?.integerValue, end <= TimeSource.system.now.microseconds / 1000 else {
            return target
        }
        return FlagSnapshot(flag: target.flag, value: .absent, content: .null)
    }

    private static func bytes(of snapshot: FlagSnapshot) -> [UInt8]? {
        snapshot.content.stringValue.map { Array($0.utf8) }
    }

    private func check<Value>(_ body: () throws(RedisError) -> Value) throws(FlagsError) -> Value {
        do { return try body() } catch { throw .redis(source: name, error) }
    }
}

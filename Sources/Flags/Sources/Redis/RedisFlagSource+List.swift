internal import Redis

extension RedisFlagSource {
    /// So many flags are listed at most.
    private static let limit = 100_000

    /// The fields of the hash.
    func fields(of key: String) throws(RedisError) -> [(String, [UInt8])] {
        let items = try client().visit(key) { visit throws(RedisError) -> [RedisReply] in
            let count = try visit.command("HLEN", .string(key)).integerValue ?? 0
            guard count <= Int64(Self.limit) else {
                throw .unsupported("the hash has more than \(Self.limit) fields")
            }
            return try visit.command("HGETALL", .string(key)).elements ?? []
        }
        var pairs: [(String, [UInt8])] = []
        for index in stride(from: 0, to: items.count - 1, by: 2) {
            guard let name = Self.text(items[index]), case .bulk(let bytes) = items[index + 1] else { continue }
            pairs.append((name, bytes))
        }
        return pairs
    }

    /// The keys with the prefix, without it, that are strings.
    func values(under prefix: String) throws(RedisError) -> [(String, [UInt8])] {
        let keys = try keys(under: prefix).filter { $0 != prefix }.sorted()
        var pairs: [(String, [UInt8])] = []
        for (key, answer) in zip(keys, client().send(keys.map { RedisKeyedCommand(["GET", .string($0)]) })) {
            switch answer.result {
            case .success(.bulk(let bytes)): pairs.append((String(key.dropFirst(prefix.count)), bytes))
            // It has gone meanwhile, or is no string.
            case .success, .failure(.server(code: "WRONGTYPE", _)): continue
            case .failure(let error): throw error
            }
        }
        return pairs
    }

    /// Every primary is asked; all of them once more where slots have moved from one to another meanwhile.
    private func keys(under prefix: String) throws(RedisError) -> Set<String> {
        var keys: Set<String> = []
        var topology = try directory.resolve()
        for _ in 0..<4 {
            for primary in topology.primaries {
                var connection = try RedisConnection(primary.endpoint)
                try Self.scan(prefix, &connection, into: &keys)
            }
            guard topology.isCluster else { break }
            let later = try directory.resolve()
            if later.slotsMoved(since: topology).isEmpty { break }
            topology = later
        }
        return keys
    }

    private static func scan(
        _ prefix: String, _ connection: inout RedisConnection, into keys: inout Set<String>
    ) throws(RedisError) {
        var cursor = "0"
        repeat {
            let reply = try connection.command(
                "SCAN", .string(cursor), "MATCH", .string(escaped(prefix) + "*"), "COUNT", 1000)
            guard let parts = reply.elements, parts.count == 2, let next = parts[0].text else { break }
            for key in parts[1].elements ?? [] { if let key = text(key) { keys.insert(key) } }
            guard keys.count <= limit else { throw .unsupported("more than \(limit) keys begin with the prefix") }
            cursor = next
        } while cursor != "0"
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
}

internal import Redis

/// Looks at a sample of a store in which nothing has the form of a session, to say what is there instead.
enum NearMissSearch {
    /// The most keys that are looked at, and the most pages: a large database with few keys of each form is not
    /// worth more.
    private static let sample = 20_000
    private static let pages = 200
    private static let groups = 8

    /// Reads key names and the server's list of databases.
    static func run(
        on workers: [SessionWorker], database: Int, _ tally: PassTally
    ) throws(RedisError) -> NearMisses {
        let shapes = KeyShapes()
        var isWhole = true
        for worker in workers where !(try look(into: shapes, on: worker, sample / workers.count)) { isWhole = false }
        return NearMisses(
            groups: shapes.groups(limit: groups), sampled: shapes.count, isWhole: isWhole, database: database,
            otherDatabases: otherDatabases(than: database, on: workers[0]), otherType: tally.otherType,
            neighbours: tally.neighbours)
    }

    /// True where these were all keys of the node.
    private static func look(
        into shapes: KeyShapes, on worker: SessionWorker, _ sample: Int
    ) throws(RedisError) -> Bool {
        var cursor = "0"
        let limit = shapes.count + sample
        for _ in 0..<pages where shapes.count < limit {
            guard case .array(let parts) = try worker.ask(["SCAN", .string(cursor), "COUNT", "1000"]), parts.count == 2,
                case .bulk(let next) = parts[0], case .array(let keys) = parts[1]
            else { break }
            for case .bulk(let key) in keys { key.withUnsafeBytes { shapes.add($0) } }
            cursor = String(decoding: next, as: UTF8.self)
            if cursor == "0" { return true }
        }
        return false
    }

    /// From `INFO keyspace` (`db1:keys=4,expires=0,avg_ttl=0`); none where the user may not ask.
    private static func otherDatabases(
        than database: Int, on worker: SessionWorker
    ) -> [NearMisses.OtherDatabase] {
        guard case .bulk(let text)? = try? worker.ask(["INFO", "keyspace"]) else { return [] }
        return String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line in
            guard line.hasPrefix("db"), let colon = line.firstIndex(of: ":"),
                let number = Int(line[line.index(line.startIndex, offsetBy: 2)..<colon]), number != database,
                let field = line[line.index(after: colon)...].split(separator: ",").first, field.hasPrefix("keys="),
                let keys = Int(field.dropFirst(5)), keys > 0
            else { return nil }
            return NearMisses.OtherDatabase(number: number, keys: keys)
        }
    }
}

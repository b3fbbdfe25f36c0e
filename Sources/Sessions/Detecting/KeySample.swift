internal import Redis

/// Some keys of a database, with their types.
struct KeySample {
    /// A key, its type as TYPE says it, and the node that has it.
    struct Entry {
        let key: [UInt8]
        let type: String
        let node: Int
    }

    private static let pages = 2000
    private static let atOnce = 200

    private(set) var entries: [Entry] = []
    /// How many keys there are; nil where the server would not say.
    private(set) var total: Int?

    /// Asks the nodes for keys by SCAN, `limit` of them in all. SCAN goes by hash, so that the first keys are as good as
    /// any others.
    init(of workers: [SessionWorker], limit: Int) throws(RedisError) {
        var total: Int? = 0
        for (node, worker) in workers.enumerated() {
            if let known = total, case .integer(let size) = try worker.ask(all: [["DBSIZE"]])[0] {
                total = known + Int(size)
            } else {
                total = nil
            }
            let keys = try Self.keys(on: worker, limit: max(1, limit / workers.count))
            for start in stride(from: 0, to: keys.count, by: Self.atOnce) {
                let some = keys[start..<min(start + Self.atOnce, keys.count)]
                let replies = try worker.ask(all: some.map { ["TYPE", .bytes($0)] })
                for (key, reply) in zip(some, replies) {
                    guard case .status(let type) = reply, type != "none" else { continue }
                    entries.append(Entry(key: key, type: type, node: node))
                }
            }
        }
        self.total = total
    }

    private static func keys(on worker: SessionWorker, limit: Int) throws(RedisError) -> [[UInt8]] {
        var seen: Set<[UInt8]> = []
        var keys: [[UInt8]] = []
        var cursor: [UInt8] = Array("0".utf8)
        for _ in 0..<pages where keys.count < limit {
            let reply = try worker.ask(["SCAN", .bytes(cursor), "COUNT", "500"])
            guard case .array(let parts) = reply, parts.count == 2, case .bulk(let next) = parts[0],
                case .array(let page) = parts[1]
            else { break }
            for case .bulk(let key) in page where keys.count < limit && seen.insert(key).inserted { keys.append(key) }
            cursor = next
            if cursor == Array("0".utf8) { break }
        }
        return keys
    }
}

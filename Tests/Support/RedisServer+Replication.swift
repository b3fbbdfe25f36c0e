extension RedisServer {
    /// Waits until every replica that is connected has confirmed all that was written here so far, by whomever. `WAIT`
    /// says this of the writes of the connection that asks alone.
    public func waitUntilReplicated() throws {
        let end = try replicationOffsets().own
        try waitUntil("the replicas have everything") {
            let replicas = try replicationOffsets().replicas
            return !replicas.isEmpty && replicas.allSatisfy { $0 >= end }
        }
    }

    /// How far the stream of changes is here, and how far each replica has confirmed it (Redis documentation, INFO).
    private func replicationOffsets() throws -> (own: Int, replicas: [Int]) {
        var (own, replicas) = (Int.max, [Int]())
        for line in try ask("INFO", "replication").split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let (name, value) = (line[..<colon], line[line.index(after: colon)...])
            if name == "master_repl_offset" { own = Int(value) ?? own }
            guard name.hasPrefix("slave"), value.contains("state=online") else { continue }
            let offset = value.split(separator: ",").first { $0.hasPrefix("offset=") }
            replicas.append(offset.flatMap { Int($0.dropFirst(7)) } ?? 0)
        }
        return (own, replicas)
    }
}

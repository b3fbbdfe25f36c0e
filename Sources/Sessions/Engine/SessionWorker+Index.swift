internal import Redis

// Indexes: an application's own lists of a user's sessions. They name candidates, a scan checks them, and revoked
// sessions are taken out of them.
extension SessionWorker {
    /// Whether the selected users' indexes were read.
    var selectsByIndex: Bool { layout.index != nil && question.users != nil }

    /// The index says that a session is the user's. Its value decides; where it names nobody, the index does.
    func weigh(_ verdict: SessionVerdict, _ value: StoredValue, _ user: String) -> SessionVerdict {
        guard verdict == .noMatch, !question.hasConditions,
            let description = reader.describe(value)
        else { return verdict }
        if description.principal == nil { return .match }
        tally.misfiled += 1
        return .noMatch
    }

    /// An entry without a session: what an expired session leaves, or a revocation that was killed.
    func takeStale(_ key: UnsafeRawBufferPointer, _ user: String) {
        tally.stale += 1
        guard mode.removes, let index = layout.index else { return }
        clean(IndexEntries(index: index.key(of: user), keys: [Array(key)]))
    }

    /// Takes the removed sessions of a batch out of the indexes of their users.
    func cleanIndexes(of batch: Batch) {
        guard let index = layout.index else { return }
        var keysOfIndex: [[UInt8]: [[UInt8]]] = [:]
        for (position, owner) in batch.owners.enumerated() {
            if let owner { keysOfIndex[index.key(of: owner), default: []].append(batch.doomed[position]) }
        }
        for (list, keys) in keysOfIndex { clean(IndexEntries(index: list, keys: keys)) }
    }

    /// On its way with the other commands where that is possible; a list of JSON has to be read and written anew.
    private func clean(_ entries: IndexEntries) {
        if isCluster || layout.index?.isJSON == true {
            errands.append(.index(entries))
        } else {
            commands.begin("TYPE", count: 1)
            commands.append(entries.index)
            expected.append(.indexType(entries))
        }
    }

    func takeIndexType(_ entries: IndexEntries) {
        if reply.error != nil { return tally.indexRefusals += 1 }
        guard let removals = removals(of: entries, type: reply.status) else { return tally.indexRefusals += 1 }
        for removal in removals {
            commands.append(command: removal)
            expected.append(.indexRemoval)
        }
    }

    func takeIndexRemoval() {
        if reply.error != nil { tally.indexRefusals += 1 }
    }

    /// The commands that take entries out of an index of some type; nil where it is of none that is known.
    func removals(of entries: IndexEntries, type: String?) -> [[RedisArgument]]? {
        let members = entries.keys.flatMap { key in
            layout.index?.entries.entries(of: key, id: layout.keys.id(in: key)) ?? []
        }
        let index = RedisArgument.bytes(entries.index)
        switch type {
        case "set": return [["SREM", index] + members.map { .bytes($0) }]
        case "zset": return [["ZREM", index] + members.map { .bytes($0) }]
        case "list": return members.map { ["LREM", index, 0, .bytes($0)] }
        case "none": return []
        default: return nil
        }
    }

    /// The same as errands.
    func takeOut(_ all: [IndexEntries]) throws(RedisError) {
        if case .json(let member)? = layout.index?.entries {
            for entries in all { try rewrite(entries, member: member) }
            return
        }
        var removals: [[RedisArgument]] = []
        for (entries, answer) in zip(all, sendEach(all.map { ["TYPE", .bytes($0.index)] })) {
            guard let type = try unlessRefused(answer) else { continue }
            guard let commands = self.removals(of: entries, type: type.text) else {
                tally.indexRefusals += 1
                continue
            }
            removals += commands
        }
        for answer in sendEach(removals) { _ = try unlessRefused(answer) }
    }

    /// Reads a list of JSON and writes it without the sessions that are gone, unless somebody else changed it in between
    /// (WATCH): then once more. In a cluster the list is left as it is, since nothing guards it there while it is
    /// rewritten, and a login lost from it is worse than an entry without a session.
    private func rewrite(_ entries: IndexEntries, member: String) throws(RedisError) {
        guard !isCluster else { return tally.unmended += entries.keys.count }
        let gone = Set(entries.keys.flatMap { [$0, Array(layout.keys.id(in: $0))] })
        let index = RedisArgument.bytes(entries.index)
        do throws(RedisError) {
            for _ in 0..<10 {
                _ = try ask(["WATCH", index])
                guard case .bulk(let text) = try ask(["GET", index]), let list = JSONIndex(text, member: member),
                    let rest = list.without(gone)
                else {
                    _ = try ask(["UNWATCH"])
                    return
                }
                let change: [RedisArgument] =
                    rest.isEmpty ? ["UNLINK", index] : ["SET", index, .bytes(rest), "KEEPTTL"]
                // Where MULTI is refused, the change alone would be done at once, whatever was written meanwhile.
                _ = try ask(["MULTI"])
                let replies = try ask(all: [change, ["EXEC"]])
                if case .error(let code, let message) = replies[1] {
                    throw RedisError.server(code: code, message: message)
                }
                if replies[1] != .null { return }
            }
            tally.unmended += entries.keys.count
        } catch {
            guard error.isRefusal else { throw error }
            tally.indexRefusals += 1
            _ = try ask(all: [["UNWATCH"]])
        }
    }
}

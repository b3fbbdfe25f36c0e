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
        sendIndexType(index.key(of: user), [Array(key)])
    }

    /// Takes the removed sessions of a batch out of the indexes of their users.
    func cleanIndexes(of batch: Batch) {
        guard let index = layout.index else { return }
        var keysOfIndex: [[UInt8]: [[UInt8]]] = [:]
        for (position, owner) in batch.owners.enumerated() {
            if let owner { keysOfIndex[index.key(of: owner), default: []].append(batch.doomed[position]) }
        }
        for (list, keys) in keysOfIndex { sendIndexType(list, keys) }
    }

    private func sendIndexType(_ index: [UInt8], _ keys: [[UInt8]]) {
        let members = keys.flatMap { [Array(layout.keys.id(in: $0)), $0] }
        commands.begin("TYPE", count: 1)
        commands.append(index)
        expected.append(.indexType(IndexEntries(index: index, members: members)))
    }

    func takeIndexType(_ entries: IndexEntries) {
        if reply.error != nil { return tally.indexRefusals += 1 }
        switch reply.status {
        case "set", "zset":
            commands.begin(reply.status == "set" ? "SREM" : "ZREM", count: 1 + entries.members.count)
            commands.append(entries.index)
            for member in entries.members { commands.append(member) }
            expected.append(.indexRemoval)
        case "list":
            for member in entries.members {
                commands.begin("LREM", count: 3)
                commands.append(entries.index)
                commands.append([UInt8(ascii: "0")])
                commands.append(member)
                expected.append(.indexRemoval)
            }
        case "none": return
        default: tally.indexRefusals += 1
        }
    }

    func takeIndexRemoval() {
        if reply.error != nil { tally.indexRefusals += 1 }
    }
}

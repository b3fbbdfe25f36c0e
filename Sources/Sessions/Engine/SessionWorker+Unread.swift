internal import Redis

// Where every session goes, whatever is in it, nobody needs its value: the server then has to find and to remove keys and
// nothing more.
extension SessionWorker {
    /// Whether this pass removes sessions by the form and the type of their keys alone.
    var removesUnread: Bool {
        guard mode.removes, mode.includesUndecodable, !mode.isAgain, question.isEverything, question.keep.isEmpty,
            mode.visit == nil, layout.index == nil, case .string = reader.access, case .unlink = layout.removal
        else { return false }
        return true
    }

    /// Removes the sessions that a page has brought.
    func removeUnread(_ batch: Batch) {
        guard !batch.keys.isEmpty, !isStopping else { return recycle(batch) }
        if isCluster { batch.sortBySlot() }
        tally.examined += batch.keys.count
        for index in 0..<batch.keys.count {
            batch.keys.withKey(index) { key in
                if seen.insert(key) { tally.matched += 1 }
                batch.doomed.append(key)
            }
        }
        remove(batch)
    }
}

internal import Redis

// Removals: one UNLINK for what was meant of a batch, at once after it was judged.
extension SessionWorker {
    /// Removes what was meant of a batch; done with it otherwise.
    func remove(_ batch: Batch) {
        guard !batch.doomed.isEmpty, !isStopping else { return recycle(batch) }
        commands.begin("UNLINK", count: batch.doomed.count)
        for index in 0..<batch.doomed.count { batch.doomed.withKey(index) { commands.append($0) } }
        expected.append(.removal(batch))
    }

    /// The server's number counts: a key that a scan shows twice is removed once.
    func takeRemoval(_ batch: Batch) {
        if let error = reply.error { return refuse(error) }
        tally.removed += Int(reply.integer ?? 0)
        if batch.origin != .watch { revoked.append(batch.doomed) }
        cleanIndexes(of: batch)
        recycle(batch)
    }
}

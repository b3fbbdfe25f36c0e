internal import Redis

// Removals: what was meant of a batch goes at once after it was judged.
extension SessionWorker {
    /// Removes what was meant of a batch; done with it otherwise.
    func remove(_ batch: Batch) {
        guard !batch.doomed.isEmpty, !isStopping else { return recycle(batch) }
        switch layout.removal {
        case .unlink(let companions):
            let spans = batch.doomed.spans(bySlot: isCluster)
            batch.awaited = spans.count
            for span in spans {
                send("UNLINK", batch.doomed, span)
                expected.append(.removal(batch, span))
            }
            if !companions.isEmpty { sendCompanions(companions, of: batch.doomed) }
        case .commands: sendEndings(batch)
        }
    }

    /// The server's number counts: a key that a scan shows twice is removed once.
    func takeRemoval(_ batch: Batch, _ span: Range<Int>) {
        batch.awaited -= 1
        if let error = reply.error {
            guard sendElsewhere(batch.doomed, span, of: batch, after: error, isSecondLook: true) else { return refuse(error) }
        }
        tally.removed += Int(reply.integer ?? 0)
        if batch.awaited == 0 { finish(batch) }
    }

    private func finish(_ batch: Batch) {
        if batch.origin != .watch { findings.remember(batch.doomed) }
        cleanIndexes(of: batch)
        recycle(batch)
    }
}

// MARK: - What else ends with a session

extension SessionWorker {
    /// The keys that go with removed sessions; they are not counted.
    private func sendCompanions(_ templates: [KeyTemplate], of doomed: KeyList) {
        var keys = KeyList()
        for index in 0..<doomed.count {
            for template in templates { keys.append(template.key(of: layout.keys.id(in: doomed[index]))) }
        }
        if isCluster {
            for index in 0..<keys.count { errands.append(.companion(keys[index])) }
        } else {
            send("UNLINK", keys, 0..<keys.count)
            expected.append(.companions)
        }
    }

    func takeCompanions() {
        if reply.error != nil { tally.indexRefusals += 1 }
    }

    /// Where the framework's own logout is more than a removal, its commands in their order. In a cluster they may be for
    /// several nodes, and each waits for the one before.
    private func sendEndings(_ batch: Batch) {
        if isCluster {
            for ending in batch.endings { errands.append(.ending(ending)) }
            return finish(batch)
        }
        batch.awaited = batch.endings.reduce(0) { $0 + $1.commands.count }
        for ending in batch.endings {
            for (position, command) in ending.commands.enumerated() {
                commands.append(command: command)
                expected.append(.ending(batch, decides: position == ending.deciding))
            }
        }
        if batch.awaited == 0 { finish(batch) }
    }

    func takeEnding(_ batch: Batch, decides: Bool) {
        batch.awaited -= 1
        if let error = reply.error {
            // The session is gone by the deciding command; what the others are refused is said.
            if decides { return refuse(error) }
            tally.indexRefusals += 1
        }
        if decides, let count = reply.integer, count > 0 { tally.removed += 1 }
        if batch.awaited == 0 { finish(batch) }
    }
}

internal import Redis

// Pages of keys. Two chains run side by side: each page asks for the next page, and the values of a batch for those of
// the next one. So there is always a command before the server while we look at the reply to another one, and seldom
// does it answer all at once and wait for us then.
extension SessionWorker {
    func sendScan(cursor: UInt64) {
        commands.begin("SCAN", count: 5)
        commands.append(String(cursor).utf8)
        commands.append("MATCH")
        commands.append(pattern)
        commands.append("COUNT")
        commands.append(.integer(Int64(pace.batchSize)))
        expected.append(.page)
    }

    /// Asks for the next page before it looks at this one.
    func takePage() throws(PassFailure) {
        if let error = reply.error { return refuse(error) }
        guard let cursor = reply.scanCursor else { return refuse(unexpected("SCAN")) }
        fraction = ScanCursor.fraction(cursor)
        if isStopping { return }
        if cursor == 0 {
            found.isLast = true
        } else if found.full.count >= FoundKeys.manyBatches || pace.rest > .zero || mustRunErrands {
            found.heldCursor = cursor
        } else {
            sendScan(cursor: cursor)
            try flush()
        }
        let batchSize = min(valuesAtOnce, pace.batchSize)
        reply.forEachKey { key in
            let fit = layout.keys.fit(of: key)
            guard fit != .foreign else { return }
            if let wantedSlots, !wantedSlots.contains(HashSlot.of(key)) { return }
            found.filling.append(key, fits: fit == .session)
            if found.filling.keys.count >= batchSize { closeBatch() }
        }
        // Pages are often almost empty where sessions are few among other keys: their keys are asked for together.
        if found.filling.keys.count >= batchSize / 2 || cursor == 0 { closeBatch() }
    }

    private func closeBatch() {
        guard !found.filling.keys.isEmpty else { return }
        found.full.append(found.filling)
        found.filling = makeBatch()
    }

    /// Asks for the next batches where few are on their way, and for the next page where that had to wait.
    func feed() {
        // Other clients wait for us: one batch at a time then, with a rest before each.
        let isCalm = pace.rest > .zero
        while batchesAsked < (isCalm ? 1 : FoundKeys.batchesAtOnce), !found.full.isEmpty {
            takeRest()
            sendValues(found.full.removeFirst())
        }
        if found.full.count < FoundKeys.manyBatches, let cursor = found.heldCursor {
            takeRest()
            found.heldCursor = nil
            sendScan(cursor: cursor)
        }
    }

    private func takeRest() {
        pace.takeRest {
            guard checkpoint(tally, fraction) else { return false }
            isStopping = true
            tally.wasCancelled = true
            return true
        }
    }
}

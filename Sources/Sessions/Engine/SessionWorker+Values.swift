internal import Redis

// Values: asked for by MGET, or HMGET for each hash, and judged as they come.
extension SessionWorker {
    /// In bytes.
    private static let comfortableReply = 2 << 20

    /// Asks for the values of a batch's keys.
    func sendValues(_ batch: Batch) {
        batchesAsked += 1
        switch reader.access {
        case .string:
            if isCluster { batch.sortBySlot() }
            let spans = batch.keys.spans(bySlot: isCluster)
            batch.awaited = spans.count
            for span in spans {
                send("MGET", batch.keys, span)
                expected.append(.values(batch, span))
            }
        case .hash(let fields):
            batch.awaited = batch.keys.count
            for index in 0..<batch.keys.count {
                commands.begin("HMGET", count: 1 + fields.count)
                batch.keys.withKey(index) { commands.append($0) }
                for field in fields { commands.append(field) }
                expected.append(.fields(batch, index))
            }
        }
    }

    /// Asks how many of a batch's keys exist: the answer is short, and mostly none.
    func sendExistence(_ batch: Batch) {
        if isCluster { batch.sortBySlot() }
        let spans = batch.keys.spans(bySlot: isCluster)
        batch.awaited = spans.count
        for span in spans {
            send("EXISTS", batch.keys, span)
            expected.append(.existence(batch, span))
        }
    }

    /// One command about some keys.
    func send(_ name: StaticString, _ keys: KeyList, _ span: Range<Int>) {
        commands.begin(name, count: span.count)
        for index in span { keys.withKey(index) { commands.append($0) } }
    }

    func takeExistence(_ batch: Batch, _ span: Range<Int>) {
        batch.awaited -= 1
        if let error = reply.error {
            guard sendElsewhere(batch.keys, span, of: batch, after: error) else { return refuse(error) }
        }
        if let count = reply.integer, count != 0 { batch.existsAny = true }
        guard batch.awaited == 0 else { return }
        if batch.existsAny && !isStopping { sendValues(batch) } else { recycle(batch) }
    }

    func takeValues(_ batch: Batch, _ span: Range<Int>) {
        batch.awaited -= 1
        if batch.awaited == 0 { batchesAsked -= 1 }
        if let error = reply.error {
            guard sendElsewhere(batch.keys, span, of: batch, after: error) else { return refuse(error) }
        } else {
            guard reply.count == span.count else { return refuse(unexpected("MGET")) }
            if !isStopping { judge(batch, span) }
        }
        if batch.awaited == 0 { remove(batch) }
    }

    private func judge(_ batch: Batch, _ span: Range<Int>) {
        var size = 0
        reply.forEachElement { position, value in
            let index = span.lowerBound + position
            if let value {
                size += value.count
                batch.keys.withKey(index) { take(.text(value), key: $0, at: index, of: batch) }
            } else {
                batch.keys.withKey(index) { takeMissing(key: $0, at: index, of: batch) }
            }
        }
        adapt(to: size, of: span.count)
    }

    /// Keeps the values that are in memory at once to a few megabytes, most of the time.
    private func adapt(to size: Int, of count: Int) {
        if size > Self.comfortableReply {
            valuesAtOnce = max(1, valuesAtOnce / 4)
            reply.shrink(from: size)
        } else if valuesAtOnce < Pace.largest, size < Self.comfortableReply / 8, count * 2 >= valuesAtOnce {
            valuesAtOnce = min(Pace.largest, valuesAtOnce * 2)
        }
    }

    func takeFields(_ batch: Batch, _ index: Int) {
        batch.awaited -= 1
        if batch.awaited == 0 { batchesAsked -= 1 }
        if let error = reply.error {
            if error.isWrongType {
                if batch.origin == .scan { countOtherType(fits: batch.fits[index]) }
            } else if !sendElsewhere(batch.keys, index..<(index + 1), of: batch, after: error) {
                return refuse(error)
            }
        } else if !isStopping {
            reply.withElements { values in
                batch.keys.withKey(index) { take(.fields(values), key: $0, at: index, of: batch) }
            }
        }
        if batch.awaited == 0 { remove(batch) }
    }

    /// Judges one value.
    func take(_ value: StoredValue, key: UnsafeRawBufferPointer, at index: Int, of batch: Batch) {
        guard batch.fits[index] else { return takeNeighbour(value) }
        let isFirstLook = batch.origin == .scan && !batch.isSecondLook
        var verdict = reader.judge(value)
        if verdict == .ended {
            if case .index(let user) = batch.origin { takeStale(key, user) }
            return
        }
        if verdict == .remains { return takeRemains(value, key: key, of: batch) }
        if isFirstLook {
            tally.examined += 1
            sample(value)
        }
        if case .index(let user) = batch.origin { verdict = weigh(verdict, value, user) }
        switch verdict {
        case .noMatch, .ended, .remains: return
        case .undecodable:
            if isFirstLook { tally.undecodable += 1 }
            if mode.includesUndecodable { takeMatch(value, key: key, of: batch) }
        case .match: takeMatch(value, key: key, of: batch)
        }
    }

    private func takeMatch(_ value: StoredValue, key: UnsafeRawBufferPointer, of batch: Batch) {
        if question.keep.contain(key, layout.keys) {
            if batch.origin == .scan, !batch.isSecondLook { tally.kept += 1 }
            return
        }
        if seen.insert(key) {
            tally.matched += 1
            if mode.isAgain, known.insert(key) {
                tally.fresh += 1
                if batch.origin == .watch { findings.remember(key) }
            }
            // What an index led to is gone before the scan would count it.
            if batch.origin != .scan, mode.removes, !mode.isAgain { tally.examined += 1 }
            if batch.origin == .scan, selectsByIndex, !findings.indexed.contains(key) { tally.unindexed += 1 }
            if let visit = mode.visit, let description = reader.describe(value) { visit(key, description) }
        }
        guard mode.removes else { return }
        batch.doomed.append(key)
        if case .commands(let ending) = layout.removal { batch.endings.append(ending.commands(ending: key, value)) }
        guard layout.index != nil else { return }
        if case .index(let user) = batch.origin {
            batch.owners.append(user)
        } else {
            batch.owners.append(reader.describe(value)?.principal)
        }
    }

    /// What an interrupted save left goes where it is of a session that we removed. Otherwise nobody knows whose it was: it
    /// is told, and goes with the values that cannot be read. A watch is told of everybody's keys.
    private func takeRemains(_ value: StoredValue, key: UnsafeRawBufferPointer, of batch: Batch) {
        if batch.origin == .scan, !batch.isSecondLook { tally.remains += 1 }
        let wasRemoved = batch.origin == .watch && known.contains(key)
        guard mode.removes, wasRemoved || mode.includesUndecodable else { return }
        batch.doomed.append(key)
        if case .commands(let ending) = layout.removal { batch.endings.append(ending.commands(ending: key, value)) }
        if layout.index != nil { batch.owners.append(nil) }
    }

    /// Looks through the first thousand sessions and a few of the others for a user, so that a layout which looks in
    /// the wrong place is noticed.
    private func sample(_ value: StoredValue) {
        guard question.users != nil, tally.examined <= 1000 || tally.examined % 64 == 0 else { return }
        guard let description = reader.describe(value) else { return }
        tally.sampled += 1
        if description.principal != nil { tally.named += 1 }
    }

    /// A key that is no session's by its form, and whose value reads like one that is meant, is for a person to judge.
    private func takeNeighbour(_ value: StoredValue) {
        tally.neighbours += 1
        if question.isEverything {
            if reader.describe(value)?.principal != nil { tally.suspects += 1 }
        } else if reader.judge(value) == .match {
            tally.suspects += 1
        }
    }

    /// A value that did not come: the session ended meanwhile, or the key is of another type.
    func takeMissing(key: UnsafeRawBufferPointer, at index: Int, of batch: Batch) {
        switch batch.origin {
        case .scan:
            guard batch.fits[index] else { return tally.neighbours += 1 }
            // What is missing on a node of a cluster may have moved.
            if isCluster { return }
            commands.begin("TYPE", count: 1)
            commands.append(key)
            expected.append(.type)
        case .index(let user): takeStale(key, user)
        case .watch: return
        }
    }

    func takeType() {
        if let error = reply.error { return refuse(error) }
        if !["none", "string"].contains(reply.status) { countOtherType(fits: true) }
    }

    func countOtherType(fits: Bool) {
        if fits { tally.otherType += 1 } else { tally.neighbours += 1 }
    }
}

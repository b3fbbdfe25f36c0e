internal import Redis

// Errands: what this node cannot do, done through the whole cluster before the pass is over. Outside of a cluster there
// are few (an index of JSON): they are done on this connection while nothing else is on its way.
extension SessionWorker {
    /// Whether keys are spread over several nodes.
    var isCluster: Bool { elsewhere != nil }

    /// Whether nothing more is to be begun on this connection until the errands are done on it.
    var mustRunErrands: Bool { !isCluster && errands.count >= ClusterErrands.many }

    /// Leaves keys for which this node sends us elsewhere to an errand, which reads them again; false where the refusal
    /// says something else.
    func sendElsewhere(
        _ keys: KeyList, _ span: Range<Int>, of batch: Batch, after error: RedisError, isSecondLook: Bool = false
    ) -> Bool {
        guard isCluster, error.isRedirection else { return false }
        for index in span {
            redirectedSlots.insert(keys.withKey(index) { HashSlot.of($0) })
            let fits = isSecondLook || batch.fits[index]
            errands.append(
                .session(
                    key: keys[index], fits: fits, batch.origin, isSecondLook: isSecondLook || batch.isSecondLook))
        }
        return true
    }

    /// Does the errands that have gathered, and those that come of them.
    func runErrands() throws(PassFailure) {
        while !errands.isEmpty, !isStopping {
            let todo = errands
            errands = []
            do {
                try run(todo)
            } catch {
                if error.isRefusal { return refuse(error) }
                // In a cluster replies are still on their way here, to removals too: nobody takes them in any more, and the
                // next pass must not take them for its own.
                if connection.pendingReplies > 0 { connection.close() }
                throw PassFailure(cause: error, unknown: doomedInFlight)
            }
            if checkpoint(tally, fraction) {
                isStopping = true
                tally.wasCancelled = true
            }
        }
    }

    private func run(_ errands: [Errand]) throws(RedisError) {
        var sessions: [Batch] = []
        var endings: [EndingCommands] = []
        var companions: [[RedisArgument]] = []
        var indexes: [IndexEntries] = []
        for errand in errands {
            switch errand {
            case .session(let key, let fits, let origin, let isSecondLook):
                let batch = makeBatch()
                batch.origin = origin
                batch.isSecondLook = isSecondLook
                key.withUnsafeBytes { batch.append($0, fits: fits) }
                sessions.append(batch)
            case .ending(let ending): endings.append(ending)
            case .companion(let key): companions.append(["UNLINK", .bytes(key)])
            case .index(let entries): indexes.append(entries)
            }
        }
        try run(sessions)
        try run(endings)
        for answer in sendEach(companions) { _ = try unlessRefused(answer) }
        try takeOut(indexes)
    }

    /// Sends commands about single keys to wherever those are, all before the first reply is waited for.
    func sendEach(_ commands: [[RedisArgument]]) -> [ErrandAnswer] {
        if commands.isEmpty { return [] }
        if let elsewhere { return elsewhere.send(commands) }
        do {
            return try ask(all: commands).map { reply in
                guard case .error(let code, let message) = reply else { return ErrandAnswer(result: .success(reply)) }
                return ErrandAnswer(result: .failure(.server(code: code, message: message)))
            }
        } catch {
            return commands.map { _ in ErrandAnswer(result: .failure(error)) }
        }
    }

    /// A refusal of what is not essential is counted.
    func unlessRefused(_ answer: ErrandAnswer) throws(RedisError) -> RedisReply? {
        do {
            return try answer.result.get()
        } catch {
            guard error.isRefusal else { throw error }
            tally.indexRefusals += 1
            return nil
        }
    }
}

// MARK: - Sessions, one key each

extension SessionWorker {
    /// Reads, judges and removes sessions that are each a batch of one.
    private func run(_ batches: [Batch]) throws(RedisError) {
        var reads: [[RedisArgument]] = []
        for batch in batches {
            let key = RedisArgument.bytes(batch.keys[0])
            switch reader.access {
            case .string: reads.append(["GET", key])
            case .hash(let fields): reads.append(["HMGET", key] + fields.map { .bytes($0) })
            }
        }
        for (batch, answer) in zip(batches, sendEach(reads)) {
            do {
                judge(try answer.result.get(), batch)
            } catch {
                guard error.isWrongType else { throw error }
                if batch.origin == .scan { countOtherType(fits: batch.fits[0]) }
            }
        }
        let doomed = batches.filter { !$0.doomed.isEmpty }
        if case .unlink(let companions) = layout.removal {
            let answers = sendEach(doomed.map { ["UNLINK", .bytes($0.doomed[0])] })
            var failure: RedisError?
            for (batch, answer) in zip(doomed, answers) {
                do {
                    let count = try answer.count()
                    tally.removed += count
                    if count == 0 && answer.mayHaveRunUnseen { tally.unconfirmed += 1 }
                } catch {
                    failure = failure ?? error
                    if answer.mayHaveRunUnseen { tally.unconfirmed += 1 }
                    continue
                }
                let id = layout.keys.id(in: batch.doomed[0])
                for template in companions { errands.append(.companion(template.key(of: id))) }
            }
            if let failure { throw failure }
        } else {
            for batch in doomed { errands += batch.endings.map { .ending($0) } }
        }
        for batch in doomed {
            if batch.origin != .watch { findings.remember(batch.doomed) }
            cleanIndexes(of: batch)
        }
        for batch in batches { recycle(batch) }
    }

    private func judge(_ reply: RedisReply, _ batch: Batch) {
        let key = batch.keys[0]
        key.withUnsafeBytes { key in
            switch reply {
            case .bulk(let value): value.withUnsafeBytes { take(.text($0), key: key, at: 0, of: batch) }
            case .array(let fields): Self.lend(fields) { take(.fields($0), key: key, at: 0, of: batch) }
            default: takeMissing(key: key, at: 0, of: batch)
            }
        }
    }

    /// Lends the fields of a hash, all at once.
    private static func lend(_ fields: [RedisReply], _ body: ([UnsafeRawBufferPointer?]) -> Void) {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>?] = []
        for field in fields {
            guard case .bulk(let value) = field else {
                ranges.append(nil)
                continue
            }
            ranges.append(bytes.count..<(bytes.count + value.count))
            bytes += value
        }
        bytes.withUnsafeBytes { bytes in
            body(ranges.map { $0.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) } })
        }
    }

    /// The commands of each ending in their order; those of different sessions side by side.
    private func run(_ endings: [EndingCommands]) throws(RedisError) {
        for step in 0..<(endings.map(\.commands.count).max() ?? 0) {
            let due = endings.filter { $0.commands.count > step }
            for (ending, answer) in zip(due, sendEach(due.map { $0.commands[step] })) {
                if ending.deciding != step {
                    _ = try unlessRefused(answer)
                } else if try answer.count() > 0 {
                    tally.removed += 1
                } else if answer.mayHaveRunUnseen {
                    tally.unconfirmed += 1
                }
            }
        }
    }
}

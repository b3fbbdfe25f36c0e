internal import Redis

/// Sends single-key commands to whichever node of a cluster has the key, one at a time.
struct ClusterErrands {
    /// So many are done at once, so that their memory stays bounded.
    static let many = 500

    /// Follows redirections for a bounded time.
    let command: ([RedisArgument]) throws(RedisError) -> RedisReply
}

extension RedisError {
    /// A node of a cluster does not answer for these keys: they are elsewhere, on their way, or nobody serves them now.
    var isRedirection: Bool {
        guard case .server(let code, _) = self else { return false }
        return ["MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN"].contains(code)
    }
}

// Errands: what this node cannot do, done through the whole cluster before the pass is over.
extension SessionWorker {
    /// Whether keys are spread over several nodes.
    var isCluster: Bool { elsewhere != nil }

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

    /// Whether nothing more is to be begun on this connection until the errands are done on it.
    var mustRunErrands: Bool { !isCluster && errands.count >= ClusterErrands.many }

    /// Does the errands that have gathered, and those that come of them. Outside of a cluster they are done on this
    /// connection, and nothing else may be on its way.
    func runErrands() throws(PassFailure) {
        while !errands.isEmpty, !isStopping {
            let errand = errands.removeLast()
            do {
                try run(errand)
            } catch {
                switch error {
                case .server: return refuse(error)
                default: throw PassFailure(cause: error, unknown: errand.mayRemove ? 1 : 0)
                }
            }
            if checkpoint(tally, fraction) {
                isStopping = true
                tally.wasCancelled = true
            }
        }
    }

    private func run(_ errand: Errand) throws(RedisError) {
        switch errand {
        case .session(let key, let fits, let origin, let isSecondLook):
            let batch = makeBatch()
            batch.origin = origin
            batch.isSecondLook = isSecondLook
            key.withUnsafeBytes { batch.append($0, fits: fits) }
            try read(batch, key)
            try removeElsewhere(batch, key)
            recycle(batch)
        case .ending(let ending):
            for (position, command) in ending.commands.enumerated() {
                let decides = position == ending.deciding
                guard let reply = try attempt(command, mayBeRefused: !decides) else { continue }
                if decides, let count = reply.integerValue, count > 0 { tally.removed += 1 }
            }
        case .companion(let key): _ = try attempt(["UNLINK", .bytes(key)], mayBeRefused: true)
        case .index(let entries): try takeOut(entries)
        }
    }

    private func removeElsewhere(_ batch: Batch, _ key: [UInt8]) throws(RedisError) {
        guard !batch.doomed.isEmpty else { return }
        switch layout.removal {
        case .unlink(let companions):
            tally.removed += Int(try ask(forKey: ["UNLINK", .bytes(key)]).integerValue ?? 0)
            for template in companions { errands.append(.companion(template.key(of: layout.keys.id(in: key)))) }
        case .commands:
            for ending in batch.endings { errands.append(.ending(ending)) }
        }
        if batch.origin != .watch { findings.remember(batch.doomed) }
        cleanIndexes(of: batch)
    }

    /// Reads a value and judges it.
    private func read(_ batch: Batch, _ key: [UInt8]) throws(RedisError) {
        do {
            switch reader.access {
            case .string:
                let reply = try ask(forKey: ["GET", .bytes(key)])
                key.withUnsafeBytes { key in
                    if case .bulk(let value) = reply {
                        value.withUnsafeBytes { take(.text($0), key: key, at: 0, of: batch) }
                    } else {
                        takeMissing(key: key, at: 0, of: batch)
                    }
                }
            case .hash(let fields):
                let reply = try ask(forKey: ["HMGET", .bytes(key)] + fields.map { .bytes($0) })
                judge(reply.elements ?? [], key, batch)
            }
        } catch {
            guard error.isWrongType else { throw error }
            if batch.origin == .scan { countOtherType(fits: batch.fits[0]) }
        }
    }

    /// Lends the fields of a hash to the reader, all at once.
    private func judge(_ fields: [RedisReply], _ key: [UInt8], _ batch: Batch) {
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
            let values = ranges.map { $0.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) } }
            key.withUnsafeBytes { take(.fields(values), key: $0, at: 0, of: batch) }
        }
    }

    /// A refusal of what is not essential is counted.
    private func attempt(_ command: [RedisArgument], mayBeRefused: Bool) throws(RedisError) -> RedisReply? {
        do {
            return try ask(forKey: command)
        } catch {
            guard mayBeRefused, case .server = error else { throw error }
            tally.indexRefusals += 1
            return nil
        }
    }
}

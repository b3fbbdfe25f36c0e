internal import Basics
internal import State

/// What an import of many entries has written.
public struct JournalImport: Sendable, Hashable {
    /// How many entries.
    public var entries: Int64 = 0
    /// The position of the first; nil where there are none.
    public var first: Int64?
    /// The position of the last; nil where there are none. What others wrote meanwhile may stand between the two.
    public var last: Int64?

    fileprivate mutating func take(_ batch: WrittenBatch) {
        entries += batch.end.size - batch.first
        first = first ?? batch.first
        last = batch.end.size - 1
    }
}

extension Journal {
    /// Writes any number of entries, in transactions of some thousands so that others can write in between; each is on
    /// disk under a signed checkpoint when it ends. `next` gives one draft after the other and nil at the end. The
    /// leaves of one batch are made while the one before is being written, and no more than two are in memory.
    ///
    /// Where it throws, the entries of the transactions before stay written: whoever begins again has to know them, or
    /// writes everything in one transaction of its own, with `append(_:in:)`.
    @discardableResult
    public func append(pulling next: () throws -> JournalDraft?) throws -> JournalImport {
        var result = JournalImport()
        let maker = JournalBatchMaker()
        var edge = try found()
        var writing: BackgroundThread<WrittenBatch>?
        // The last one is waited for, whatever happens: nothing shall go on behind the caller's back.
        defer { _ = try? writing?.join() }
        while case (var batch, let drafts)? = try maker.fill(behind: edge, at: now, next) {
            if let before = try writing?.join() {
                result.take(before)
                // Where somebody else has written in between, it is made again behind that.
                if before.end != batch.start { batch = try maker.batch(of: drafts, behind: before.end, at: now) }
            }
            edge = batch.end
            writing = BackgroundThread { [batch, drafts] in try write(batch, drafts) }
        }
        if let last = try writing?.join() { result.take(last) }
        return result
    }

    /// Writes the entries of a sequence, as `append(pulling:)` does.
    @discardableResult
    public func append(many drafts: some Sequence<JournalDraft>) throws -> JournalImport {
        var iterator = drafts.makeIterator()
        return try append { iterator.next() }
    }

    /// The edge of the tree; the first entry is written and signed where there is none.
    private func found() throws -> MerkleFrontier {
        let signer = try requiredSigner
        return try database.write { session in
            let store = JournalStore(session: session)
            let head = try JournalHead(store, signer.verifier)
            guard head.frontier.size == 0 else { return head.frontier }
            let batch = try JournalBatchMaker().batch(of: [.founding(signer)], behind: head.frontier, at: now)
            try store.insert(batch)
            try store.insert(try signer.sign(size: batch.end.size, root: batch.end.root))
            return batch.end
        }
    }

    /// Writes a batch in a transaction with its checkpoint; made again where somebody else was faster.
    private func write(_ batch: JournalBatch, _ drafts: [JournalDraft]) throws -> WrittenBatch {
        let signer = try requiredSigner
        return try database.write { session in
            let store = JournalStore(session: session)
            let head = try JournalHead(store, signer.verifier)
            let fitting =
                head.frontier == batch.start
                ? batch : try JournalBatchMaker().batch(of: drafts, behind: head.frontier, at: now)
            try store.insert(fitting)
            try store.insert(try signer.sign(size: fitting.end.size, root: fitting.end.root))
            return WrittenBatch(first: fitting.start.size, end: fitting.end)
        }
    }
}

/// Where a batch came to stand.
private struct WrittenBatch: Sendable {
    let first: Int64
    let end: MerkleFrontier
}

extension JournalBatchMaker {
    /// So many entries and so many bytes of leaves are written at a time.
    private static let limit = (entries: 16_384, bytes: 16 << 20)

    /// A batch of what comes next, and the drafts that it was made of; nil where nothing comes any more.
    fileprivate func fill(
        behind edge: MerkleFrontier, at now: Timestamp, _ next: () throws -> JournalDraft?
    ) throws -> (JournalBatch, [JournalDraft])? {
        var batch = JournalBatch(behind: edge, at: now)
        var drafts: [JournalDraft] = []
        while drafts.count < Self.limit.entries, batch.leaves.byteCount < Self.limit.bytes, let draft = try next() {
            try add(draft, to: &batch)
            drafts.append(draft)
        }
        return drafts.isEmpty ? nil : (batch, drafts)
    }

    /// The batch of some drafts.
    fileprivate func batch(
        of drafts: [JournalDraft], behind edge: MerkleFrontier, at now: Timestamp
    ) throws -> JournalBatch {
        var batch = JournalBatch(behind: edge, at: now)
        for draft in drafts { try add(draft, to: &batch) }
        return batch
    }
}

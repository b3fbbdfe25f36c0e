internal import Synchronization

/// Gets rows that have no instant.
public typealias UndatedSink = @Sendable (borrowing RecordBuffer, OpenedSource) throws -> Void

extension LogReading {
    /// How many records go out between two questions whether to stop.
    private static let recordsBetweenQuestions = 4096

    /// Reads everything and hands the records on in the order in which things happened, in the form that an encoder gives
    /// them. A row that two sources have at the same instant goes out once; one that a source has twice, twice.
    ///
    /// - Parameters:
    ///   - memory: how many bytes of records may wait in memory; the others wait on disk.
    ///   - undated: gets each row that has no instant, from several threads, one at a time.
    ///   - write: gets a record's instant and its bytes.
    public func merge(
        memory: Int = 280 << 20, makeEncoder: @escaping @Sendable () -> any RecordEncoder,
        undated: UndatedSink? = nil,
        write: (Int64, Bytes) throws -> Void
    ) throws -> LogSummary {
        let records = try merged(memory: memory, makeEncoder: makeEncoder, undated: undated)
        var untilAsked = Self.recordsBetweenQuestions
        while let (time, bytes) = try records.next() {
            untilAsked -= 1
            if untilAsked == 0 {
                if isStopped() { throw LogStopped() }
                untilAsked = Self.recordsBetweenQuestions
            }
            try write(time, bytes)
        }
        return records.summary
    }

    /// Reads everything, and gives the records one after the other as they are asked for; otherwise like `merge`.
    public func merged(
        memory: Int = 280 << 20, makeEncoder: @escaping @Sendable () -> any RecordEncoder, undated: UndatedSink? = nil
    ) throws -> MergedRecords {
        let sorter = SharedSorter(limit: memory)
        let comparesSources = sources.count > 1
        var summary = try forEach {
            SortingConsumer(
                encoder: makeEncoder(), sorter: sorter, comparesSources: comparesSources, undated: undated)
        }
        guard let filled = sorter.take() else { return MergedRecords(RecordMerge([]), summary, false) }
        summary.bytesOnDisk = filled.spilled
        return MergedRecords(try filled.merge(), summary, comparesSources)
    }
}

/// Records in the order in which things happened. Belongs to one thread.
public final class MergedRecords {
    private var merge: RecordMerge
    private let comparesSources: Bool
    private var twins = TwinFilter()
    /// What became of the rows; duplicates are counted as they are met.
    public private(set) var summary: LogSummary

    init(_ merge: RecordMerge, _ summary: LogSummary, _ comparesSources: Bool) {
        self.merge = merge
        self.summary = summary
        self.comparesSources = comparesSources
    }

    /// The next record's instant and its bytes, which are valid until the one after it is asked for; nil at the end.
    public func next() throws -> (time: Int64, bytes: Bytes)? {
        while let (entry, bytes) = try merge.next() {
            guard comparesSources, twins.isKnown(entry) else { return (entry.time, bytes) }
            summary.duplicates += 1
            summary.records -= 1
        }
        return nil
    }
}

/// Sorts what a thread reads, a batch at a time.
private struct SortingConsumer: RecordConsumer {
    private static let batchBytes = 12 << 20

    private var encoder: any RecordEncoder
    private let sorter: SharedSorter
    private let comparesSources: Bool
    private let undated: UndatedSink?
    private let batch = BatchBox()

    init(
        encoder: any RecordEncoder, sorter: SharedSorter, comparesSources: Bool,
        undated: UndatedSink?
    ) {
        self.encoder = encoder
        self.sorter = sorter
        self.comparesSources = comparesSources
        self.undated = undated
    }

    mutating func take(_ record: borrowing RecordBuffer, of source: OpenedSource) throws {
        let start = batch.value.bytes.count
        encoder.encode(record, of: source, into: &batch.value.bytes)
        // An encoder that has nothing to say leaves the record out.
        guard batch.value.bytes.count > start else { return }
        batch.value.entries.append(
            RecordEntry(
                time: record.microseconds, line: record.line, hash: comparesSources ? Self.hash(record.row) : 0,
                source: UInt32(source.index), length: UInt32(batch.value.bytes.count - start), offset: start))
        if batch.value.bytes.count >= Self.batchBytes { try finish() }
    }

    mutating func takeUndated(_ record: borrowing RecordBuffer, of source: OpenedSource) throws {
        guard let undated else { return }
        try sorter.alone { try undated(record, source) }
    }

    mutating func finish() throws {
        var full = RecordBatch(capacity: Self.batchBytes + (1 << 20))
        swap(&full, &batch.value)
        full.sort()
        try sorter.add(full)
    }

    /// With the key that the process was given at its start (SipHash): nobody can write rows that look like others.
    private static func hash(_ row: Bytes) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: row)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

/// A batch behind a reference, since a consumer can be copied and a batch must not be. It belongs to one thread.
private final class BatchBox {
    var value = RecordBatch(capacity: 1 << 20)
}

/// The sorter that the threads share.
private final class SharedSorter: Sendable {
    private let sorter: Mutex<RecordSorter?>
    private let gate = Mutex(())

    init(limit: Int) { sorter = Mutex(RecordSorter(limit: limit)) }

    func add(_ batch: consuming sending RecordBatch) throws {
        var waiting: RecordBatch? = consume batch
        try sorter.withLock { sorter in
            if let batch = waiting.take() { try sorter?.add(batch) }
        }
    }

    /// Lets one thread at a time do something.
    func alone(_ body: () throws -> Void) rethrows { try gate.withLock { _ in try body() } }

    /// The sorter, once no thread adds to it any more.
    func take() -> RecordSorter? { sorter.withLock { $0.take() } }
}

/// Knows rows of the same instant that a source before has had already.
private struct TwinFilter {
    private var time = Int64.min
    private var source: UInt32 = 0
    /// How often the rows of this instant stand in the source that has them most often, of those before the present one.
    private var most: [UInt64: Int] = [:]
    /// How often they stand in the present source so far.
    private var own: [UInt64: Int] = [:]
    private var isFirst = true

    /// Whether the record at hand, the next in order, was there already.
    mutating func isKnown(_ entry: RecordEntry) -> Bool {
        if entry.time != time || isFirst {
            time = entry.time
            source = entry.source
            isFirst = false
            if !most.isEmpty { most.removeAll(keepingCapacity: most.count < 4096) }
            if !own.isEmpty { own.removeAll(keepingCapacity: own.count < 4096) }
        } else if entry.source != source {
            source = entry.source
            for (hash, count) in own { most[hash] = max(most[hash] ?? 0, count) }
            own.removeAll(keepingCapacity: own.count < 4096)
        }
        let count = (own[entry.hash] ?? 0) + 1
        own[entry.hash] = count
        return count <= most[entry.hash] ?? 0
    }
}

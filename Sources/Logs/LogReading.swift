public import Basics
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Reads sources on several threads: each takes a piece, reads its rows and hands what is wanted to its consumer.
public struct LogReading: Sendable {
    /// What is read.
    public let sources: [LogSource]
    /// The formats that are known.
    public let formats: LogFormats
    /// What is wanted.
    public var filter = RecordFilter()
    /// How many threads read; one for each processor.
    public var threads: Int
    /// Sees the bytes of each source as they are stored, with the source's place.
    public var observe: (@Sendable (Int, Bytes) -> Void)?
    /// Asked between pieces, and now and then while records go out; true ends the work with `LogStopped`.
    public var isStopped: @Sendable () -> Bool = { false }

    public init(_ sources: [LogSource], formats: LogFormats = LogFormats()) {
        self.sources = sources
        self.formats = formats
        threads = max(1, min(16, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }

    /// Reads everything. `makeConsumer` is called once for each thread, on it.
    public func forEach<Consumer: RecordConsumer>(
        _ makeConsumer: @escaping @Sendable () -> Consumer
    ) throws -> LogSummary {
        let shared = SharedReader(ChunkReader(sources, formats, observe: observe))
        let workers = (1..<max(threads, 1)).map { _ in
            BackgroundThread { try shared.stoppingAtFailure { try work(shared, makeConsumer()) } }
        }
        let own = Result { try shared.stoppingAtFailure { try work(shared, makeConsumer()) } }
        var summary = LogSummary()
        var failure: (any Error)?
        for worker in workers {
            do { summary.add(try worker.join()) } catch { failure = failure ?? error }
        }
        summary.add(try own.get())
        if let failure { throw failure }
        shared.describe(&summary)
        return summary
    }

    private func work<Consumer: RecordConsumer>(
        _ shared: SharedReader, _ made: consuming Consumer
    ) throws -> LogSummary {
        var consumer = made
        var counts = LogSummary()
        var chunk = Chunk()
        var record = RecordBuffer()
        var readerOf = -1
        var reader: (any LogReader)?
        while try shared.next(&chunk) {
            guard let source = chunk.source else { break }
            if isStopped() { throw LogStopped() }
            var own: any LogReader
            if let kept = reader, readerOf == source.index {
                own = kept
            } else {
                own = source.format.makeReader(source.clock)
            }
            reader = nil
            readerOf = source.index
            try read(&chunk, source, &own, &record, &consumer, &counts)
            reader = own
        }
        try consumer.finish()
        return counts
    }

    private func read<Consumer: RecordConsumer>(
        _ chunk: inout Chunk, _ source: OpenedSource, _ reader: inout any LogReader, _ record: inout RecordBuffer,
        _ consumer: inout Consumer, _ counts: inout LogSummary
    ) throws {
        if chunk.isCut { counts.cut += 1 }
        let isDocument = source.format.framing == .document
        let hasTexts = !filter.texts.isEmpty && !isDocument
        var rows = RowCutter(chunk.bytes.bytes, source.format, isEnd: true)
        while let row = rows.next() {
            if row.bytes.count == 0 || row.bytes[0].isBlank && row.bytes.trimmed.count == 0 { continue }
            counts.rows += 1
            if hasTexts, !filter.mayTake(row.bytes) {
                counts.filtered += 1
                continue
            }
            record.begin(row.bytes, line: chunk.line + Int64(row.line))
            let reading = reader.read(row.bytes, &record)
            if reading == .nothing {
                counts.rows -= 1
                continue
            }
            if reading == .foreign { record.begin(row.bytes, line: chunk.line + Int64(row.line)) }
            try hand(record, source, &consumer, &counts)
            guard isDocument, reading == .record else { continue }
            while reader.next(&record) {
                counts.rows += 1
                try hand(record, source, &consumer, &counts)
            }
        }
    }

    @inline(__always)
    private func hand<Consumer: RecordConsumer>(
        _ record: borrowing RecordBuffer, _ source: OpenedSource, _ consumer: inout Consumer,
        _ counts: inout LogSummary
    ) throws {
        // A document's records have no rows of their own.
        let isWanted = source.format.framing != .document || filter.mayTake(partOfDocument: record)
        guard isWanted, filter.takes(record) else {
            counts.filtered += 1
            return
        }
        if record.isRepaired { counts.repaired += 1 }
        switch record.missing {
        case nil:
            counts.records += 1
            try consumer.take(record, of: source)
            return
        case .time?: counts.undated += 1
        case .zone?: counts.withoutZone += 1
        case .year?: counts.withoutYear += 1
        }
        try consumer.takeUndated(record, of: source)
    }
}

/// Reading was stopped because somebody wished it.
public struct LogStopped: Failure {
    public let message = "stopped before the end of the logs"
    public let status = ExitStatus.partial
}

/// The reader that the threads share.
private final class SharedReader: Sendable {
    private let reader: Mutex<ChunkReader>
    private let isStopped = Atomic(false)

    init(_ reader: consuming sending ChunkReader) { self.reader = Mutex(reader) }

    func next(_ chunk: inout Chunk) throws -> Bool {
        try !isStopped.load(ordering: .relaxed) && reader.withLock { try $0.next(&chunk) }
    }

    /// After a failure of one thread no other gets a further chunk.
    func stoppingAtFailure<Value>(_ work: () throws -> Value) throws -> Value {
        do { return try work() } catch {
            isStopped.store(true, ordering: .relaxed)
            throw error
        }
    }

    func describe(_ summary: inout LogSummary) {
        let (sources, cutOff) = reader.withLock { reader in
            (reader.opened.map { LogSummary.Source(name: $0.name, format: $0.format.name) }, reader.cutOff)
        }
        summary.sources = sources
        summary.cutOff = cutOff
    }
}

internal import Files

/// Collects batches of records; what does not fit into memory goes to disk in order, and all of it is merged at the end.
struct RecordSorter: ~Copyable {
    /// How much all runs on disk are read ahead together, and one of them at most.
    private static let readAhead = (together: 32 << 20, most: 256 << 10)

    private let limit: Int
    private let mostRuns: Int
    private var runs: [MemoryRun] = []
    private var size = 0
    private var file: ScratchFile?
    private var fileEnd = 0
    /// True after a failure, since what is on disk may then be cut off.
    private var isBroken = false
    private var ranges: [Range<Int>] = []
    /// How many bytes went to disk.
    private(set) var spilled = 0

    /// - Parameters:
    ///   - limit: how many bytes of records stay in memory.
    ///   - mostRuns: more runs on disk than these are merged to one before others come, since each needs memory when all
    ///     are read. So many hold half a terabyte in the usual memory: merging twice takes the time and the room twice.
    init(limit: Int, mostRuns: Int = 2048) {
        self.limit = limit
        self.mostRuns = mostRuns
    }

    /// Takes a sorted batch. After a failure, which one thread has told of, those of the others are dropped.
    mutating func add(_ batch: consuming RecordBatch) throws {
        guard !batch.entries.isEmpty, !isBroken else { return }
        size += batch.size
        runs.append(MemoryRun(batch))
        guard size > limit else { return }
        do { try spill() } catch {
            isBroken = true
            runs = []
            throw error
        }
    }

    /// All records, in order.
    consuming func merge() throws -> RecordMerge {
        RecordMerge(runs + (try runsOnDisk()))
    }

    /// What is in memory goes to disk.
    private mutating func spill() throws {
        let file = try self.file ?? ScratchFile()
        self.file = file
        let range = try write(runs, to: file, at: fileEnd)
        ranges.append(range)
        fileEnd = range.upperBound
        runs = []
        size = 0
        if ranges.count > mostRuns { try mergeRuns() }
    }

    /// The runs on disk become one.
    private mutating func mergeRuns() throws {
        let merged = try ScratchFile()
        let range = try write(try runsOnDisk(), to: merged, at: 0)
        file = merged
        ranges = [range]
        fileEnd = range.upperBound
    }

    private func runsOnDisk() throws -> [any RecordRun] {
        guard let file else { return [] }
        let buffer = min(Self.readAhead.most, max(16 << 10, Self.readAhead.together / max(ranges.count, 1)))
        return try ranges.map { try FileRun(file, $0.lowerBound, $0.upperBound, buffer: buffer) }
    }

    /// Writes runs as one at a place of a file; where it is.
    private mutating func write(_ runs: [any RecordRun], to file: ScratchFile, at start: Int) throws -> Range<Int> {
        var end = start
        var buffer = ByteBuffer(capacity: 1 << 20)
        func flush() throws {
            try file.write(buffer.bytes, at: end)
            end += buffer.count
            buffer.clear()
        }
        var merge = RecordMerge(runs)
        try merge.forEach { entry, bytes in
            withUnsafeBytes(of: entry) { buffer.append($0) }
            buffer.append(bytes)
            if buffer.count >= 1 << 20 { try flush() }
        }
        try flush()
        spilled += end - start
        return start..<end
    }
}

internal import Files

/// Collects batches of records; what does not fit into memory goes to disk in order, and all of it is merged at the end.
struct RecordSorter: ~Copyable {
    /// How much a run on disk is read ahead.
    private static let readAhead = 256 << 10
    /// More runs than these are merged to one before others come: each needs memory when all are read.
    private static let mostRuns = 128

    private let limit: Int
    private var runs: [MemoryRun] = []
    private var size = 0
    private var file: ScratchFile?
    private var fileEnd = 0
    private var ranges: [Range<Int>] = []
    /// How many bytes went to disk.
    private(set) var spilled = 0

    /// - Parameter limit: how many bytes of records stay in memory.
    init(limit: Int) { self.limit = limit }

    /// Takes a sorted batch.
    mutating func add(_ batch: consuming RecordBatch) throws {
        guard !batch.entries.isEmpty else { return }
        size += batch.size
        runs.append(MemoryRun(batch))
        if size > limit { try spill() }
    }

    /// All records, in order.
    consuming func merge() throws -> RecordMerge {
        var all: [any RecordRun] = runs
        if let file {
            for range in ranges {
                all.append(try FileRun(file, range.lowerBound, range.upperBound, buffer: Self.readAhead))
            }
        }
        return RecordMerge(all)
    }

    private mutating func spill() throws {
        let file = try self.file ?? ScratchFile()
        self.file = file
        ranges.append(try write(runs, to: file))
        runs = []
        size = 0
        guard ranges.count > Self.mostRuns else { return }
        var old: [any RecordRun] = []
        for range in ranges {
            old.append(try FileRun(file, range.lowerBound, range.upperBound, buffer: Self.readAhead))
        }
        let merged = try ScratchFile()
        fileEnd = 0
        ranges = [try write(old, to: merged)]
        self.file = merged
    }

    private mutating func write(_ runs: [any RecordRun], to file: ScratchFile) throws -> Range<Int> {
        let start = fileEnd
        var buffer = ByteBuffer(capacity: 1 << 20)
        var merge = RecordMerge(runs)
        try merge.forEach { entry, bytes in
            withUnsafeBytes(of: entry) { buffer.append($0) }
            buffer.append(bytes)
            guard buffer.count >= 1 << 20 else { return }
            try file.write(buffer.bytes, at: fileEnd)
            fileEnd += buffer.count
            spilled += buffer.count
            buffer.clear()
        }
        try file.write(buffer.bytes, at: fileEnd)
        fileEnd += buffer.count
        spilled += buffer.count
        return start..<fileEnd
    }
}

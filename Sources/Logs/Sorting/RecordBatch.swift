/// Where a record belongs among others, and where its bytes are.
struct RecordEntry {
    /// The instant, in microseconds since 1970.
    let time: Int64
    /// The line of its source.
    let line: Int64
    /// A hash of the row, by which the same row from two sources is found.
    let hash: UInt64
    /// Which source it comes from.
    let source: UInt32
    /// How many bytes it is written with.
    let length: UInt32
    /// Where they begin.
    let offset: Int

    /// By time; then by source, and within one as it has them.
    @inline(__always)
    static func precedes(_ left: RecordEntry, _ right: RecordEntry) -> Bool {
        if left.time != right.time { return left.time < right.time }
        if left.source != right.source { return left.source < right.source }
        return left.line < right.line
    }
}

/// Records in the form in which they will be written, in order once they are sorted.
struct RecordBatch: ~Copyable, Sendable {
    var bytes: ByteBuffer
    var entries: [RecordEntry] = []

    init(capacity: Int) { bytes = ByteBuffer(capacity: capacity) }

    /// Brings the entries into order. Logs are nearly always in order already.
    mutating func sort() {
        var isSorted = true
        for index in entries.indices.dropFirst()
        where RecordEntry.precedes(entries[index], entries[index - 1]) {
            isSorted = false
            break
        }
        if !isSorted { entries.sort(by: RecordEntry.precedes) }
    }

    /// How much memory it takes.
    var size: Int { bytes.capacity + entries.capacity * MemoryLayout<RecordEntry>.stride }
}

internal import Files

/// Records in order, one after the other.
protocol RecordRun: AnyObject {
    /// The record at hand; nil at the end.
    var head: RecordEntry? { get }
    /// Its bytes, valid until `advance`.
    var bytes: Bytes { get }
    /// Goes on to the next.
    func advance() throws
}

/// A batch in memory.
final class MemoryRun: RecordRun {
    private let batch: RecordBatch
    private var index = 0
    private(set) var head: RecordEntry?

    init(_ batch: consuming RecordBatch) {
        self.batch = batch
        head = self.batch.entries.first
    }

    var bytes: Bytes {
        guard let head else { return .none }
        return batch.bytes.bytes.part(head.offset, head.offset + Int(head.length))
    }

    func advance() {
        index += 1
        head = index < batch.entries.count ? batch.entries[index] : nil
    }
}

/// A run on disk: before each record's bytes stands its entry.
final class FileRun: RecordRun {
    private static let headLength = MemoryLayout<RecordEntry>.stride
    private let file: ScratchFile
    private let end: Int
    private var position: Int
    private let room: UnsafeMutableRawBufferPointer
    private var large: UnsafeMutableRawBufferPointer?
    private var start = 0
    private var available = 0
    private(set) var head: RecordEntry?

    /// The run between two places of a file, read through a buffer.
    init(_ file: ScratchFile, _ start: Int, _ end: Int, buffer: Int) throws {
        self.file = file
        position = start
        self.end = end
        room = .allocate(byteCount: buffer, alignment: 16)
        try loadHead()
    }

    deinit {
        room.deallocate()
        large?.deallocate()
    }

    var bytes: Bytes {
        guard let head else { return .none }
        if let large { return Bytes(large) }
        return Bytes(room).part(start, start + Int(head.length))
    }

    func advance() throws {
        guard let head else { return }
        if let large {
            large.deallocate()
            self.large = nil
        } else {
            start += Int(head.length)
        }
        try loadHead()
    }

    private func loadHead() throws {
        guard try need(Self.headLength) else {
            head = nil
            return
        }
        let found = room.loadUnaligned(fromByteOffset: start, as: RecordEntry.self)
        start += Self.headLength
        head = found
        let length = Int(found.length)
        if length <= room.count - Self.headLength {
            _ = try need(length)
            return
        }
        // Too long for the buffer: it gets one of its own.
        let large = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 16)
        let begun = min(available - start, length)
        large.copyMemory(from: Bytes(room).part(start, start + begun))
        _ = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: large[begun...]), at: position)
        position += length - begun
        start += begun
        self.large = large
    }

    /// Makes sure that so many bytes are at hand. False where the run has no more.
    private func need(_ count: Int) throws -> Bool {
        if available - start >= count { return true }
        let left = available - start
        if left > 0 { room.copyMemory(from: Bytes(room).part(start, available)) }
        start = 0
        let wanted = min(room.count - left, end - position)
        let got =
            wanted > 0
            ? try file.read(into: UnsafeMutableRawBufferPointer(rebasing: room[left..<left + wanted]), at: position) : 0
        position += got
        available = left + got
        return available >= count
    }
}

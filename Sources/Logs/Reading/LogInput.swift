internal import Basics
internal import Compression
internal import Files
internal import Glibc

/// The bytes of a source, decompressed where they are compressed (gzip, Zstandard: by what they begin with).
struct LogInput: ~Copyable {
    private var file: InputFile?
    private var memory: [UInt8] = []
    private var decompressor: Decompressor?
    private var raw = ByteBuffer(capacity: 256 << 10)
    private var used = 0
    private var isAtEnd = false
    private var observe: (@Sendable (Bytes) -> Void)?
    /// When the file was last written.
    private(set) var modifiedAt: Timestamp?
    /// Whether compressed bytes ended too early.
    private(set) var isCutOff = false

    /// Opens a source and reads its first bytes. `observe` sees all bytes as they are stored.
    init(_ origin: LogSource.Origin, observe: (@Sendable (Bytes) -> Void)?) throws {
        self.observe = observe
        switch origin {
        case .file(let path):
            let opened = try InputFile(path)
            modifiedAt = opened.modifiedAt
            file = consume opened
        case .standardInput:
            file = try InputFile.standardInput()
        case .bytes(let bytes):
            memory = bytes
        }
        // A pipe may give its first bytes one by one.
        while raw.count < 4, !isAtEnd { try refill() }
        switch CompressionFormat.detected(in: raw.bytes) {
        case .gzip?: decompressor = try Decompressor(.gzip)
        case .zstd?: decompressor = try Decompressor(.zstd)
        // Two bytes of zlib can begin a text as well.
        case .zlib?, nil: break
        }
    }

    /// Reads up to `room` bytes behind what is in a buffer. Returns 0 only at the end.
    mutating func read(into buffer: inout ByteBuffer, room: Int) throws -> Int {
        while true {
            let available = raw.count - used
            if available == 0, !isAtEnd {
                raw.clear()
                used = 0
                // What needs no decompressing goes to where it is wanted.
                if decompressor == nil, memory.isEmpty { return try readStraight(&buffer, room) }
                try refill()
                continue
            }
            guard var decompressor = decompressor.take() else {
                let count = min(available, room)
                if count > 0 { buffer.append(raw.bytes.part(used, used + count)) }
                used += count
                return count
            }
            var rest = available > 0 ? raw.bytes.from(used) : .none
            let count: Int
            do {
                count = try buffer.fill(room) { try decompressor.decompress(&rest, into: $0) }
            } catch CompressionError.trailingBytes {
                // What follows is not ours.
                isAtEnd = true
                used = raw.count
                return 0
            }
            let taken = available - rest.count
            used += taken
            let isComplete = decompressor.isComplete
            self.decompressor = consume decompressor
            if count > 0 { return count }
            if taken == 0, isAtEnd {
                isCutOff = !isComplete
                return 0
            }
        }
    }

    private mutating func readStraight(_ buffer: inout ByteBuffer, _ room: Int) throws -> Int {
        guard var file = file.take() else { return 0 }
        let count = try buffer.fill(room) { try file.read(into: $0) }
        if count > 0 { observe?(buffer.bytes.from(buffer.count - count)) } else { isAtEnd = true }
        self.file = consume file
        return count
    }

    private mutating func refill() throws {
        let before = raw.count
        if var file = file.take() {
            _ = try raw.fill(256 << 10) { try file.read(into: $0) }
            self.file = consume file
        } else {
            memory.withUnsafeBytes { raw.append($0) }
            memory = []
        }
        if raw.count > before { observe?(raw.bytes.from(before)) } else { isAtEnd = true }
    }
}

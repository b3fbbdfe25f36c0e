internal import Basics
internal import Glibc

/// Reads sources one after the other, in chunks of whole rows.
struct ChunkReader: ~Copyable {
    /// The usual size of a chunk.
    private static let usual = 1 << 20
    /// The longest row that is taken; of longer ones the beginning is.
    static let longestRow = 16 << 20
    /// The longest document that is taken as a whole.
    static let longestDocument = 64 << 20
    /// How much of a row that is too long is kept.
    private static let keptOfLongRow = 64 << 10

    private let formats: LogFormats
    private var waiting: ArraySlice<LogSource>
    private let observe: (@Sendable (Int, Bytes) -> Void)?
    private var input: LogInput?
    private var current: OpenedSource?
    private var rest = ByteBuffer(capacity: usual)
    private var line: Int64 = 1
    private var isSkipping = false
    /// The sources that were opened so far.
    private(set) var opened: [OpenedSource] = []
    /// Sources whose compressed bytes end too early.
    private(set) var cutOff: [String] = []

    init(_ sources: [LogSource], _ formats: LogFormats, observe: (@Sendable (Int, Bytes) -> Void)?) {
        waiting = sources[...]
        self.formats = formats
        self.observe = observe
    }

    /// Fills a chunk; false at the end of the last source.
    mutating func next(_ chunk: inout Chunk) throws -> Bool {
        while true {
            guard var input = input.take() else {
                guard let source = waiting.popFirst() else { return false }
                try open(source)
                continue
            }
            let hasMore = try fill(&chunk, &input)
            if hasMore {
                self.input = consume input
            } else {
                if input.isCutOff, let current { cutOff.append(current.name) }
            }
            if chunk.bytes.count > 0 { return true }
        }
    }

    private mutating func open(_ source: LogSource) throws {
        let index = opened.count
        let observe = observe
        var input = try LogInput(source.origin, observe: observe.map { observe in { @Sendable bytes in observe(index, bytes) } })
        var clock = source.clock
        if source.takesYearFromFile, clock.year == nil, let modified = input.modifiedAt {
            clock.year = .notAfter(modified.seconds)
        }
        rest.clear()
        line = 1
        isSkipping = false
        var isEnd = false
        // Enough to know the format by: pipes give little at a time.
        while rest.count < 64 << 10, !isEnd { isEnd = try input.read(into: &rest, room: 64 << 10) == 0 }
        dropByteOrderMark()
        let format: any LogFormat
        if let stated = source.format {
            rest.reserve(Chunk.padding)
            format = stated.prepared(for: rest.bytes)
        } else {
            rest.reserve(Chunk.padding)
            // A source that has nothing in it has no format, and needs none.
            if rest.bytes.trimmed.count == 0 {
                format = PlainFormat()
            } else if let found = formats.detect(rest.bytes, isWhole: isEnd, clock) {
                format = found
            } else {
                throw LogFailure.unknownFormat(source: source.name, known: formats.all.map(\.name))
            }
        }
        let made = OpenedSource(index: index, name: source.name, format: format, clock: clock)
        opened.append(made)
        current = made
        self.input = consume input
    }

    /// UTF-8's mark at the beginning of a file says nothing.
    private mutating func dropByteOrderMark() {
        guard rest.bytes.begins("\u{FEFF}") else { return }
        var without = ByteBuffer(capacity: rest.capacity)
        without.append(rest.bytes.from(3))
        rest = consume without
    }

    /// Fills a chunk with what was left over and what comes. False at the end of the source.
    private mutating func fill(_ chunk: inout Chunk, _ input: inout LogInput) throws -> Bool {
        guard let source = current else { return false }
        let isDocument = source.format.framing == .document
        chunk.bytes.clear()
        chunk.bytes.append(rest.bytes)
        rest.clear()
        chunk.source = source
        chunk.line = line
        chunk.isCut = false
        var wanted = Self.usual
        while true {
            var isEnd = false
            while chunk.bytes.count < wanted, !isEnd {
                isEnd = try input.read(into: &chunk.bytes, room: wanted - chunk.bytes.count) == 0
            }
            chunk.bytes.reserve(Chunk.padding)
            if isSkipping {
                skipToLineEnd(&chunk.bytes)
                chunk.line = line
            }
            if isEnd {
                line += Self.lineEnds(chunk.bytes.bytes)
                return false
            }
            if !isSkipping, let boundary = RowCutter.boundary(chunk.bytes.bytes, source.format), boundary > 0 {
                rest.append(chunk.bytes.bytes.from(boundary))
                chunk.bytes.cut(to: boundary)
                line += Self.lineEnds(chunk.bytes.bytes)
                return true
            }
            if isDocument, chunk.bytes.count >= Self.longestDocument {
                throw LogFailure.documentTooLong(source: source.name, limit: Self.longestDocument)
            }
            if !isDocument, chunk.bytes.count >= Self.longestRow {
                cutRow(&chunk)
                return true
            }
            wanted = max(wanted, chunk.bytes.count) * 2
            wanted = min(wanted, isDocument ? Self.longestDocument : Self.longestRow)
            if isSkipping { wanted = Self.usual }
        }
    }

    /// Keeps the beginning of a row that is too long, and passes over the rest of its line.
    private mutating func cutRow(_ chunk: inout Chunk) {
        chunk.bytes.cut(to: Self.keptOfLongRow)
        // The line end that belongs to it is still to come.
        line += Self.lineEnds(chunk.bytes.bytes)
        chunk.isCut = true
        isSkipping = true
    }

    /// Passes over what is left of a row that was cut.
    private mutating func skipToLineEnd(_ buffer: inout ByteBuffer) {
        guard let end = buffer.bytes.position(of: 0x0A) else {
            buffer.clear()
            return
        }
        var behind = ByteBuffer(capacity: Self.usual + Chunk.padding)
        behind.append(buffer.bytes.from(end + 1))
        buffer = consume behind
        isSkipping = false
        line += 1
    }

    /// How many line ends there are.
    private static func lineEnds(_ bytes: Bytes) -> Int64 {
        var count: Int64 = 0
        var offset = 0
        // In strides whose counts fit a byte, which the compiler can do many bytes at a time.
        while offset < bytes.count {
            let end = min(offset + 255 * 16, bytes.count)
            var ends = 0
            for index in offset..<end { ends &+= bytes[index] == 0x0A ? 1 : 0 }
            count += Int64(ends)
            offset = end
        }
        return count
    }
}

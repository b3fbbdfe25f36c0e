/// Cuts a piece of a source into its rows.
struct RowCutter {
    /// A row, without its line end.
    struct Row {
        let bytes: Bytes
        /// How many line ends stand before it in the piece.
        let line: Int
    }

    private let piece: Bytes
    private let format: any LogFormat
    private let framing: Framing
    private var offset = 0
    private var lines = 0

    /// The rows of a piece that ends where a row ends, or where the source does.
    init(_ piece: Bytes, _ format: any LogFormat, isEnd: Bool) {
        self.format = format
        framing = format.framing
        self.piece = isEnd ? piece : piece.part(0, Self.boundary(piece, format) ?? 0)
    }

    /// The next row; nil at the end.
    @inline(__always)
    mutating func next() -> Row? {
        guard offset < piece.count else { return nil }
        if framing == .lines {
            let end = piece.position(of: 0x0A, from: offset) ?? piece.count
            let row = Row(bytes: Self.withoutReturn(piece.part(offset, end)), line: lines)
            offset = end + 1
            lines += 1
            return row
        }
        return nextFramed()
    }

    private mutating func nextFramed() -> Row? {
        switch framing {
        case .lines: return nil
        case .document:
            let row = Row(bytes: piece.from(offset), line: lines)
            offset = piece.count
            return row
        case .continued:
            let start = offset
            let first = lines
            var end = piece.position(of: 0x0A, from: offset) ?? piece.count
            lines += 1
            while end + 1 < piece.count {
                let following = piece.position(of: 0x0A, from: end + 1) ?? piece.count
                guard format.continues(piece.part(end + 1, following)) else { break }
                end = following
                lines += 1
            }
            offset = end + 1
            return Row(bytes: Self.withoutReturn(piece.part(start, end)), line: first)
        case .quoted:
            let start = offset
            let first = lines
            let end = Self.quotedEnd(piece, from: offset, &lines) ?? piece.count
            lines += 1
            offset = end + 1
            return Row(bytes: Self.withoutReturn(piece.part(start, end)), line: first)
        case .objects:
            switch JSONObjectScan.next(piece, from: offset, &lines) {
            case .object(let part), .stray(let part), .unfinished(let part):
                offset = part.end
                return Row(bytes: piece.part(part.start, part.end).trimmed, line: part.line)
            case .nothing:
                offset = piece.count
                return nil
            }
        }
    }

    /// Where the last whole row of a piece ends; nil where none does.
    static func boundary(_ piece: Bytes, _ format: any LogFormat) -> Int? {
        switch format.framing {
        case .lines: return piece.lastPosition(of: 0x0A).map { $0 + 1 }
        case .document: return nil
        case .continued:
            // The last line that begins a row: what comes may continue it.
            var end = piece.count
            while let before = piece.part(0, end).lastPosition(of: 0x0A) {
                let line = piece.part(before + 1, end)
                if end < piece.count, !format.continues(line) { return before + 1 }
                end = before
            }
            return nil
        case .quoted:
            var (offset, lines) = (0, 0)
            var last: Int?
            while offset < piece.count, let end = quotedEnd(piece, from: offset, &lines) {
                offset = end + 1
                last = offset
            }
            return last
        case .objects:
            var (offset, lines) = (0, 0)
            var last: Int?
            while true {
                switch JSONObjectScan.next(piece, from: offset, &lines) {
                case .object(let part), .stray(let part):
                    offset = part.end
                    last = offset
                case .unfinished, .nothing: return last
                }
            }
        }
    }

    /// Where the line ends that begins at an offset, line ends in quotes not counted; those are added to `lines`.
    private static func quotedEnd(_ piece: Bytes, from start: Int, _ lines: inout Int) -> Int? {
        var isQuoted = false
        for offset in start..<piece.count {
            switch piece[offset] {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case 0x0A:
                if !isQuoted { return offset }
                lines += 1
            default: break
            }
        }
        return nil
    }

    @inline(__always)
    private static func withoutReturn(_ row: Bytes) -> Bytes {
        row.count > 0 && row[row.count - 1] == 0x0D ? row.part(0, row.count - 1) : row
    }
}

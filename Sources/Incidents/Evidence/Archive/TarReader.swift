/// Reads a tar archive piece by piece and hands out its regular files; anything else in it is refused, and so is what
/// does not end as an archive should.
struct TarReader {
    /// What an archive consists of.
    enum Part {
        /// A file begins.
        case begin(TarHeader)
        /// Its next bytes.
        case content(ArraySlice<UInt8>)
        /// It ends.
        case end
    }

    private enum State {
        case header
        case extended(left: Int)
        case content(left: Int64)
        case padding(left: Int)
        case zeros
    }

    private var state = State.header
    private var kept: [UInt8] = []
    private var paddingBehind = 0
    private var statedSize: Int64?
    private var sawZeroBlock = false
    /// Attributes of a file are a few dozen bytes.
    private static let extendedLimit = 4096

    /// Takes the next bytes.
    mutating func add(_ bytes: [UInt8], _ take: (Part) throws -> Void) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch state {
            case .header:
                collect(TarHeader.blockSize, from: &rest)
                if kept.count == TarHeader.blockSize { try header(take) }
            case .extended(let size):
                collect(size, from: &rest)
                guard kept.count == size else { break }
                statedSize = TarHeader.size(extended: kept)
                guard statedSize != nil else { throw EvidenceError.badBundle("a header has attributes that none here has") }
                kept = []
                state = .padding(left: paddingBehind)
                if paddingBehind == 0 { state = .header }
            case .content(let left):
                let piece = rest.prefix(Int(min(left, Int64(rest.count))))
                rest = rest.dropFirst(piece.count)
                try take(.content(piece))
                if left == Int64(piece.count) {
                    try take(.end)
                    state = paddingBehind == 0 ? .header : .padding(left: paddingBehind)
                } else {
                    state = .content(left: left - Int64(piece.count))
                }
            case .padding(let left):
                let piece = rest.prefix(left)
                try zeros(piece)
                rest = rest.dropFirst(piece.count)
                state = left == piece.count ? .header : .padding(left: left - piece.count)
            case .zeros:
                try zeros(rest)
                rest = []
            }
        }
    }

    /// Ends the archive. Throws where it is not at its end.
    func finish() throws {
        guard case .zeros = state else { throw EvidenceError.badBundle("it ends too early") }
    }

    private mutating func collect(_ count: Int, from rest: inout ArraySlice<UInt8>) {
        let piece = rest.prefix(count - kept.count)
        kept += piece
        rest = rest.dropFirst(piece.count)
    }

    private mutating func header(_ take: (Part) throws -> Void) throws {
        let block = kept
        kept = []
        if block.allSatisfy({ $0 == 0 }) {
            guard statedSize == nil else { throw EvidenceError.badBundle("it ends in the middle of a file") }
            if sawZeroBlock { state = .zeros }
            sawZeroBlock = true
            return
        }
        guard !sawZeroBlock, var header = TarHeader(block) else {
            throw EvidenceError.badBundle("the header of a file is damaged")
        }
        let size = Int(header.size % Int64(TarHeader.blockSize))
        paddingBehind = size == 0 ? 0 : TarHeader.blockSize - size
        switch header.kind {
        case .extended:
            guard statedSize == nil, (1...Int64(Self.extendedLimit)).contains(header.size) else {
                throw EvidenceError.badBundle("a header has attributes that none here has")
            }
            state = .extended(left: Int(header.size))
        case .other:
            throw EvidenceError.badBundle("\(header.name) is a link, a folder or a device, and no file")
        case .file:
            if let stated = statedSize {
                header.size = stated
                statedSize = nil
                let rest = Int(stated % Int64(TarHeader.blockSize))
                paddingBehind = rest == 0 ? 0 : TarHeader.blockSize - rest
            }
            try take(.begin(header))
            if header.size == 0 { try take(.end) }
            state = header.size == 0 ? .header : .content(left: header.size)
        }
    }

    private func zeros(_ bytes: ArraySlice<UInt8>) throws {
        guard bytes.allSatisfy({ $0 == 0 }) else { throw EvidenceError.badBundle("something stands between its files") }
    }
}

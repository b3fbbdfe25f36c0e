/// The bytes of a `.env` file, with the questions that its readers ask of them. An offset past the end is no byte.
struct DotEnvText: Sendable {
    let bytes: [UInt8]

    var count: Int { bytes.count }

    /// The byte at an offset, nil at the end.
    subscript(offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

    func has(_ word: StaticString, at offset: Int) -> Bool {
        bytes[min(offset, count)...].starts(with: String(describing: word).utf8)
    }

    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    // MARK: White space

    /// The length in bytes of the white space character at an offset, 0 where there is none. `\r\n` counts as one.
    func spaceLength(at offset: Int, _ space: DotEnvSpace) -> Int {
        guard let byte = self[offset] else { return 0 }
        switch byte {
        case 0x20, 0x09, 0x0B, 0x0C: return 1
        case 0x0A: return space.crossesLines ? 1 : 0
        case 0x0D:
            if !space.crossesLines { return space.takesReturns ? 1 : 0 }
            return self[offset + 1] == 0x0A ? 2 : 1
        case 0x1C...0x1F: return space.reader == .python ? 1 : 0
        case 0x80...: return wideSpaceLength(at: offset, space)
        default: return 0
        }
    }

    /// White space outside ASCII: `\s` of ECMAScript and of Python, `unicode.IsSpace` of Go.
    private func wideSpaceLength(at offset: Int, _ space: DotEnvSpace) -> Int {
        switch (bytes[offset], self[offset + 1] ?? 0, self[offset + 2] ?? 0) {
        case (0xC2, 0x85, _): return space.reader == .node ? 0 : 2
        case (0xC2, 0xA0, _): return 2
        case (0xEF, 0xBB, 0xBF): return space.reader == .node ? 3 : 0
        case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),
            (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
            return space.isNarrow ? 0 : 3
        default: return 0
        }
    }

    /// The offset of the first character from `offset` on that is no white space.
    func skipping(_ space: DotEnvSpace, from offset: Int) -> Int {
        var offset = offset
        while case let length = spaceLength(at: offset, space), length > 0 { offset += length }
        return offset
    }

    /// A range less the white space at its end.
    func trimmingEnd(_ range: Range<Int>, _ space: DotEnvSpace) -> Range<Int> {
        var end = range.lowerBound
        var offset = range.lowerBound
        while offset < range.upperBound {
            let length = spaceLength(at: offset, space)
            offset += max(length, 1)
            if length == 0 { end = offset }
        }
        return range.lowerBound..<min(end, range.upperBound)
    }

    // MARK: Lines

    /// The offset of the first line break from `offset` on, or the end. A `\r` alone breaks lines only where asked.
    func lineEnd(from offset: Int, returnsBreak: Bool = true) -> Int {
        var offset = min(offset, count)
        while let byte = self[offset], byte != 0x0A, !(byte == 0x0D && (returnsBreak || self[offset + 1] == 0x0A)) {
            offset += 1
        }
        return offset
    }

    /// The offset behind the line break at `offset`, if one is there.
    func skippingLineBreak(at offset: Int) -> Int {
        switch self[offset] {
        case 0x0A: offset + 1
        case 0x0D: self[offset + 1] == 0x0A ? offset + 2 : offset + 1
        default: offset
        }
    }

    /// The offset of the start of the line in which `offset` lies.
    func lineStart(of offset: Int) -> Int {
        var offset = offset
        while offset > 0, bytes[offset - 1] != 0x0A, bytes[offset - 1] != 0x0D { offset -= 1 }
        return offset
    }

    /// The number of the line in which `offset` lies, from 1.
    func lineNumber(of offset: Int) -> Int {
        var line = 1
        var position = 0
        while position < min(offset, count) {
            let next = skippingLineBreak(at: position)
            if next > position && next <= offset { line += 1 }
            position = max(next, position + 1)
        }
        return line
    }
}

/// Which characters count as white space.
struct DotEnvSpace {
    let reader: DotEnvDocument.Dialect
    /// Whether line breaks are among them.
    var crossesLines = true
    /// Whether `\r` is, where line breaks are not (compose-go's `isSpace`).
    var takesReturns = false
    /// Whether only the Latin-1 ones are (compose-go's `isSpace`).
    var isNarrow = false
}

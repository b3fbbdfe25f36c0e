/// Finds objects in a text that should be JSON: those of an array, or one after the other. What is none between them, and
/// an object that is broken off, is found too: nothing is passed over but what belongs between objects.
enum JSONObjectScan {
    /// A part of the text: where it begins and ends, and how many line ends stand before it.
    typealias Part = (start: Int, end: Int, line: Int)

    /// What stands next.
    enum Finding {
        /// A whole object.
        case object(Part)
        /// Something that is no object, up to the end of its line or to an object.
        case stray(Part)
        /// Something that does not end in the text.
        case unfinished(Part)
        /// Nothing but brackets of arrays, commas and blanks.
        case nothing
    }

    /// The first thing from an offset on. The line ends up to where an object or something stray ends are added to
    /// `lines`.
    static func next(_ text: Bytes, from start: Int, _ lines: inout Int) -> Finding {
        var offset = start
        var count = lines
        while offset < text.count, separates(text[offset]) {
            if text[offset] == 0x0A { count += 1 }
            offset += 1
        }
        guard offset < text.count else { return .nothing }
        let (begin, line) = (offset, count)
        guard text[begin] == UInt8(ascii: "{") else {
            while offset < text.count, text[offset] != 0x0A, text[offset] != UInt8(ascii: "{") { offset += 1 }
            guard offset < text.count else { return .unfinished((begin, offset, line)) }
            lines = count
            return .stray((begin, offset, line))
        }
        var depth = 0
        var isQuoted = false
        // The last byte outside of strings that is not blank: before an object within another only some can stand.
        var last = UInt8(ascii: ":")
        var (end, endCount) = (begin, count)
        while offset < text.count {
            let byte = text[offset]
            if isQuoted {
                // JSON has no line ends in strings (RFC 8259, section 7).
                if byte == 0x0A {
                    lines = count
                    return .stray((begin, offset, line))
                }
                if byte == UInt8(ascii: "\\"), offset + 1 < text.count, text[offset + 1] != 0x0A { offset += 1 }
                if byte == UInt8(ascii: "\"") { isQuoted = false }
            } else if byte == 0x0A {
                count += 1
            } else if !byte.isBlank {
                switch byte {
                case UInt8(ascii: "\""): isQuoted = true
                case UInt8(ascii: "{"):
                    guard last == UInt8(ascii: ":") || last == UInt8(ascii: ",") || last == UInt8(ascii: "[") else {
                        lines = endCount
                        return .stray((begin, end, line))
                    }
                    depth += 1
                case UInt8(ascii: "}"):
                    depth -= 1
                    if depth == 0 {
                        lines = count
                        return .object((begin, offset + 1, line))
                    }
                default: break
                }
                last = byte
                (end, endCount) = (offset + 1, count)
            }
            offset += 1
        }
        return .unfinished((begin, offset, line))
    }

    private static func separates(_ byte: UInt8) -> Bool {
        byte.isBlank || byte == 0x0A || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
    }
}

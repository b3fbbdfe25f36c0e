/// Finds objects in a text that should be JSON: those of an array, or one after the other.
enum JSONObjectScan {
    /// The first whole object from an offset on: where it begins and ends, and how many line ends stand before it, which
    /// are added to `lines` together with those inside it. Nil where none ends in the text; `lines` then counts no more.
    static func next(_ text: Bytes, from start: Int, _ lines: inout Int) -> (start: Int, end: Int, line: Int)? {
        var offset = start
        var count = lines
        while offset < text.count, text[offset] != UInt8(ascii: "{") {
            if text[offset] == 0x0A { count += 1 }
            offset += 1
        }
        let (begin, line) = (offset, count)
        var depth = 0
        var isQuoted = false
        while offset < text.count {
            switch text[offset] {
            case UInt8(ascii: "\\") where isQuoted: offset += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "{") where !isQuoted: depth += 1
            case UInt8(ascii: "}") where !isQuoted:
                depth -= 1
                if depth == 0 {
                    lines = count
                    return (begin, offset + 1, line)
                }
            case 0x0A: count += 1
            default: break
            }
            offset += 1
        }
        return nil
    }
}

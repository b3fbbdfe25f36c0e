/// Finds where the values of a text stand. The text must be known to be JSON (RFC 8259): nothing is checked again.
/// Does not recurse.
struct JSONSpans {
    /// Where a member of an object stands.
    struct Member {
        let key: Range<Int>
        let value: Range<Int>
    }

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Where the outermost value begins.
    var start: Int { afterSpace(0) }

    /// The members of the object that begins at an offset, in their order.
    func members(of start: Int) -> [Member] {
        var members: [Member] = []
        var offset = afterSpace(start + 1)
        while offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
            let key = offset..<end(of: offset)
            let colon = afterSpace(key.upperBound)
            let value = afterSpace(colon + 1)
            members.append(Member(key: key, value: value..<end(of: value)))
            offset = next(members[members.count - 1].value.upperBound)
        }
        return members
    }

    /// The items of the array that begins at an offset.
    func items(of start: Int) -> [Range<Int>] {
        var items: [Range<Int>] = []
        var offset = afterSpace(start + 1)
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "]") {
            items.append(offset..<end(of: offset))
            offset = next(items[items.count - 1].upperBound)
        }
        return items
    }

    /// Where the value that begins at an offset ends.
    func end(of start: Int) -> Int {
        guard start < bytes.count else { return bytes.count }
        switch bytes[start] {
        case UInt8(ascii: "\""): return endOfText(start)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            var depth = 0
            var offset = start
            while offset < bytes.count {
                switch bytes[offset] {
                case UInt8(ascii: "\""):
                    offset = endOfText(offset)
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
                offset += 1
                if depth == 0 { return offset }
            }
            return offset
        default:
            return bytes[start...].firstIndex { isSpace($0) || ",]}".utf8.contains($0) } ?? bytes.count
        }
    }

    /// The next value behind a comma, or the closing bracket.
    private func next(_ end: Int) -> Int {
        let offset = afterSpace(end)
        return offset < bytes.count && bytes[offset] == UInt8(ascii: ",") ? afterSpace(offset + 1) : offset
    }

    private func endOfText(_ start: Int) -> Int {
        var offset = start + 1
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(offset + 1, bytes.count)
    }

    private func afterSpace(_ start: Int) -> Int {
        bytes[min(start, bytes.count)...].firstIndex { !isSpace($0) } ?? bytes.count
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}

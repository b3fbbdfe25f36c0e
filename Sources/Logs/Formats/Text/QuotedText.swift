/// Texts between quotes with backslashes before what would end them, as logfmt, nginx and Apache write them.
enum QuotedText {
    /// The text whose opening quote stands at an offset, and where it ends behind its closing quote. Nil where it does
    /// not end. Without backslashes in it, it is not copied.
    static func read(_ row: Bytes, _ start: Int, _ record: inout RecordBuffer) -> (text: Bytes, end: Int)? {
        var offset = start + 1
        var hasEscapes = false
        while offset < row.count, row[offset] != UInt8(ascii: "\"") {
            if row[offset] == UInt8(ascii: "\\") {
                hasEscapes = true
                offset += 1
            }
            offset += 1
        }
        guard offset < row.count else { return nil }
        let inside = row.part(start + 1, offset)
        return (hasEscapes ? record.keep(unescaped(inside)) : inside, offset + 1)
    }

    private static func unescaped(_ text: Bytes) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var offset = 0
        while offset < text.count {
            guard text[offset] == UInt8(ascii: "\\"), offset + 1 < text.count else {
                bytes.append(text[offset])
                offset += 1
                continue
            }
            switch text[offset + 1] {
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "x"):
                guard offset + 3 < text.count, let high = digit(text[offset + 2]), let low = digit(text[offset + 3])
                else { fallthrough }
                bytes.append(high << 4 | low)
                offset += 2
            default: bytes.append(text[offset + 1])
            }
            offset += 2
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

// Cells of comma-separated values (RFC 4180) that a spreadsheet opens without harm.

extension ByteBuffer {
    /// Adds a cell. One that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV
    /// Injection"); control characters and marks that change the direction of writing become `\u{…}`, line breaks among
    /// them, so that a row stays a line; bytes that are no UTF-8 become U+FFFD.
    mutating func append(cell text: Bytes) {
        append(byte: UInt8(ascii: "\""))
        if Self.looksLikeFormula(text) { append(byte: UInt8(ascii: "'")) }
        let end = min(text.count, Self.cellLimit)
        var offset = 0
        while offset < end {
            let byte = text[offset]
            switch byte {
            case UInt8(ascii: "\""):
                append("\"\"")
                offset += 1
            case ..<0x20, 0x7F:
                append(code: UInt32(byte))
                offset += 1
            case ..<0x80:
                append(byte: byte)
                offset += 1
            default:
                let (width, isValid) = UTF8Scan.character(text, offset)
                if !isValid {
                    append("\u{FFFD}")
                } else if let code = UTF8Scan.hazard(text, offset, width) {
                    append(code: code)
                } else {
                    append(text.part(offset, offset + width))
                }
                offset += width
            }
        }
        if offset < text.count {
            append("… [")
            append(decimal: Int64(text.count - offset))
            append(" more bytes]")
        }
        append(byte: UInt8(ascii: "\""))
    }

    /// A cell of Excel holds 32,767 characters; what is written for one byte may be longer than it.
    private static let cellLimit = 30_000

    private mutating func append(code: UInt32) {
        append("\\u{")
        append(String(code, radix: 16))
        append("}")
    }

    /// Whether a spreadsheet would calculate with the cell: it begins with `=`, `+`, `-`, `@`, a tab or a carriage
    /// return, also behind spaces or in their wide forms, and is no plain number.
    private static func looksLikeFormula(_ text: Bytes) -> Bool {
        var start = 0
        while start < text.count, text[start] == 0x20 || text[start] == 0x0A { start += 1 }
        guard start < text.count else { return false }
        switch text[start] {
        case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D, UInt8(ascii: "|"), UInt8(ascii: "%"): return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"): return Double(text.from(start).text) == nil
        default:
            // U+FF1D, U+FF0B, U+FF0D and U+FF20, which some programs read as the narrow ones.
            return text.from(start).begins("＝") || text.from(start).begins("＋") || text.from(start).begins("－")
                || text.from(start).begins("＠")
        }
    }
}

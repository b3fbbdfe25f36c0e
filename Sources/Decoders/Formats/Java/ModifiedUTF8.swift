/// Java's own UTF-8 (java.io.DataInput, "Modified UTF-8"): U+0000 is two bytes, and a character beyond the basic plane is
/// two surrogates of three bytes each.
enum ModifiedUTF8 {
    /// As UTF-8. A surrogate that stands alone stays as it is, and the text is then no UTF-8.
    static func decode(_ bytes: UnsafeRawBufferPointer) throws(DecodingFailure) -> [UInt8] {
        guard bytes.contains(where: { $0 == 0xC0 || $0 == 0xED }) else { return Array(bytes) }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0xC0, index + 1 < bytes.count, bytes[index + 1] == 0x80 {
                text.append(0)
                index += 2
            } else if let scalar = pair(bytes, index) {
                text += String(scalar).utf8
                index += 6
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        return text
    }

    /// As Java writes it.
    static func encode(_ text: String) -> [UInt8] {
        text.utf16.flatMap { unit -> [UInt8] in
            switch unit {
            case 0x01...0x7F: [UInt8(unit)]
            case 0...0x7FF: [0xC0 | UInt8(unit >> 6), 0x80 | UInt8(unit & 0x3F)]
            default: [0xE0 | UInt8(unit >> 12), 0x80 | UInt8(unit >> 6 & 0x3F), 0x80 | UInt8(unit & 0x3F)]
            }
        }
    }

    /// The character that two surrogates at a place are.
    private static func pair(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Unicode.Scalar? {
        guard index + 5 < bytes.count, bytes[index] == 0xED, bytes[index + 1] & 0xF0 == 0xA0,
            bytes[index + 3] == 0xED, bytes[index + 4] & 0xF0 == 0xB0
        else { return nil }
        let high = UInt32(bytes[index + 1] & 0x0F) << 6 | UInt32(bytes[index + 2] & 0x3F)
        let low = UInt32(bytes[index + 4] & 0x0F) << 6 | UInt32(bytes[index + 5] & 0x3F)
        return Unicode.Scalar(0x10000 + (high << 10 | low))
    }
}

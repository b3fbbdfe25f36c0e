/// Reads as `docker run --env-file` does (docker/cli, pkg/kvfile): a line is a key, `=` and the value as it stands. The
/// byte order mark, blanks before the key, comment lines and keys without a value are passed over; so is a key with
/// a blank in it, for which docker refuses the file.
enum DotEnvLiteralReader {
    static func assignments(in text: DotEnvText) -> [DotEnvAssignment] {
        var found: [DotEnvAssignment] = []
        var offset = text.has("\u{FEFF}", at: 0) ? 3 : 0
        while offset < text.count {
            let end = text.lineEnd(from: offset, returnsBreak: false)
            while text[offset] == 0x20 || text[offset] == 0x09 { offset += 1 }
            if text[offset] != UInt8(ascii: "#"),
                let equals = text.bytes[offset..<max(end, offset)].firstIndex(of: UInt8(ascii: "=")), equals > offset,
                !text.bytes[offset..<equals].contains(where: { $0 == 0x20 || $0 == 0x09 })
            {
                found.append(
                    DotEnvAssignment(
                        key: text.string(offset..<equals), statement: offset..<end, token: equals + 1..<end,
                        quoting: .bare, value: DotEnvValue(text.bytes[equals + 1..<end])))
            }
            offset = text.skippingLineBreak(at: end)
        }
        return found
    }
}

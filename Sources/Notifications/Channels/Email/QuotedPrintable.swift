/// Text as quoted-printable (RFC 2045 §6.7): lines of at most 76 ASCII characters, ended by CR LF.
enum QuotedPrintable {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// A text whose lines end in LF.
    static func encode(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            var column = 0
            let last = line.index(line.endIndex, offsetBy: -1, limitedBy: line.startIndex)
            for index in line.indices {
                let byte = line[index]
                let isEnd = index == last
                let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
                let isSpace = byte == 0x20 && !isEnd
                // A dot at the beginning of a line means something to SMTP, `From ` to some mailboxes.
                let isDangerous = column == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F"))
                let length = (isPlain || isSpace) && !isDangerous ? 1 : 3
                if column + length > 75 {
                    output += [UInt8(ascii: "="), 0x0D, 0x0A]
                    column = 0
                }
                if length == 1 {
                    output.append(byte)
                } else {
                    output += [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
                column += length
            }
            output += [0x0D, 0x0A]
        }
        return output
    }
}

/// A link that may stand in a payload.
enum LinkURL {
    /// An http or https URL in which every character that RFC 3986 does not allow, or that could end the link in some
    /// markup, is percent-encoded. Nil for other schemes: `javascript:` is a URL too.
    static func safe(_ url: String) -> String? {
        let start = url.prefix(8).lowercased()
        guard start.hasPrefix("https://") || start.hasPrefix("http://") else { return nil }
        var safe = ""
        for byte in url.utf8 {
            if isAllowed(byte) {
                safe.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                safe += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return safe
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~:/?#[]@!$&()*+,;=%".utf8.contains(byte)
        }
    }
}

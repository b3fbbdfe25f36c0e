extension String {
    /// Foreign text made fit for a terminal: control characters (C0, DEL, C1), line and paragraph separators and
    /// bidirectional overrides become `\u{…}`, so that what a server sent can neither move the cursor nor hide text.
    public var printable: String {
        guard unicodeScalars.contains(where: \.isHazardous) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isHazardous {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    fileprivate var isHazardous: Bool {
        switch value {
        case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
            true
        default: false
        }
    }
}

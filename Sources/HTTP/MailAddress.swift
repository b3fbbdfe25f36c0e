/// A mail address in the plain form that every server takes: letters, digits and a few marks before the `@`, a host's
/// name behind it (RFC 5321 §4.1.2, Dot-string; no quoted local parts, no address literals, no UTF-8). Nothing in it can
/// end a command or a header field.
public struct MailAddress: Sendable, Hashable {
    /// `local@domain`.
    public let text: String
    /// What stands behind the `@`.
    public let domain: String

    /// Nil where the text is no such address.
    public init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        // RFC 5321 §4.5.3.1: 64 and 255 octets.
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), (1...255).contains(parts[1].utf8.count),
            Self.isDotted(parts[0], Self.isAtomic), Self.isDotted(parts[1], Self.isHostCharacter)
        else { return nil }
        self.text = text
        domain = String(parts[1])
    }

    private static func isDotted(_ text: Substring, _ allows: (UInt8) -> Bool) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { word in
            !word.isEmpty && word.allSatisfy(allows)
        }
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
        default: false
        }
    }

    /// `atext` of RFC 5321.
    private static func isAtomic(_ byte: UInt8) -> Bool {
        isHostCharacter(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte)
    }
}

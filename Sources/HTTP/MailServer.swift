/// Where mail is handed in: `smtp://host:587`, which has to offer STARTTLS, or `smtps://host:465`, TLS from the start.
public struct MailServer: Sendable, Hashable, CustomStringConvertible {
    /// `smtp` or `smtps`.
    public let scheme: String
    /// The host's name or address, an IPv6 address in its brackets.
    public let host: String
    public let port: Int

    /// Nil where the text is no such address, or has more in it: a password has no place there.
    public init?(_ text: String) {
        guard let scheme = ["smtp", "smtps"].first(where: { text.hasPrefix("\($0)://") }) else { return nil }
        var rest = text.dropFirst(scheme.count + 3)
        var port = scheme == "smtps" ? 465 : 587
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            guard let number = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
            port = number
            rest = rest[..<colon]
        }
        let isBracketed = rest.hasPrefix("[") && rest.hasSuffix("]")
        let name = isBracketed ? rest.dropFirst().dropLast() : rest
        let allowed = isBracketed ? "abcdefABCDEF0123456789:." : nil
        guard !name.isEmpty,
            name.utf8.allSatisfy({ byte in
                if let allowed { return allowed.utf8.contains(byte) }
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return true
                default: return "-._".utf8.contains(byte)
                }
            })
        else { return nil }
        self.scheme = scheme
        host = String(rest)
        self.port = port
    }

    /// Whether the host is this machine, as far as its name or address tells.
    public var isLoopback: Bool {
        (try? HTTPOrigin(url: "http://\(host)"))?.isLoopback ?? false
    }

    /// `smtp://host:587`.
    public var description: String { "\(scheme)://\(host):\(port)" }
}

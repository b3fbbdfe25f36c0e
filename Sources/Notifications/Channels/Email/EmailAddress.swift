internal import Configuration
internal import HTTP

/// A mail address with the name that is shown with it, from `ada@example.com` or `Ada Lovelace <ada@example.com>`.
struct EmailAddress: Sendable {
    let address: MailAddress
    private let name: String?

    init(node: ConfigurationNode) throws(ConfigurationError) {
        let text = try node.string()
        var name = ""
        var address = text
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            address = String(text[text.index(after: open)...].dropLast())
            name = String(text[..<open]).oneLine
        }
        guard let known = MailAddress(address) else {
            throw node.failure(
                "'\(node.path)' is not a mail address", hint: "as ada@example.com or Ada Lovelace <ada@example.com>")
        }
        self.address = known
        self.name = name.isEmpty ? nil : name
    }

    /// As it stands in a header field (RFC 5322 §3.4): the name in encoded words, whatever marks are in it.
    var header: String {
        guard let name else { return address.text }
        return "\(EncodedWords.encode(name, after: 16, always: !name.isAtoms))\r\n <\(address.text)>"
    }
}

extension String {
    /// Letters, digits and spaces alone, which need no quoting.
    fileprivate var isAtoms: Bool {
        utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x20: true
            default: false
            }
        }
    }
}

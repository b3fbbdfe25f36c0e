internal import Basics

/// What has come.
struct WebhookRequest {
    let headers: [WebhookHeader]
    /// The address that was asked for, where it is known.
    let url: String?
    let body: [UInt8]

    /// Longest value of a header that is read, in bytes.
    static let mostHeaderBytes = 8192

    /// The value of a header that must stand exactly once: of two, the sender may have meant the other.
    func header(_ name: String) throws(WebhookError) -> String {
        guard let value = try optionalHeader(name) else { throw .missingHeader(name) }
        return value
    }

    /// The value of a header that may be missing, and must not stand twice.
    func optionalHeader(_ name: String) throws(WebhookError) -> String? {
        let found = headers.filter { Self.isSame($0.name, name) }
        guard let header = found.first else { return nil }
        guard found.count == 1 else { throw .repeatedHeader(name) }
        guard header.value.utf8.count <= Self.mostHeaderBytes else { throw .malformedHeader(name) }
        return header.value
    }

    /// A header that is a time in whole seconds since 1970.
    func timestamp(_ name: String) throws(WebhookError) -> Timestamp { try Self.timestamp(header(name), name) }

    /// A text from a header that is a time in whole seconds since 1970.
    static func timestamp(_ text: String, _ name: String) throws(WebhookError) -> Timestamp {
        guard (1...11).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(text)
        else { throw .malformedHeader(name) }
        return Timestamp(seconds: seconds)
    }

    /// A header that is so many bytes in hexadecimal after a prefix.
    func hexadecimal(_ name: String, after prefix: String, byteCount: Int) throws(WebhookError) -> [UInt8] {
        let value = try header(name)
        guard value.hasPrefix(prefix), let bytes = Hexadecimal.decode(value.dropFirst(prefix.count)),
            bytes.count == byteCount
        else { throw .malformedHeader(name) }
        return bytes
    }

    /// Names are compared without the case of ASCII letters (RFC 9110 §5.1), byte by byte: to Swift the Kelvin sign is
    /// a `K`.
    private static func isSame(_ a: String, _ b: String) -> Bool {
        func small(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
        return a.utf8.count == b.utf8.count && a.utf8.elementsEqual(b.utf8) { small($0) == small($1) }
    }
}

extension WebhookScheme {
    /// Reads headers from a text with one `Name: value` a line, as `curl` and log files show them; empty lines are
    /// passed over. Only a line feed ends a line: what Unicode calls a line end besides may stand in a value.
    public static func headers(inText text: String) throws(WebhookError) -> [WebhookHeader] {
        var headers: [WebhookHeader] = []
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            let line = trimmed(line.last == 0x0D ? line.dropLast() : line)
            if line.isEmpty { continue }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon != line.startIndex else {
                throw .notHeaders(line: number + 1)
            }
            let name = trimmed(line[..<colon])
            let value = trimmed(line[line.index(after: colon)...])
            headers.append((String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
        }
        return headers
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        let start = text.drop(while: isBlank)
        return start.lastIndex { !isBlank($0) }.map { start[...$0] } ?? start[start.endIndex...]
    }
}

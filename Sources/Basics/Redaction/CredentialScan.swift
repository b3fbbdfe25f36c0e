/// Finds what looks like a credential in a text: the values of what is called a password, a token, a cookie and the like
/// (after the OWASP logging cheat sheet, "Data to exclude"), bearer tokens, JSON Web Tokens, private keys and what URLs have
/// before `@`. Works on bytes and in one pass: rows of logs go through it by the million.
struct CredentialScan {
    private let text: UnsafeRawBufferPointer

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    /// What credentials are called, in small letters; what stands behind, as in `token_hash`, may follow.
    private static let names: [StaticString] = [
        "authorization", "cookie", "password", "passwd", "passphrase", "secret", "token", "api_key", "apikey",
        "api-key", "session_id", "sessionid", "session-id", "connect.sid", "private_key", "credential", "signature",
        "_auth",
    ]
    /// The letters that they begin with, and those of `Bearer`, `eyJ`, `://` and `-----BEGIN`.
    private static let starts: [Bool] = {
        var starts = [Bool](repeating: false, count: 256)
        for byte in "acpstbe".utf8 {
            starts[Int(byte)] = true
            starts[Int(byte & 0xDF)] = true
        }
        for byte in ":-_".utf8 { starts[Int(byte)] = true }
        return starts
    }()
    private static let valueStops = Array(" \t\r\n&;,}\"'<>".utf8)
    private static let tokenStops = Array(" \t\r\n&;,}\"'<>\\".utf8)
    private static let lineStops = Array("\r\n\"'".utf8)
    private static let lineEnds = Array("\r\n".utf8)
    /// A text without dots that is longer than this is no beginning of a token.
    private static let longestHeader = 4096

    /// Whether the whole text is a name of credentials.
    var hasName: Bool { text.indices.contains { offset in Self.names.contains { equals($0, at: offset) } } }

    /// Where they stand, in order.
    var places: [Range<Int>] {
        var places: [Range<Int>] = []
        var offset = 0
        while offset < text.count {
            guard Self.starts[Int(text[offset])], let place = place(at: offset) else {
                offset += 1
                continue
            }
            if !place.isEmpty { places.append(place) }
            offset = max(place.upperBound, offset + 1)
        }
        return places
    }

    /// The credential that what stands at an offset announces; an empty one where nothing is to be looked for before its
    /// end.
    private func place(at offset: Int) -> Range<Int>? {
        switch text[offset] {
        case UInt8(ascii: "e") where begins("eyJ", at: offset): return webToken(offset)
        case UInt8(ascii: ":"): return begins("://", at: offset) ? userInURL(offset + 3) : nil
        case UInt8(ascii: "-"): return begins("-----BEGIN ", at: offset) ? privateKey(offset) : nil
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
            guard equals("bearer ", at: offset) else { return nil }
            let end = end(offset + 7, Self.tokenStops)
            return end > offset + 14 ? offset + 7..<end : nil
        default:
            for name in Self.names where equals(name, at: offset) {
                return value(behind: offset + name.utf8CodeUnitCount, isCookie: begins("cookie", at: offset, anyCase: true))
            }
            return nil
        }
    }

    /// The value of `name=value`, `"name":"value"`, `name: value`, where the name ends at an offset or a little behind.
    private func value(behind start: Int, isCookie: Bool) -> Range<Int>? {
        var offset = start
        let limit = min(text.count, start + 24)
        while offset < limit, Self.isOfName(text[offset]) { offset += 1 }
        // Quotes may stand escaped inside another text.
        while offset < text.count, "\\\"' ".utf8.contains(text[offset]) { offset += 1 }
        if offset < text.count, text[offset] == UInt8(ascii: ","), "\"'".utf8.contains(text[offset - 1]) { offset = besides(offset + 1) ?? offset }
        guard offset < text.count, text[offset] == UInt8(ascii: ":") || text[offset] == UInt8(ascii: "=") else {
            return nil
        }
        let isHeader = text[offset] == UInt8(ascii: ":")
        offset += 1
        while offset < text.count, text[offset] == 0x20 || text[offset] == UInt8(ascii: "\\") { offset += 1 }
        guard offset < text.count else { return nil }
        let quote = text[offset]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") { return offset + 1..<quoted(offset + 1, quote) }
        if text[offset] == UInt8(ascii: "{") || text[offset] == UInt8(ascii: "[") { return nil }
        // A header of cookies has several, with `; ` between them.
        if isCookie, isHeader { return offset..<end(offset, Self.lineStops) }
        // Numbers and null under such a name are no credentials, but their kind tells little: only the first word is taken,
        // with the scheme of an authorization before it.
        let word = end(offset, Self.valueStops)
        guard word < text.count, text[word] == 0x20 else { return offset..<word }
        // The parameters of `Digest` are many (RFC 7616 §3.4).
        if word - offset == 6, equals("digest", at: offset) { return offset..<end(offset, Self.lineEnds) }
        let schemes: [StaticString] = ["bearer", "basic", "token"]
        guard schemes.contains(where: { $0.utf8CodeUnitCount == word - offset && equals($0, at: offset) }) else {
            return offset..<word
        }
        return offset..<end(word + 1, Self.valueStops)
    }

    /// Where `"value"` ends that stands after a comma: `{"name": "JWT_SECRET", "value": "…"}`, as Kubernetes shows a container's
    /// environment.
    private func besides(_ start: Int) -> Int? {
        let limit = min(text.count, start + 64)
        var offset = start
        while offset < limit, "\\\"' \n\r\tn".utf8.contains(text[offset]) { offset += 1 }
        guard equals("value", at: offset) else { return nil }
        offset += 5
        while offset < limit, "\\\"' ".utf8.contains(text[offset]) { offset += 1 }
        return offset < text.count && text[offset] == UInt8(ascii: ":") ? offset : nil
    }

    /// The end of a text in quotes.
    private func quoted(_ start: Int, _ quote: UInt8) -> Int {
        var end = start
        while end < text.count, text[end] != quote {
            end += text[end] == UInt8(ascii: "\\") && end + 1 < text.count && text[end + 1] != quote ? 2 : 1
        }
        return min(end, text.count)
    }

    /// `eyJ….….…` (RFC 7515 §7.1: the header of every compact token begins with `{"`).
    private func webToken(_ start: Int) -> Range<Int>? {
        var end = start
        var dots = 0
        while end < text.count {
            let byte = text[end]
            if byte == UInt8(ascii: ".") {
                dots += 1
            } else if !Self.isOfName(byte) {
                break
            } else if dots == 0, end - start > Self.longestHeader {
                return end..<end
            }
            end += 1
        }
        return dots >= 2 && end - start > 20 ? start..<end : nil
    }

    /// The password of `://user:password@host`, or all that stands before `@` where it is one word: a token as often as
    /// a name.
    private func userInURL(_ start: Int) -> Range<Int>? {
        var offset = start
        var colon: Int?
        while offset < min(text.count, start + 512) {
            switch text[offset] {
            case UInt8(ascii: ":"): colon = colon ?? offset
            case UInt8(ascii: "@"): return (colon.map { $0 + 1 } ?? start)..<offset
            case UInt8(ascii: "/"), UInt8(ascii: "?"), 0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), 0x0A: return nil
            default: break
            }
            offset += 1
        }
        return nil
    }

    /// From `-----BEGIN … PRIVATE KEY-----` to its end (RFC 7468), or to that of the text.
    private func privateKey(_ start: Int) -> Range<Int>? {
        let label = start + 11
        let limit = min(text.count, label + 32)
        guard let key = (label..<max(label, limit)).first(where: { begins("PRIVATE KEY", at: $0) }) else { return nil }
        var offset = key
        while offset < text.count {
            if begins("-----END ", at: offset) {
                let end = end(offset + 9, [UInt8(ascii: "-")])
                return start..<min(text.count, end + 5)
            }
            offset += 1
        }
        return start..<text.count
    }

    /// Letters, digits, `_`, `-` and `.`.
    private static func isOfName(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2D || byte == 0x2E || byte == 0x5F
    }

    private func end(_ start: Int, _ stops: [UInt8]) -> Int {
        var end = start
        while end < text.count, !stops.contains(text[end]) { end += 1 }
        return end
    }

    private func begins(_ word: StaticString, at offset: Int, anyCase: Bool = false) -> Bool {
        let count = word.utf8CodeUnitCount
        guard text.count - offset >= count else { return false }
        for index in 0..<count {
            let byte = text[offset + index]
            let isUpper = byte &- 0x41 < 26
            guard (anyCase && isUpper ? byte | 0x20 : byte) == word.utf8Start[index] else { return false }
        }
        return true
    }

    /// Whether a word in small letters stands at an offset, in whatever case.
    private func equals(_ word: StaticString, at offset: Int) -> Bool { begins(word, at: offset, anyCase: true) }
}

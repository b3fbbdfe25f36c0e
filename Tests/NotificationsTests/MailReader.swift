import Basics
import Testing

/// A mail read back by its own rules (RFC 5322, RFC 2045, RFC 2047): every line short and ASCII, every header field known.
struct MailReader {
    /// The header fields, unfolded, encoded words decoded.
    private(set) var headers: [String: String] = [:]
    /// The header fields as they stand.
    private(set) var raw: [String: String] = [:]
    private(set) var plain = ""
    private(set) var html = ""
    var texts: [String] {
        ["From", "To", "Subject"].compactMap { headers[$0] } + plain.split(separator: "\n").map(String.init) + [html]
    }

    init(_ bytes: [UInt8]) throws {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        for byte in bytes {
            #expect(byte < 0x80)
            line.append(byte)
            if line.suffix(2) == [13, 10] {
                lines.append(line.dropLast(2))
                line = []
            }
        }
        #expect(line.isEmpty, "the last line has its end")
        for line in lines {
            #expect(line.count <= 998 && !line.contains(13) && !line.contains(10) && !line.contains(0))
        }
        let texts = lines.map { String(decoding: $0, as: UTF8.self) }
        let end = try #require(texts.firstIndex(of: ""))
        var name = ""
        for text in texts[..<end] {
            #expect(text.utf8.count <= 78)
            if text.hasPrefix(" ") {
                raw[name, default: ""] += text
            } else {
                let colon = try #require(text.firstIndex(of: ":"))
                name = String(text[..<colon])
                #expect(raw[name] == nil, "\(name) stands there once")
                raw[name] = String(text[text.index(colon, offsetBy: 2)...])
            }
        }
        let known: Set<String> = [
            "Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
            "MIME-Version", "Content-Type",
        ]
        #expect(Set(raw.keys) == known)
        headers = try raw.mapValues { try Self.decoded($0) }
        let marker = try #require(raw["Content-Type"]?.split(separator: "\"").last.map(String.init))
        let parts = texts[(end + 1)...].split(separator: "--\(marker)", omittingEmptySubsequences: false)
        #expect(parts.count == 3 && texts.last == "--\(marker)--")
        plain = try Self.part(Array(parts[1]), "text/plain")
        html = try Self.part(Array(parts[2].dropLast()), "text/html")
    }

    private static func part(_ lines: [String], _ type: String) throws -> String {
        #expect(lines.first == "Content-Type: \(type); charset=utf-8")
        #expect(lines.dropFirst().first == "Content-Transfer-Encoding: quoted-printable")
        var bytes: [UInt8] = []
        for line in lines.dropFirst(3) {
            #expect(line.utf8.count <= 76 && !line.hasSuffix(" "))
            var rest = Array(line.utf8)[...]
            var isSoft = false
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "=") else {
                    bytes.append(byte)
                    continue
                }
                if rest.isEmpty {
                    isSoft = true
                } else {
                    let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                    bytes.append(try #require(UInt8(digits, radix: 16)))
                    rest = rest.dropFirst(2)
                }
            }
            if !isSoft { bytes.append(10) }
        }
        return try #require(String(validating: bytes, as: UTF8.self))
    }

    /// Encoded words as they were meant: white space between two of them is none.
    private static func decoded(_ text: String) throws -> String {
        var result = ""
        var wasWord = false
        for piece in text.split(separator: " ") {
            guard piece.hasPrefix("=?UTF-8?B?"), piece.hasSuffix("?=") else {
                result += (result.isEmpty ? "" : " ") + piece
                wasWord = false
                continue
            }
            #expect(piece.utf8.count <= 75)
            let bytes = try #require(Base64.decode(String(piece.dropFirst(10).dropLast(2))))
            // No code point is cut in two: each word is text by itself.
            let word = try #require(String(validating: bytes, as: UTF8.self))
            result += (result.isEmpty || wasWord ? "" : " ") + word
            wasWord = true
        }
        return result
    }
}

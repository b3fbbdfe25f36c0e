internal import Basics
internal import Cryptography
internal import HTTP

/// A mail (RFC 5322, RFC 2045): text and HTML, all of it ASCII in lines of at most 78 characters, so that it needs nothing
/// of a server. No foreign text stands in a header field but in encoded words or as short printable ASCII in one line.
struct EmailMessage {
    let body: [UInt8]
    private let parts: Parts

    /// Bytes of the whole. Our own limit: no server refuses that, and it is more than anybody reads.
    private static let total = 200_000
    private static let measure = Measure(
        headlines: [("subject", 250)], summary: .init(60_000, floor: 2000), factName: .init(200, floor: 80),
        factValue: .init(8000, floor: 200), facts: 100, links: 20, checkpoint: 8192)

    init(_ text: MessageText, channel: String, from: EmailAddress, to: [EmailAddress]) {
        var parts = Parts(text, Self.measure)
        let envelope = Envelope(text, channel: channel, from: from, to: to)
        body = parts.fit(intoBytes: Self.total) { Self.encoded($0, envelope) }
        self.parts = parts
    }

    /// What stands in the header besides the subject.
    private struct Envelope {
        let from: EmailAddress
        let to: [EmailAddress]
        let id: String
        let thread: String
        let boundary: String
        let date: String
        let at: String

        init(_ text: MessageText, channel: String, from: EmailAddress, to: [EmailAddress]) {
            self.from = from
            self.to = to
            func digest(_ text: String) -> String { Hexadecimal.encode(SHA256.hash(Array(text.utf8)).prefix(16)) }
            let domain = from.address.domain
            id = "<\(digest("\(text.id)/\(channel)")).message@\(domain)>"
            // The same for all that is told of an incident: mail programs join what refers to the same message, though
            // that one was never sent.
            thread = "<\(digest(text.incident)).incident@\(domain)>"
            // Quoted-printable writes `=` only before two digits: this is in no text.
            boundary = "=_firebreak_\(digest(text.id))"
            date = text.at.mailDate
            at = text.at.formatted(fractionDigits: 0)
        }
    }

    private static func encoded(_ parts: Parts, _ envelope: Envelope) -> [UInt8] {
        let header = [
            "Date: \(envelope.date)",
            "From: \(envelope.from.header)",
            "To: \(envelope.to.map(\.header).joined(separator: ",\r\n "))",
            "Subject: \(EncodedWords.encode(parts.headlines[0].fitted, after: 9))",
            "Message-ID: \(envelope.id)",
            "In-Reply-To: \(envelope.thread)",
            "References: \(envelope.thread)",
            // No answers from machines, please (RFC 3834 §5).
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative;\r\n boundary=\"\(envelope.boundary)\"",
            "", "",
        ].joined(separator: "\r\n")
        var bytes = Array(header.utf8)
        for (type, text) in [("plain", plain(parts, at: envelope.at)), ("html", html(parts, at: envelope.at))] {
            bytes += Array(
                "--\(envelope.boundary)\r\nContent-Type: text/\(type); charset=utf-8\r\n".utf8)
            bytes += Array("Content-Transfer-Encoding: quoted-printable\r\n\r\n".utf8)
            bytes += QuotedPrintable.encode(text)
        }
        return bytes + Array("--\(envelope.boundary)--\r\n".utf8)
    }

    private static func plain(_ parts: Parts, at: String) -> String {
        var paragraphs = [parts.headlines[0].fitted]
        if !parts.summary.fitted.isEmpty { paragraphs.append(parts.summary.fitted) }
        if !parts.facts.isEmpty {
            paragraphs.append(parts.facts.map { "\($0.name.fitted): \($0.value.fitted)" }.joined(separator: "\n"))
        }
        if !parts.links.isEmpty {
            paragraphs.append(parts.links.map { "\($0.title.fitted): \($0.url)" }.joined(separator: "\n"))
        }
        if let checkpoint = parts.checkpoint { paragraphs.append(checkpoint) }
        paragraphs.append("-- \n\(footer(parts, at: at))")
        return paragraphs.joined(separator: "\n\n")
    }

    private static func html(_ parts: Parts, at: String) -> String {
        var html = "<!DOCTYPE html>\n<html><body style=\"font-family:sans-serif\">\n"
        html += "<h2>\(escape(parts.headlines[0].fitted))</h2>\n"
        for line in parts.summary.fitted.split(separator: "\n") { html += "<p>\(escape(String(line)))</p>\n" }
        if !parts.facts.isEmpty {
            html += "<table cellpadding=\"4\">\n"
            for fact in parts.facts {
                html += "<tr><th align=\"left\" valign=\"top\">\(escape(fact.name.fitted))</th>"
                html += "<td>\(escape(fact.value.fitted))</td></tr>\n"
            }
            html += "</table>\n"
        }
        for link in parts.links {
            html += "<p><a href=\"\(escape(link.url))\">\(escape(link.title.fitted))</a></p>\n"
        }
        if let checkpoint = parts.checkpoint { html += "<pre>\(escape(checkpoint))</pre>\n" }
        return html + "<p><small>\(escape(footer(parts, at: at)))</small></p>\n</body></html>"
    }

    private static func footer(_ parts: Parts, at: String) -> String {
        "firebreak · \(parts.incident.fitted) · \(at)"
            + (parts.cuts.isEmpty ? "" : " · cut to fit: the report has it all")
    }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Everything that was left out.
    var cuts: [PayloadCut] { parts.cuts }

    /// The limits and how far they are used.
    var limits: [PayloadLimit] {
        // RFC 5322 §2.1.1: 998 characters without CR LF.
        let longest = body.split(separator: 0x0A, omittingEmptySubsequences: false).reduce(0) { max($0, $1.count) }
        return [
            PayloadLimit(name: "mail", unit: .bytes, used: body.count, limit: Self.total),
            PayloadLimit(name: "line", unit: .bytes, used: max(0, longest - 1), limit: 998),
        ]
    }
}

internal import Basics

/// What has come.
struct WebhookRequest {
    let headers: [WebhookHeader]
    let body: [UInt8]

    /// The value of a header that must stand exactly once: of two, the sender may have meant the other.
    func header(_ name: String) throws(WebhookError) -> String {
        let small = name.lowercased()
        let found = headers.filter { $0.name.lowercased() == small }
        guard let header = found.first else { throw .missingHeader(name) }
        guard found.count == 1 else { throw .repeatedHeader(name) }
        guard header.value.utf8.count <= 8192 else { throw .malformedHeader(name) }
        return header.value
    }

    /// A header that is a time in whole seconds since 1970.
    func timestamp(_ name: String) throws(WebhookError) -> Timestamp {
        let text = try header(name)
        guard (1...11).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(text)
        else { throw .malformedHeader(name) }
        return Timestamp(seconds: seconds)
    }
}

extension WebhookScheme {
    /// Reads headers from a text with one `Name: value` a line, as `curl` and log files show them; empty lines are
    /// passed over.
    public static func headers(inText text: String) throws(WebhookError) -> [WebhookHeader] {
        var headers: [WebhookHeader] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = trimmed(line)
            if line.isEmpty { continue }
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
                throw .notHeaders(line: number + 1)
            }
            headers.append((String(trimmed(line[..<colon])), String(trimmed(line[line.index(after: colon)...]))))
        }
        return headers
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? ""
    }
}

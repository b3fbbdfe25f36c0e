internal import Basics

/// What libpq says of a connection that did not come about, with PQERRORS_VERBOSE:
/// `connection to server at "db", port 5432 failed: FATAL:  57P03: the database system is starting up`.
enum LoginRefusal {
    static func error(_ text: String, _ endpoint: PostgresEndpoint) -> PostgresError {
        // Of several hosts the last one's; what follows a line is advice and places in the server's source.
        let lines = text.split(whereSeparator: \.isNewline).filter { $0.contains("failed: ") || $0.contains("FATAL:") }
        var line = lines.last.map(String.init) ?? String(text.split(whereSeparator: \.isNewline).first ?? "no reason told")
        if let range = line.firstRange(of: " failed: ") { line = String(line[range.upperBound...]) }
        guard let (code, reason) = state(in: line) else {
            return own(String(line.prefix(300)).printable, endpoint)
        }
        switch code {
        case "57P03", "53300", "57P01": return .refused(place: endpoint.place, code: code, reason: reason)
        default:
            if code.hasPrefix("28") || code == "3D000" {
                return .authentication(place: endpoint.place, code: code, reason: reason)
            }
            return .refused(place: endpoint.place, code: code, reason: reason)
        }
    }

    /// What libpq finds by itself, by its words (src/interfaces/libpq/fe-connect.c, fe-auth.c, fe-secure-openssl.c), which
    /// are English in a program that sets no locale.
    private static func own(_ reason: String, _ endpoint: PostgresEndpoint) -> PostgresError {
        if reason.contains("session is read-only") || reason.contains("server is in hot standby mode") {
            return .onlyReads(place: endpoint.place)
        }
        if reason.contains("no password supplied") {
            return .authentication(place: endpoint.place, code: nil, reason: "it wants a password, and none is given")
        }
        if reason.contains("SSL") || reason.contains("certificate") {
            return .untrusted(place: endpoint.place, reason: reason)
        }
        return .unreachable(place: endpoint.place, reason: reason)
    }

    /// `FATAL:  57P03: the database system is starting up`: the severity may be in another language.
    private static func state(in line: String) -> (code: String, reason: String)? {
        let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let code = parts[1].drop { $0 == " " }
        guard code.utf8.count == 5, code.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }) else {
            return nil
        }
        return (String(code), String(parts[2].drop { $0 == " " }.prefix(300)).printable)
    }
}

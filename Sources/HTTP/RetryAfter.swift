public import Basics

extension HTTPResponse {
    /// How long the server asks to be left alone (Retry-After, RFC 9110 §10.2.3): seconds, which some services write
    /// with a fraction, or a date. Nil where it does not say, or not in a way that can be read; never negative.
    public func retryAfter(now: Timestamp) -> Duration? {
        guard let text = header("Retry-After") else { return nil }
        if let seconds = Double(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) {
            // A year is as good as never, and far from any overflow.
            return .milliseconds(Int64(min(seconds, 31_536_000) * 1000))
        }
        guard let instant = Timestamp(httpDate: text) else { return nil }
        return max(instant - now, .zero)
    }
}

extension Timestamp {
    /// Reads an IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7). The two obsolete forms are nil.
    init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = String(month + 1)
        self.init("\(parts[3])-\(number.count == 1 ? "0" : "")\(number)-\(parts[1])T\(parts[4])Z")
    }
}

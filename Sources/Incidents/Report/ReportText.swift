import Basics

/// Times, durations and figures as the report writes them. All times are UTC.
enum ReportText {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// `21 November 2026`
    static func date(_ instant: Timestamp) -> String {
        let parts = instant.formatted(fractionDigits: 0).split(separator: "T")[0].split(separator: "-")
        // A year before 0 has a minus before it: it is not worth more than to be shown as it is.
        guard parts.count == 3, let month = Int(parts[1]), months.indices.contains(month - 1), let day = Int(parts[2])
        else { return String(instant.formatted(fractionDigits: 0).prefix { $0 != "T" }) }
        return "\(day) \(months[month - 1]) \(parts[0])"
    }

    /// `21 Nov`
    static func shortDate(_ instant: Timestamp) -> String {
        let parts = date(instant).split(separator: " ")
        return parts.count == 3 ? "\(parts[0]) \(parts[1].prefix(3))" : date(instant)
    }

    /// `03:04:05`, with digits of the second's fraction where they are asked for.
    static func time(_ instant: Timestamp, fractionDigits: Int = 0) -> String {
        String(instant.formatted(fractionDigits: fractionDigits, zone: "").drop { $0 != "T" }.dropFirst())
    }

    /// `21 November 2026, 03:04:05 UTC`
    static func dateAndTime(_ instant: Timestamp) -> String { "\(date(instant)), \(time(instant)) UTC" }

    /// The two largest units: `350 ms`, `4.2 s`, `1 min 30 s`, `1 h 6 min`, `2 d 3 h`.
    static func duration(_ duration: Duration) -> String {
        let milliseconds = duration.inMicroseconds / 1000
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        if milliseconds < 60_000 { return "\(figure(Double(milliseconds / 100) / 10)) s" }
        let seconds = milliseconds / 1000
        let units: [(String, Int64)] = [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)]
        guard let first = units.firstIndex(where: { seconds >= $0.1 }), first + 1 < units.count else { return "0 s" }
        let (large, small) = (units[first], units[first + 1])
        let rest = seconds % large.1 / small.1
        return "\(seconds / large.1) \(large.0)" + (rest > 0 ? " \(rest) \(small.0)" : "")
    }

    /// The largest unit alone: `28 min`, `1 d`.
    static func coarseDuration(_ duration: Duration) -> String {
        self.duration(duration).split(separator: " ").prefix(2).joined(separator: " ")
    }

    /// A whole number in groups of three: `12,345`.
    static func count(_ number: Int64) -> String {
        var digits = String(number.magnitude)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = String(digits.dropLast(3))
        }
        return (number < 0 ? "−" : "") + ([digits[...]] + groups).joined(separator: ",")
    }

    /// A measured figure with three digits that count, or all before the point: `0.00123`, `1.5`, `12,345`.
    static func figure(_ number: Double) -> String {
        guard number.isFinite else { return "unknown" }
        guard number != 0 else { return "0" }
        guard number.magnitude < 1e15, number.magnitude >= 1e-6 else { return "\(number)" }
        var decimals = 0
        var threshold = 100.0
        while decimals < 8, number.magnitude < threshold {
            decimals += 1
            threshold /= 10
        }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((number.magnitude * scale).rounded())
        let whole = count(scaled / Int64(scale))
        var fraction = String(scaled % Int64(scale))
        fraction = String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        let text = decimals > 0 && !fraction.isEmpty ? "\(whole).\(fraction)" : whole
        return number < 0 && scaled != 0 ? "−\(text)" : text
    }

    /// One thing or several: `1 session`, `12 sessions`.
    static func counted(_ number: Int64, _ one: String, _ several: String? = nil) -> String {
        "\(count(number)) \(number == 1 ? one : several ?? one + "s")"
    }

    /// Names in a sentence: `a`, `a and b`, `a, b and 3 more`.
    static func list(_ names: [String], limit: Int = 5) -> String {
        var shown = Array(names.prefix(limit))
        if names.count > limit { shown.append("\(names.count - limit) more") }
        guard let last = shown.popLast() else { return "" }
        return shown.isEmpty ? last : "\(shown.joined(separator: ", ")) and \(last)"
    }

    /// A member's name as words: `durationSeconds` becomes `Duration seconds`.
    static func words(_ name: String) -> String {
        var text = ""
        for character in shortened(name, to: 200) {
            if character.isUppercase && !text.isEmpty { text += " " }
            text += text.isEmpty ? character.uppercased() : character.lowercased()
        }
        return text
    }

    /// The beginning of a text that is longer than a report can bear, with what was left out said.
    static func shortened(_ text: String, to limit: Int) -> String {
        guard let end = text.unicodeScalars.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex),
            end < text.endIndex
        else { return text }
        return String(text.unicodeScalars[..<end]) + "… (\(count(Int64(text.utf8.count))) bytes in all)"
    }

    /// A text of any length in pieces of so many code points at most.
    static func pieces(_ text: String, of limit: Int) -> [String] {
        var rest = text.unicodeScalars[...]
        var pieces: [String] = []
        while !rest.isEmpty {
            pieces.append(String(rest.prefix(limit)))
            rest = rest.dropFirst(limit)
        }
        return pieces
    }

    /// The beginning of a text for a drawing.
    static func clipped(_ text: String, to limit: Int) -> String {
        // Counting the characters of a long text takes long; no character that is worth drawing has so many scalars.
        let start = String(text.unicodeScalars.prefix(limit * 8))
        return start.count > limit ? start.prefix(limit - 1).trimmingSuffix(" ") + "…" : start
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        var rest = self
        while rest.last == character { rest.removeLast() }
        return rest
    }
}

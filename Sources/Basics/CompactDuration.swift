extension Duration {
    /// Reads `250ms`, `90s`, `15m`, `24h`, `90d`, or several together as in `1h30m`. Nil for anything else, for a
    /// negative one, and for more than 1,000 years.
    public init?(compact text: String) {
        let units: [String: Int64] = [
            "ms": 1000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000,
        ]
        let limit: Int64 = 365_250 * 86_400_000_000
        var total: Int64 = 0
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let count = Int64(digits), let factor = units[String(unit)] else { return nil }
            let (product, overflowed) = count.multipliedReportingOverflow(by: factor)
            guard !overflowed, product <= limit - total else { return nil }
            total += product
        }
        self = .microseconds(total)
    }

    /// The shortest form that `init(compact:)` reads back, as `1h30m`; `0s` for none.
    public var compact: String {
        var rest = inMicroseconds / 1000
        guard rest > 0 else { return "0s" }
        var text = ""
        for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
            as [(String, Int64)]
        where rest >= size {
            text += "\(rest / size)\(unit)"
            rest %= size
        }
        return text
    }

    /// As people say it: its largest unit alone and rounded, `3d`, `5h`, `12s`.
    public var rough: String {
        let seconds = max(0, inMicroseconds / 1_000_000)
        for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60)] as [(String, Int64)] where seconds >= size {
            return "\((seconds + size / 2) / size)\(unit)"
        }
        return "\(seconds)s"
    }

    /// In whole seconds, rounded up, for people.
    public var rounded: Duration { .seconds((inMicroseconds + 999_999) / 1_000_000) }

    /// In seconds, for `--json`.
    public var inSeconds: Double { Double(inMicroseconds) / 1_000_000 }

    /// In whole microseconds.
    public var inMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}

/// An instant, in microseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since the epoch; negative before 1970.
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }
    /// An instant from whole seconds since the epoch, as in a JWT's `iat` (RFC 7519 §2, NumericDate).
    public init(seconds: Int64) { self.init(microseconds: seconds &* 1_000_000) }

    /// Whole seconds since the epoch, rounded down.
    public var seconds: Int64 {
        microseconds >= 0 ? microseconds / 1_000_000 : -((-microseconds + 999_999) / 1_000_000)
    }

    public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
    public static func + (left: Self, right: Duration) -> Self {
        Self(microseconds: left.microseconds &+ right.inMicroseconds)
    }
    public static func - (left: Self, right: Duration) -> Self {
        Self(microseconds: left.microseconds &- right.inMicroseconds)
    }
    public static func - (left: Self, right: Self) -> Duration {
        .microseconds(left.microseconds &- right.microseconds)
    }
}

// MARK: - ISO 8601

extension Timestamp: CustomStringConvertible {
    /// ISO 8601 in UTC with milliseconds, `2026-11-21T03:04:05.678Z`: the form of `--json` and of the journal.
    public var description: String { formatted(fractionDigits: 3) }

    /// ISO 8601 in UTC with `fractionDigits` (0 to 6) digits of the second, cut and not rounded, ending in `zone`
    /// (`Z`, or `+00:00` where a reader insists on it).
    public func formatted(fractionDigits: Int, zone: String = "Z") -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        append(to: &bytes, fractionDigits: fractionDigits)
        return String(decoding: bytes, as: UTF8.self) + zone
    }

    /// Appends what `formatted` says before the zone, for texts that are made a million times.
    public func append(to bytes: inout [UInt8], fractionDigits: Int) {
        let (date, secondOfDay) = civil
        guard (0...9999).contains(date.year) else {
            bytes.append(contentsOf: padded(date.year, 4).utf8)
            return appendRest(date.month, date.day, secondOfDay, fractionDigits, to: &bytes)
        }
        appendPair(date.year / 100, to: &bytes)
        appendPair(date.year % 100, to: &bytes)
        appendRest(date.month, date.day, secondOfDay, fractionDigits, to: &bytes)
    }

    private func appendRest(
        _ month: Int, _ day: Int, _ secondOfDay: Int, _ fractionDigits: Int, to bytes: inout [UInt8]
    ) {
        bytes.append(UInt8(ascii: "-"))
        appendPair(month, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendPair(day, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        appendPair(secondOfDay / 3600, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendPair(secondOfDay / 60 % 60, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendPair(secondOfDay % 60, to: &bytes)
        guard fractionDigits > 0 else { return }
        let micros = Int(microseconds - seconds * 1_000_000)
        bytes.append(UInt8(ascii: "."))
        appendPair(micros / 10_000, to: &bytes)
        appendPair(micros / 100 % 100, to: &bytes)
        appendPair(micros % 100, to: &bytes)
        bytes.removeLast(max(0, 6 - fractionDigits))
    }

    /// The date alone, `20261121`, as in an incident's identifier.
    public var compactDate: String {
        let date = civil.date
        return padded(date.year, 4) + padded(date.month, 2) + padded(date.day, 2)
    }

    /// Year, month and day of the proleptic Gregorian calendar, and the second of that day, all in UTC.
    private var civil: (date: (year: Int, month: Int, day: Int), secondOfDay: Int) {
        let total = Int(seconds)
        let days = total >= 0 ? total / 86_400 : -((-total + 86_399) / 86_400)
        return (civilDate(daysSinceEpoch: days), total - days * 86_400)
    }

    /// Reads ISO 8601 / RFC 3339: a date, `T` or a space, hours and minutes, seconds with any number of digits, and
    /// a zone (`Z`, `+hh:mm`, `+hhmm`). Nil where the text is something else, has no zone, or names no real date.
    public init?(_ text: String) {
        var cursor = ASCIICursor(text.utf8)
        guard let year = cursor.digits(4), cursor.skip("-"), let month = cursor.digits(2), cursor.skip("-"),
            let day = cursor.digits(2), cursor.skip("T") || cursor.skip("t") || cursor.skip(" "),
            let hour = cursor.digits(2), cursor.skip(":"), let minute = cursor.digits(2),
            (1...12).contains(month), (1...daysIn(month: month, year: year)).contains(day), hour < 24, minute < 60
        else { return nil }
        var second = 0
        var fraction = 0
        if cursor.skip(":") {
            guard let value = cursor.digits(2), value <= 60 else { return nil }
            second = value
            if cursor.skip(".") || cursor.skip(",") {
                guard let value = cursor.microsecondFraction() else { return nil }
                fraction = value
            }
        }
        guard let offset = cursor.zoneOffset(), cursor.isAtEnd else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
    }
}

extension Timestamp: Codable {
    /// Encoded as its ISO 8601 text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ISO 8601 time with a zone")
        }
        self = value
    }
}

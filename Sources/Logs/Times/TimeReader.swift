internal import Basics
internal import Files

/// Reads the times of a source's rows. Remembers the last date, since the next row has mostly the same.
struct TimeReader {
    private let clock: SourceClock
    private var lastStart: UInt64 = 0
    private var lastEnd: UInt16 = 0
    private var lastDay = 0

    init(_ clock: SourceClock) { self.clock = clock }

    // MARK: - ISO 8601

    /// `2026-11-21T16:24:57.123456+01:00` and its relatives: a space or `_` for the `T`, `/` between the numbers of the
    /// date, a comma before the fraction, a space before the zone; no zone where the source's is known.
    mutating func iso(_ text: Bytes) -> TimeReading {
        guard text.count >= 10, let day = date(text) else { return .missing(.time) }
        guard text.count > 10 else { return local(day * 86_400, 0, .day) }
        guard text.count >= 16, text[13] == UInt8(ascii: ":"), let hour = two(text, 11), let minute = two(text, 14),
            hour < 24, minute < 60
        else { return .missing(.time) }
        var seconds = day * 86_400 + hour * 3600 + minute * 60
        var precision = TimePrecision.minute
        var fraction = 0
        var offset = 16
        if text.count >= 19, text[16] == UInt8(ascii: ":") {
            guard let second = two(text, 17), second <= 60 else { return .missing(.time) }
            seconds += second
            (fraction, precision, offset) = Self.fraction(text, 19)
        }
        return zoned(text, offset, seconds, fraction, precision)
    }

    /// The days since 1970 of `2026-11-21` or `2026/11/21`.
    private mutating func date(_ text: Bytes) -> Int? {
        let (first, second) = (text[4], text[7])
        guard first == second, first == UInt8(ascii: "-") || first == UInt8(ascii: "/") else { return nil }
        let start = text.loadUnaligned(as: UInt64.self)
        let end = text.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        if start == lastStart, end == lastEnd { return lastDay }
        guard let century = two(text, 0), let year = two(text, 2), let month = two(text, 5), let day = two(text, 8)
        else { return nil }
        guard let days = Self.days(century * 100 + year, month, day) else { return nil }
        (lastStart, lastEnd, lastDay) = (start, end, days)
        return days
    }

    // MARK: - Others

    /// `21/Nov/2026:16:24:57 +0100` (Apache's %t), and `21/Nov/2026:16:24:57.123 +0100`.
    mutating func accessLog(_ text: Bytes) -> TimeReading {
        guard text.count >= 20, let day = two(text, 0), let month = Self.month(text, 3), let century = two(text, 7),
            let year = two(text, 9), text[2] == UInt8(ascii: "/"), text[11] == UInt8(ascii: ":"),
            let days = Self.days(century * 100 + year, month, day), let time = timeOfDay(text, 12)
        else { return .missing(.time) }
        let (fraction, precision, offset) = Self.fraction(text, 20)
        return zoned(text, offset, days * 86_400 + time, fraction, precision)
    }

    /// `21 Nov 2026 16:24:57.123`, as redis-server writes it, in local time.
    mutating func dayMonthYear(_ text: Bytes) -> TimeReading {
        guard text.count >= 20, let day = two(text, 0), let month = Self.month(text, 3), let century = two(text, 7),
            let year = two(text, 9), let days = Self.days(century * 100 + year, month, day),
            let time = timeOfDay(text, 12)
        else { return .missing(.time) }
        let (fraction, precision, offset) = Self.fraction(text, 20)
        return zoned(text, offset, days * 86_400 + time, fraction, precision)
    }

    /// `Nov 21 16:24:57` (RFC 3164 §4.1.2), which has neither a year nor a zone.
    mutating func withoutYear(_ text: Bytes) -> TimeReading {
        guard text.count >= 15, let month = Self.month(text, 0), text[3] == 0x20,
            let day = text[4] == 0x20 ? digit(text, 5) : two(text, 4), let time = timeOfDay(text, 7)
        else { return .missing(.time) }
        guard let zone = clock.zone else { return .missing(.zone) }
        switch clock.year {
        case nil: return .missing(.year)
        case .given(let year)?:
            guard let days = Self.days(year, month, day) else { return .missing(.time) }
            let (seconds, _) = zone.utc(local: days * 86_400 + time)
            return finished(seconds, 0, .second, .yearGiven)
        case .notAfter(let limit)?:
            let last = civilDate(daysSinceEpoch: Int(limit) / 86_400).year + 1
            // Eight years are the longest time between two 29ths of February.
            for year in (last - 8...last).reversed() {
                guard let days = Self.days(year, month, day) else { continue }
                let (seconds, _) = zone.utc(local: days * 86_400 + time)
                if seconds <= Int(limit) + 86_400 { return finished(seconds, 0, .second, .yearFromFile) }
            }
            return .missing(.time)
        }
    }

    /// A number of seconds, milliseconds, microseconds or nanoseconds since 1970, which of them by its size: seconds up
    /// to the year 5138, milliseconds from 1973 on.
    func epoch(_ number: Int64) -> TimeReading {
        switch number.magnitude {
        case ..<100_000_000_000: instant(number &* 1_000_000, .second)
        case ..<100_000_000_000_000: instant(number &* 1000, .millisecond)
        case ..<100_000_000_000_000_000: instant(number, .microsecond)
        default: instant(number / 1000, .nanosecond)
        }
    }

    /// Seconds since 1970 in decimal digits, with a fraction or without.
    func epochSeconds(_ text: Bytes) -> TimeReading {
        guard let point = text.position(of: UInt8(ascii: ".")) else {
            return text.decimal.map(epoch) ?? .missing(.time)
        }
        guard point > 0, point < 12, let seconds = text.part(0, point).decimal, text[0] != UInt8(ascii: "-") else {
            return .missing(.time)
        }
        let (fraction, precision, end) = Self.fraction(text, point)
        guard end == text.count else { return .missing(.time) }
        return instant(seconds * 1_000_000 + Int64(fraction), precision)
    }

    /// Microseconds since 1970.
    func epochMicroseconds(_ number: Int64) -> TimeReading { instant(number, .microsecond) }

    /// Milliseconds since 1970.
    func epochMilliseconds(_ number: Int64) -> TimeReading {
        let (microseconds, isTooLarge) = number.multipliedReportingOverflow(by: 1000)
        return isTooLarge ? .missing(.time) : instant(microseconds, .millisecond)
    }

    /// The years 1 to 9999, which ISO 8601 writes with four digits; a row of any other has no time.
    private static let instants: Range<Int64> = -62_135_596_800_000_000..<253_402_300_800_000_000

    private func instant(
        _ microseconds: Int64, _ precision: TimePrecision, _ zone: ZoneOrigin = .format
    ) -> TimeReading {
        let (instant, isTooLarge) = microseconds.addingReportingOverflow(clock.offset)
        guard !isTooLarge, Self.instants.contains(instant) else { return .missing(.time) }
        return .instant(instant, precision, zone)
    }

    // MARK: - Zones

    /// The zone that stands at an offset, or the source's where nothing stands there.
    func zoned(
        _ text: Bytes, _ start: Int, _ seconds: Int, _ fraction: Int, _ precision: TimePrecision
    ) -> TimeReading {
        var offset = start
        if offset < text.count, text[offset] == 0x20 { offset += 1 }
        guard offset < text.count else { return local(seconds, fraction, precision) }
        switch text[offset] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            guard offset + 1 == text.count else { return .missing(.time) }
            return finished(seconds, fraction, precision, .row)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard let hours = two(text, offset + 1), hours < 24 else { return .missing(.time) }
            var minutes = 0
            var end = offset + 3
            if end < text.count {
                if text[end] == UInt8(ascii: ":") { end += 1 }
                guard let value = two(text, end), value < 60, end + 2 == text.count else { return .missing(.time) }
                minutes = value
            }
            let east = (hours * 60 + minutes) * 60
            return finished(
                text[offset] == UInt8(ascii: "+") ? seconds - east : seconds + east, fraction, precision, .row)
        default:
            let name = text.from(offset)
            if name.equals("UTC") || name.equals("GMT") { return finished(seconds, fraction, precision, .row) }
            // Other abbreviations have several meanings: who knows which one gives the zone.
            guard name.allSatisfy(\.isLetter), name.count <= 5 else { return .missing(.time) }
            return local(seconds, fraction, precision)
        }
    }

    private func local(_ seconds: Int, _ fraction: Int, _ precision: TimePrecision) -> TimeReading {
        guard let zone = clock.zone else { return .missing(.zone) }
        let (utc, isAmbiguous) = zone.utc(local: seconds)
        return finished(utc, fraction, precision, isAmbiguous ? .givenAmbiguous : .given)
    }

    private func finished(
        _ seconds: Int, _ fraction: Int, _ precision: TimePrecision, _ zone: ZoneOrigin
    ) -> TimeReading {
        instant(Int64(seconds * 1_000_000 + fraction), precision, zone)
    }
}

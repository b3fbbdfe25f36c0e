internal import Basics

/// The rule for the years to come at the end of a time zone file, as `CET-1CEST,M3.5.0,M10.5.0/3` (RFC 8536 §3.3.1,
/// POSIX.1 TZ). Days that are not given by month and week are not read: no zone in the database has them today.
struct PosixZoneRule {
    private let standard: Int
    private let summer: Int
    private let begins: Day
    private let ends: Day

    private struct Day {
        let month: Int
        let week: Int
        let weekday: Int
        let time: Int
    }

    /// Nil where the zone has one offset all year, or the rule has another form.
    init?(_ text: String) {
        let parts = text.split(separator: ",")
        guard parts.count == 3 else { return nil }
        var rest = parts[0][...]
        guard Self.skipName(&rest), let standard = Self.hours(&rest), Self.skipName(&rest),
            let begins = Self.day(parts[1]), let ends = Self.day(parts[2])
        else { return nil }
        self.standard = -standard
        summer = rest.isEmpty ? -standard + 3600 : -(Self.hours(&rest) ?? standard - 3600)
        self.begins = begins
        self.ends = ends
    }

    /// The changes after an instant, up to a year; none before 1900, when no clock was put forward for the summer yet.
    func changes(after last: Int, until year: Int) -> [(at: Int, offset: Int)] {
        let first = max(1900, civilDate(daysSinceEpoch: last / 86_400).year)
        guard first <= year else { return [] }
        return (first...year).flatMap { year in
            [
                (at: Self.local(begins, year) - standard, offset: summer),
                (at: Self.local(ends, year) - summer, offset: standard),
            ].sorted { $0.at < $1.at }
        }.filter { $0.at > last }
    }

    private static func local(_ day: Day, _ year: Int) -> Int {
        let first = daysSinceEpoch(year: year, month: day.month, day: 1)
        // 1970-01-01 was a Thursday.
        let weekday = ((first % 7) + 11) % 7
        var number = (day.weekday - weekday + 7) % 7 + (day.week - 1) * 7
        while number >= daysIn(month: day.month, year: year) { number -= 7 }
        return (first + number) * 86_400 + day.time
    }

    /// `<+03>` or `CEST`.
    private static func skipName(_ text: inout Substring) -> Bool {
        if text.first == "<" {
            guard let end = text.firstIndex(of: ">") else { return false }
            text = text[text.index(after: end)...]
            return true
        }
        let name = text.prefix { $0.isLetter }
        text = text[name.endIndex...]
        return name.count >= 3
    }

    /// `-1`, `3:30`, as seconds; nil beyond the 167 hours of RFC 8536 §3.3.1.
    private static func hours(_ text: inout Substring) -> Int? {
        var sign = 1
        if text.first == "-" || text.first == "+" { sign = text.removeFirst() == "-" ? -1 : 1 }
        let digits = text.prefix { $0.isNumber || $0 == ":" }
        text = text[digits.endIndex...]
        let parts = digits.split(separator: ":").map { Int($0) ?? 0 }
        guard let first = parts.first, first <= 167, parts.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
        return sign * (first * 3600 + (parts.count > 1 ? parts[1] * 60 : 0) + (parts.count > 2 ? parts[2] : 0))
    }

    /// `M10.5.0/3`.
    private static func day(_ text: Substring) -> Day? {
        let parts = text.split(separator: "/", maxSplits: 1)
        let numbers = parts[0].dropFirst().split(separator: ".").compactMap { Int($0) }
        guard parts[0].first == "M", numbers.count == 3, (1...12).contains(numbers[0]), (1...5).contains(numbers[1]),
            (0...6).contains(numbers[2])
        else { return nil }
        var time = parts.count > 1 ? parts[1] : "2"
        return Day(month: numbers[0], week: numbers[1], weekday: numbers[2], time: hours(&time) ?? 7200)
    }
}

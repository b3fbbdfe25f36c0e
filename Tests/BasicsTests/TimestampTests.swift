import Basics
import Foundation
import Testing

@Suite("Instants")
struct TimestampTests {
    @Test(
        "known instants",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (-1_000_000, "1969-12-31T23:59:59.000Z"),
            (999_999, "1970-01-01T00:00:00.999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000Z"),
            (951_868_799_999_999, "2000-02-29T23:59:59.999Z"),
            (951_868_800_000_000, "2000-03-01T00:00:00.000Z"),
            (1_709_164_800_000_000, "2024-02-29T00:00:00.000Z"),
            (-2_203_891_200_000_000, "1900-03-01T00:00:00.000Z"),
            (-2_203_891_200_000_001, "1900-02-28T23:59:59.999Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999Z"),
            (-62_167_219_200_000_000, "0000-01-01T00:00:00.000Z"),
            (1_795_230_245_678_901, "2026-11-21T03:04:05.678Z"),
        ] as [(Int64, String)])
    func known(microseconds: Int64, text: String) {
        let instant = Timestamp(microseconds: microseconds)
        #expect(instant.description == text)
        #expect(Timestamp(text)?.microseconds == Timestamp(microseconds: microseconds).milliseconds * 1000)
        #expect(Timestamp(instant.formatted(fractionDigits: 6)) == instant)
    }

    @Test("every day from 1896 to 2104, as Foundation counts them")
    func everyDay() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        var day = try #require(calendar.date(from: DateComponents(year: 1896, month: 1, day: 1)))
        while true {
            let parts = calendar.dateComponents([.year, .month, .day], from: day)
            let year = try #require(parts.year)
            guard year < 2105 else { break }
            let date = "\(year)-\(two(parts.month))-\(two(parts.day))"
            let instant = Timestamp(seconds: Int64(day.timeIntervalSince1970))
            #expect(instant.formatted(fractionDigits: 0) == date + "T00:00:00Z")
            #expect(Timestamp(date + "T12:34:56Z") == instant + .seconds(45_296))
            #expect(instant.compactDate == date.replacing("-", with: ""))
            day += 86_400
        }
    }

    private func two(_ number: Int?) -> String { String(format: "%02d", number ?? 0) }

    @Test(
        "forms that are read",
        arguments: [
            ("2026-11-21T03:04:05Z", 0), ("2026-11-21t03:04:05z", 0), ("2026-11-21 03:04:05Z", 0),
            ("2026-11-21T03:04:05.000000Z", 0), ("2026-11-21T03:04:05,000Z", 0), ("2026-11-21T03:04:05.1Z", 100_000),
            ("2026-11-21T03:04:05.1234567891Z", 123_456), ("2026-11-21T04:04:05+01:00", 0),
            ("2026-11-21T04:04:05+0100", 0), ("2026-11-21T04:04:05+01", 0), ("2026-11-20T21:34:05-05:30", 0),
            ("2026-11-21T03:04:05-00:00", 0), ("2026-11-22T03:03:05+23:59", 0), ("2026-11-21T03:04Z", -5_000_000),
            ("2026-11-21T03:03:65Z", nil), ("2026-11-21T03:03:60Z", -5_000_000),
        ] as [(String, Int64?)])
    func forms(text: String, offset: Int64?) throws {
        let base = try #require(Timestamp("2026-11-21T03:04:05Z"))
        #expect(Timestamp(text)?.microseconds == offset.map { base.microseconds + $0 })
    }

    @Test(
        "what is no instant",
        arguments: [
            "", "2026-11-21", "2026-11-21T03:04:05", "2026-11-21T03Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z", "2026-04-00T00:00:00Z",
            "2026-11-21T24:00:00Z", "2026-11-21T23:60:00Z", "2026-11-21T23:59:61Z", "2026-11-21T03:04:05.Z",
            "2026-11-21T03:04:05+24:00", "2026-11-21T03:04:05+01:60", "2026-11-21T03:04:05+1", "2026-11-21T03:04:05ZZ",
            " 2026-11-21T03:04:05Z", "2026-11-21T03:04:05Z ", "２０２６-11-21T03:04:05Z", "26-11-21T03:04:05Z", "yesterday",
            "+2026-11-21T03:04:05Z", "2026-11-21T03:04:05+", "2026-11-21T03:04:05+01:", "2026-11-2",
        ])
    func refused(text: String) { #expect(Timestamp(text) == nil) }

    @Test("fractions are cut and not rounded")
    func fractions() {
        let instant = Timestamp(microseconds: 1_999_999)
        let expected = ["01Z", "01.9Z", "01.99Z", "01.999Z", "01.9999Z", "01.99999Z", "01.999999Z", "01.999999Z"]
        for (digits, end) in expected.enumerated() {
            #expect(instant.formatted(fractionDigits: digits) == "1970-01-01T00:00:" + end)
        }
        #expect(instant.formatted(fractionDigits: 6, zone: "+00:00") == "1970-01-01T00:00:01.999999+00:00")
        #expect(Timestamp(microseconds: -1).formatted(fractionDigits: 6) == "1969-12-31T23:59:59.999999Z")
    }

    @Test(
        "whole seconds are rounded down",
        arguments: [
            (0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-1_000_000, -1), (-1_000_001, -2),
        ] as [(Int64, Int64)])
    func wholeSeconds(microseconds: Int64, seconds: Int64) {
        #expect(Timestamp(microseconds: microseconds).seconds == seconds)
    }

    @Test("adding, taking away, comparing")
    func arithmetic() {
        let instant = Timestamp(seconds: 100)
        #expect(instant + .milliseconds(1500) == Timestamp(microseconds: 101_500_000))
        #expect(instant - .seconds(200) == Timestamp(seconds: -100))
        #expect(Timestamp(seconds: 5) - Timestamp(seconds: 7) == .seconds(-2))
        #expect(Timestamp(seconds: -1) < Timestamp(seconds: 0))
    }

    @Test("encoded as its text")
    func coding() throws {
        let instants = [Timestamp(seconds: 0), Timestamp(microseconds: 1_795_230_245_678_000)]
        let data = try JSONEncoder().encode(instants)
        #expect(String(decoding: data, as: UTF8.self) == #"["1970-01-01T00:00:00.000Z","2026-11-21T03:04:05.678Z"]"#)
        #expect(try JSONDecoder().decode([Timestamp].self, from: data) == instants)
        #expect(throws: DecodingError.self) {
            _ = try JSONDecoder().decode([Timestamp].self, from: Data(#"["2026-11-21T03:04:05"]"#.utf8))
        }
    }

    @Test("the system's clock agrees with Foundation's, and a fixed one stands still")
    func clocks() {
        let before = Int64(Date().timeIntervalSince1970 * 1_000_000) - 1_000_000
        let now = TimeSource.system.now.microseconds
        let after = Int64(Date().timeIntervalSince1970 * 1_000_000) + 1_000_000
        #expect((before...after).contains(now))
        let fixed = TimeSource.fixed(Timestamp(seconds: 7))
        #expect(fixed.now == Timestamp(seconds: 7))
        #expect(fixed.now == fixed.now)
    }
}

extension Timestamp {
    /// Whole milliseconds, rounded down.
    fileprivate var milliseconds: Int64 { (microseconds - ((microseconds % 1000) + 1000) % 1000) / 1000 }
}

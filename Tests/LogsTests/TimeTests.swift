import Basics
import Files
import Testing

@testable import Logs

@Suite struct TimeTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let text: String
        let zone: String?
        let utc: String?
        var origin = ZoneOrigin.row
        var missing = MissingTime.time
        var testDescription: String { "\(text) in \(zone ?? "no zone")" }
    }

    @Test("ISO 8601 and its relatives", arguments: [
        Row(text: "2026-11-21T16:24:57Z", zone: nil, utc: "2026-11-21T16:24:57Z"),
        Row(text: "2026-11-21 16:24:57.5+0530", zone: nil, utc: "2026-11-21T10:54:57.5Z"),
        Row(text: "2026/11/21 16:24:57 -08:00", zone: nil, utc: "2026-11-22T00:24:57Z"),
        Row(text: "2026-11-21T16:24:57,123456789 UTC", zone: nil, utc: "2026-11-21T16:24:57.123456Z"),
        Row(text: "2026-11-21T16:24", zone: "UTC", utc: "2026-11-21T16:24:00Z", origin: .given),
        Row(text: "2026-11-21T16:24:57", zone: nil, utc: nil, missing: .zone),
        Row(text: "2026-11-21 16:24:57 CET", zone: nil, utc: nil, missing: .zone),
        Row(text: "2026-11-21 16:24:57 CET", zone: "Europe/Berlin", utc: "2026-11-21T15:24:57Z", origin: .given),
        Row(text: "2026-07-01 12:00:00", zone: "Europe/Berlin", utc: "2026-07-01T10:00:00Z", origin: .given),
        Row(text: "2040-07-01 12:00:00", zone: "Europe/Berlin", utc: "2040-07-01T10:00:00Z", origin: .given),
        Row(text: "2026-10-25 02:30:00", zone: "Europe/Berlin", utc: "2026-10-25T00:30:00Z", origin: .givenAmbiguous),
        Row(text: "2026-03-29 02:30:00", zone: "Europe/Berlin", utc: "2026-03-29T01:30:00Z", origin: .given),
        Row(text: "2026-01-15 12:00:00", zone: "America/New_York", utc: "2026-01-15T17:00:00Z", origin: .given),
        Row(text: "2026-01-15 12:00:00", zone: "+05:30", utc: "2026-01-15T06:30:00Z", origin: .given),
        Row(text: "2026-02-30T00:00:00Z", zone: nil, utc: nil),
        Row(text: "2026-11-21T24:00:00Z", zone: nil, utc: nil),
        Row(text: "2026-11-21T16:24:57Zx", zone: nil, utc: nil),
        Row(text: "16:24:57", zone: "UTC", utc: nil),
        Row(text: "0000-00-00T00:00:00Z", zone: nil, utc: nil),
        // Beyond the years 1 to 9999 there is no time.
        Row(text: "9999-12-31T23:59:59Z", zone: nil, utc: "9999-12-31T23:59:59Z"),
        Row(text: "9999-12-31T23:59:59-01:00", zone: nil, utc: nil),
        Row(text: "0001-01-01T00:00:00+01:00", zone: nil, utc: nil),
    ])
    func iso(_ row: Row) {
        var reader = TimeReader(SourceClock(zone: row.zone.flatMap { TimeZoneRules($0) }))
        var text = row.text
        let reading = text.withUTF8 { reader.iso(Bytes($0)) }
        switch reading {
        case .instant(let microseconds, _, let origin):
            #expect(Timestamp(microseconds: microseconds) == row.utc.flatMap(Timestamp.init))
            #expect(origin == row.origin)
        case .missing(let what):
            #expect(row.utc == nil)
            #expect(what == row.missing)
        }
    }

    @Test("a clock that is wrong is put right, and the numbers of seconds since 1970 too")
    func offset() throws {
        let clock = SourceClock(offset: 2_000_000)
        let read = try readLogs(
            #"{"time":1763742297,"msg":"a"}"# + "\n" + #"{"time":"2025-11-21T16:24:57Z","msg":"b"}"#, clock: clock)
        #expect(read.records.map(\.time) == [Timestamp("2025-11-21T16:24:59Z"), Timestamp("2025-11-21T16:24:59Z")])
    }

    @Test("numbers that no year has are no times", arguments: [Int64.max, Int64.min, Int64.max / 1000 + 1])
    func numbersBeyond(_ number: Int64) {
        let times = TimeReader(SourceClock())
        #expect(times.epochMicroseconds(number) == .missing(.time) || number.magnitude < 1 << 60)
        #expect(times.epochMilliseconds(number) == .missing(.time))
        #expect(TimeReader(SourceClock(offset: .max)).epoch(1_763_742_297) == .missing(.time))
    }

    @Test("a number that is called a time and is a duration dates nothing, unless the configuration says so")
    func durations() throws {
        let rows = #"{"ts":"2026-11-21T16:24:57Z","time":"0.152","msg":"a"}"# + "\n"
            + #"{"ts":1795278297,"time":152,"msg":"b"}"# + "\n" + #"{"ts":1795278297.5,"time":15.2,"msg":"c"}"# + "\n"
        let read = try readLogs(rows)
        #expect(
            read.records.map(\.time) == ["2026-11-21T16:24:57Z", "2026-11-21T16:24:57Z", "2026-11-21T16:24:57.5Z"].map { Timestamp($0) })
        #expect(read.records.map { $0["time"] } == ["0.152", "152", "15.2"])
        #expect(try readLogs(#"{"time":-99999999999,"msg":"a"}"#, format: "json").summary.undated == 1)
        let dialect = FieldDialect.general.adding([.init("uptime", .time, FieldDialect.configuredRank)])
        let own = JSONLinesFormat("own", "", dialect, framing: .lines, time: nil)
        let named = try readLogs([LogSource(.bytes(Array(#"{"uptime":152,"msg":"a"}"#.utf8)), name: "a", format: own)])
        #expect(named.records.map(\.time) == [Timestamp(seconds: 152)])
    }

    @Test("a row without a zone or a year has no instant, and what is missing is said")
    func missing() throws {
        let without = try readLogs("Nov 21 16:24:57 host app: text\nNov 21 16:24:58 host app: text\n")
        #expect(without.records.isEmpty)
        #expect(without.summary.withoutZone == 2)
        let zoned = try readLogs("Nov 21 16:24:57 host app: text\n", clock: SourceClock(zone: .utc))
        #expect(zoned.records.isEmpty)
        #expect(zoned.summary.withoutYear == 1)
    }

    @Test("the year of a row that has none is the last in which it does not lie behind the file", arguments: [
        ("Dec 31 23:59:59", "2026-01-02T00:00:00Z", "2025-12-31T23:59:59Z"),
        ("Jan  1 00:00:01", "2026-01-02T00:00:00Z", "2026-01-01T00:00:01Z"),
        ("Feb 29 12:00:00", "2026-03-01T00:00:00Z", "2024-02-29T12:00:00Z"),
        ("Jan  2 10:00:00", "2026-01-02T00:00:00Z", "2026-01-02T10:00:00Z"),
    ])
    func year(_ text: String, _ written: String, _ expected: String) throws {
        let limit = try #require(Timestamp(written)).seconds
        let read = try readLogs(
            "\(text) host app: text\n", format: "syslog", clock: SourceClock(zone: .utc, year: .notAfter(limit)))
        #expect(read.records.map(\.time) == [Timestamp(expected)])
        #expect(read.records.first?.zone == .yearFromFile)
    }

    @Test("zones that do not exist, and names that lead out of the database, are none", arguments: [
        "Europe/Nowhere", "../../etc/passwd", "Europe/../../passwd", "", "/etc/passwd", "+25:00", "Europe", "+1",
    ])
    func noZone(_ name: String) { #expect(TimeZoneRules(name) == nil) }

    @Test("times in one's own form", arguments: [
        ("%d.%m.%Y %H:%M:%S", "21.11.2026 16:24:57", "2026-11-21T16:24:57Z"),
        ("%b %e %Y %H:%M:%S.%f", "Nov  1 2026 16:24:57.25", "2026-11-01T16:24:57.25Z"),
        ("%Y%m%dT%H%M%S%z", "20261121T162457+0100", "2026-11-21T15:24:57Z"),
        ("%s", "1763742297", "2025-11-21T16:24:57Z"),
    ])
    func pattern(_ pattern: String, _ text: String, _ expected: String) throws {
        let pattern = try #require(TimePattern(pattern))
        var text = text
        let reading = text.withUTF8 { pattern.read(Bytes($0), TimeReader(SourceClock(zone: .utc))) }
        guard case .instant(let microseconds, _, _) = reading else {
            Issue.record("no time")
            return
        }
        #expect(Timestamp(microseconds: microseconds) == Timestamp(expected))
    }

    @Test("forms without a date are refused", arguments: ["%H:%M:%S", "%d %H:%M", "%Q", "%", "%Y-%m-%d"])
    func noPattern(_ pattern: String) { #expect(TimePattern(pattern) == nil) }
}

import Files
import Foundation
import Processes
import TestSupport
import Testing

/// Time zones as Python's `zoneinfo` reads them from the same database.
@Suite("Time zones and Python's zoneinfo")
struct TimeZoneInteropTests {
    /// Zones that change twice a year, that did once, that never do, with whole and odd offsets, south and north.
    private static let zones = [
        "Europe/Berlin", "Europe/Dublin", "Europe/London", "America/New_York", "America/St_Johns", "America/Nuuk",
        "America/Sao_Paulo", "America/Santiago", "Africa/Casablanca", "Africa/Cairo", "Asia/Gaza", "Asia/Tehran",
        "Asia/Kolkata", "Asia/Tokyo", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia", "Pacific/Chatham",
        "Antarctica/Troll", "Etc/GMT+5", "UTC",
    ]

    private static let program = """
        import datetime, random, sys, zoneinfo

        for name in sys.argv[1:]:
            zone = zoneinfo.ZoneInfo(name)
            for _ in range(400):
                instant = random.randrange(-2_000_000_000, 4_000_000_000)
                moment = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=instant)
                print(name, instant, int(moment.astimezone(zone).utcoffset().total_seconds()))
        """

    @Test("have the same offsets at random instants from 1906 to 2096")
    func offsets() throws {
        let output = try ProgramRun.run(
            ["python3", "-I", "-c", Self.program] + Self.zones, environment: ["PYTHONTZPATH": "/usr/share/zoneinfo"]
        ).outputText
        var rules: [String: TimeZoneRules] = [:]
        var rows = 0
        for line in output.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let zone = try #require(rules[words[0]] ?? TimeZoneRules(words[0]))
            rules[words[0]] = zone
            let offset = zone.offset(at: try #require(Int(words[1]))).seconds
            #expect(String(offset) == words[2], "\(line)")
            rows += 1
        }
        #expect(rows == Self.zones.count * 400)
    }
}

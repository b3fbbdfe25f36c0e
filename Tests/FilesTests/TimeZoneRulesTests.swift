import Basics
import TestSupport
import Testing

@testable import Files

/// Files of the time zone database.
@Suite("Time zones of the machine")
struct TimeZoneRulesTests {
    @Test("an instant has an offset, and it is known when that changes")
    func offsets() throws {
        let berlin = try #require(TimeZoneRules("Europe/Berlin"))
        func at(_ text: String) throws -> (Int, String?) {
            let (offset, until) = berlin.offset(at: Int(try #require(Timestamp(text)).seconds))
            return (offset, until.map { Timestamp(seconds: Int64($0)).formatted(fractionDigits: 0) })
        }
        #expect(try at("2026-03-29T00:59:59Z") == (3600, "2026-03-29T01:00:00Z"))
        #expect(try at("2026-03-29T01:00:00Z") == (7200, "2026-10-25T01:00:00Z"))
        #expect(try at("2060-07-01T00:00:00Z").0 == 7200)
        #expect(try at("1850-01-01T00:00:00Z").0 == 3208)
        #expect(TimeZoneRules.utc.offset(at: 0).until == nil)
    }

    @Test("a file that is cut off or changed anywhere is read or refused, and nothing else happens")
    func hostile() throws {
        let file = try FileReader.read("/usr/share/zoneinfo/Europe/Berlin")
        for count in 0..<file.count { _ = TimeZoneRules(name: "cut", file: Array(file.prefix(count))) }
        var generator = SeededNumbers(seed: 1_795_230_245)
        for _ in 0..<2000 {
            var changed = file
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                changed[Int.random(in: 0..<changed.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            let rules = TimeZoneRules(name: "changed", file: changed)
            _ = rules?.offset(at: 1_795_230_245)
            _ = rules?.utc(local: 1_795_230_245)
        }
    }
}

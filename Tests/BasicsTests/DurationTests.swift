import Basics
import Testing

@Suite("Durations")
struct DurationTests {
    @Test(
        "read and written",
        arguments: [
            ("250ms", 250), ("90s", 90_000), ("15m", 900_000), ("24h", 86_400_000), ("90d", 7_776_000_000),
            ("1h30m", 5_400_000), ("1d1h1m1s1ms", 90_061_001), ("0s", 0), ("0ms", 0), ("007s", 7000), ("1s1s", 2000),
            ("365250d", 31_557_600_000_000),
        ] as [(String, Int64)])
    func read(text: String, milliseconds: Int64) throws {
        let duration = try #require(Duration(compact: text))
        #expect(duration == .milliseconds(milliseconds))
        #expect(Duration(compact: duration.compact) == duration)
    }

    @Test(
        "what is no duration",
        arguments: [
            "", "s", "5", "5 s", "-5s", "+5s", "5.5s", "5w", "5S", "s5", "5s ", " 5s", "1h-5m", "٥s", "365251d",
            "365250d1ms", "99999999999999999999s", "9223372036854775807d", "1e3s", "5µs", "5sm",
        ])
    func refused(text: String) { #expect(Duration(compact: text) == nil) }

    @Test(
        "the shortest form",
        arguments: [
            (.seconds(0), "0s"), (.seconds(60), "1m"), (.seconds(3600), "1h"), (.seconds(90), "1m30s"),
            (.seconds(86_400), "1d"), (.seconds(90_061), "1d1h1m1s"), (.milliseconds(1500), "1s500ms"),
            (.microseconds(999), "0s"), (.microseconds(1999), "1ms"), (.seconds(-5), "0s"),
        ] as [(Duration, String)])
    func written(duration: Duration, text: String) { #expect(duration.compact == text) }

    @Test(
        "as numbers",
        arguments: [
            (.seconds(0), 0, 0), (.milliseconds(1500), 1_500_000, 1.5), (.seconds(-2), -2_000_000, -2),
            (.microseconds(-1), -1, -0.000_001), (.nanoseconds(1999), 1, 0.000_001),
            (.nanoseconds(-1999), -1, -0.000_001),
            (.seconds(86_400 * 365_250), 31_557_600_000_000_000, 31_557_600_000),
        ] as [(Duration, Int64, Double)])
    func numbers(duration: Duration, microseconds: Int64, seconds: Double) {
        #expect(duration.inMicroseconds == microseconds)
        #expect(duration.inSeconds == seconds)
    }
}

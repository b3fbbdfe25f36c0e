import Basics
import JSON
import Testing

@testable import Logs

@Suite struct ScanTests {
    private func scan(_ text: String, _ scan: LogScan = LogScan()) throws -> ScanReport {
        try scan.scan(LogReading([LogSource(.bytes(Array(text.utf8)), name: "app")]))
    }

    private func row(_ second: Double, _ user: String, _ address: String, _ status: Int, _ message: String) -> String {
        let time = Int64((1_763_742_000 + second) * 1000)
        return #"{"time":\#(time),"userId":"\#(user)","ip":"\#(address)","url":"/api/orders?id=1","status":\#(status),"msg":"\#(message)"}"#
            + "\n"
    }

    @Test("each built-in rule finds its rows, and says where it comes from", arguments: [
        ("http-403", #"{"time":1763742000,"res":{"statusCode":403},"msg":"x"}"#),
        ("http-401", #"203.0.113.9 - - [21/Nov/2026:16:24:57 +0000] "GET /x HTTP/1.1" 401 1 "-" "-""#),
        ("authentication-failed", #"{"time":1763742000,"msg":"AUTHENTICATION Failed"}"#),
        ("authentication-failed", "2026-11-21 16:24:57.123 UTC [12] FATAL:  password authentication failed for user \"app\""),
        ("session-mismatch", #"{"time":1763742000,"err":{"message":"Session mismatch for u1"},"msg":"oops"}"#),
        ("token-refused", #"{"time":1763742000,"err":{"name":"JsonWebTokenError"},"msg":"x"}"#),
        ("redis-refused", #"[{"count":1,"reason":"auth","username":"bob","age-seconds":1,"timestamp-created":1763742297000}]"#),
        ("role-denied", #"{"time":1763742000,"msg":"Insufficient permissions"}"#),
        ("webhook-signature", #"{"time":1763742000,"msg":"webhook signature does not match"}"#),
        ("login-refused", #"{"time":1763742000,"url":"/auth/login","status":422,"msg":"x"}"#),
        ("refused-metric", #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"http_requests_errors_total","route":"/admin","status_code":"403"},"values":[[1763742000,"4"],[1763742015,"5"]]}]}}"#),
        ("row-level-security", #"{"time":1763742000,"msg":"new row violates row-level security policy"}"#),
    ])
    func rules(_ name: String, _ text: String) throws {
        let report = try scan(text)
        #expect(report.rules.map(\.name).contains(name))
        #expect(report.hits == 1)
        #expect(ScanRule.builtIn.allSatisfy { !$0.origin.isEmpty })
        let fine = try scan(#"{"time":1763742000,"status":200,"url":"/auth/login","msg":"logged in"}"#)
        #expect(fine.hits == 0)
    }

    @Test("spikes, bursts and users at many addresses stand out; first and last are told")
    func remarkable() throws {
        var text = ""
        for minute in 0..<60 { text += row(Double(minute * 60), "quiet", "10.0.0.1", 401, "x") }
        for index in 0..<30 { text += row(1800 + Double(index), "spiky", "10.0.0.2", 403, "x") }
        for index in 0..<6 { text += row(2400 + Double(index) / 10, "robot", "10.0.0.3", 401, "x") }
        for index in 0..<4 { text += row(3000 + Double(index), "everywhere", "10.0.1.\(index)", 401, "x") }
        let report = try scan(text)
        func user(_ name: String) throws -> ScanFinding {
            try #require(report.findings.first { $0.kind == .user && $0.name == name })
        }
        let (quiet, spiky, robot, everywhere) = try (user("quiet"), user("spiky"), user("robot"), user("everywhere"))
        #expect(!quiet.isRemarkable && quiet.count == 60)
        #expect(spiky.spike?.count == 30 && spiky.spike?.at == Timestamp(seconds: 1_763_743_800))
        #expect(robot.burst?.count == 6)
        #expect(everywhere.addresses?.count == 4)
        #expect(quiet.firstSeen == Timestamp(seconds: 1_763_742_000))
        #expect(quiet.lastSeen == Timestamp(seconds: 1_763_742_000 + 59 * 60))
        let route = try #require(report.findings.first { $0.kind == .route })
        #expect(route.name == "/api/orders" && route.count == 100)
        #expect(report.users(atLeast: 30) == ["quiet", "spiky"])
    }

    @Test("a burst and a spike are found across the boundary of a second and of a minute")
    func boundaries() throws {
        let times = [100.85, 100.9, 100.95, 101.0, 101.05, 101.1]
        let burst = try scan(times.map { row($0, "robot", "10.0.0.3", 401, "x") }.joined())
        #expect(burst.findings.first { $0.name == "robot" }?.burst?.count == 6)
        let slow = try scan((0..<6).map { row(Double($0) / 4, "slow", "10.0.0.3", 401, "x") }.joined())
        #expect(slow.findings.first { $0.name == "slow" }?.burst == nil)
        // 1,763,742,000 is the beginning of a minute.
        let spike = try scan((0..<12).map { row(55 + Double($0), "spiky", "10.0.0.2", 403, "x") }.joined())
        let found = try #require(spike.findings.first { $0.name == "spiky" }?.spike)
        #expect(found.count == 12 && found.at == Timestamp(seconds: 1_763_742_055))
    }

    @Test("counters that stand at anything do no harm")
    func hugeCounters() throws {
        let values = (0..<20_000).map { $0.isMultiple(of: 2) ? "0" : "999000000000000" }
        let report = try scan(history([(#""route":"/x","status_code":"403""#, values)]))
        #expect(report.findings.first?.count == .max)
    }

    @Test("rows without a time count, but nowhere in time")
    func undated() throws {
        let report = try scan(row(1, "u1", "10.0.0.1", 403, "x") + #"{"userId":"u2","status":403,"msg":"y"}"# + "\n")
        #expect(report.hits == 2)
        let second = try #require(report.findings.first { $0.name == "u2" })
        #expect(second.firstSeen == nil)
        #expect(report.summary.undated == 1)
    }

    private func history(_ series: [(labels: String, values: [String])], metric: String = "http_requests_errors_total", step: Int = 15) -> String {
        let results = series.map { series in
            let samples = series.values.enumerated().map { "[\(1_763_742_000 + $0.offset * step),\"\($0.element)\"]" }
            return #"{"metric":{"__name__":"\#(metric)",\#(series.labels)},"values":[\#(samples.joined(separator: ","))]}"#
        }
        return #"{"status":"success","data":{"resultType":"matrix","result":[\#(results.joined(separator: ","))]}}"#
    }

    @Test("what a counter of errors has grown by counts, by route; a spike stands out, whatever its step")
    func counters() throws {
        // A quiet hour, forty at once, and a counter that began anew.
        let quiet = (0..<240).map { String($0 / 20) }
        var spiky = (0..<240).map { _ in "7" }
        for index in 120..<240 { spiky[index] = "47" }
        for index in 200..<240 { spiky[index] = "3" }
        let report = try scan(
            history([
                (#""route":"/reports","status_code":"401","method":"GET""#, quiet),
                (#""route":"/admin","status_code":"403","method":"GET""#, spiky),
                (#""route":"/admin","status_code":"500","method":"GET""#, (0..<240).map { String($0 * 100) }),
                (#""route":"/lone","status_code":"403""#, ["99999"]), (#""route":"/odd","status_code":"403""#, ["1", "NaN", "+Inf", "x", "1"]),
            ]))
        #expect(report.rules.map(\.name) == ["refused-metric"])
        #expect(report.hits == 11 + 40 + 3)
        func route(_ name: String) -> ScanFinding? { report.findings.first { $0.name == name } }
        let admin = try #require(route("/admin"))
        #expect(admin.count == 43 && admin.spike?.count == 40 && admin.burst == nil)
        #expect(admin.spike?.at == Timestamp(seconds: 1_763_742_000 + 1800))
        #expect(route("/reports")?.count == 11 && route("/reports")?.isRemarkable == false)
        #expect(route("/lone") == nil && route("/odd") == nil)
        // Every five minutes a hundred more is no spike.
        let coarse = try scan(history([(#""path":"/x""#, (0..<40).map { String($0 * 100) })], step: 300))
        #expect(coarse.findings.map(\.name) == ["/x"] && coarse.findings.first?.isRemarkable == false)
        #expect(coarse.findings.first?.count == 3900)
        let other = try scan(history([(#""path":"/x","status":"403""#, ["1", "2"])], metric: "http_requests_total"))
        #expect(other.hits == 0)
        let rule = ScanRule("own", "x", origin: "configuration", route: "/x", metric: "http_requests_total")
        let own = try scan(
            history([(#""path":"/x""#, ["1", "2"]), (#""path":"/y""#, ["1", "2"])], metric: "http_requests_total"),
            LogScan(rules: [rule]))
        #expect(own.findings.map(\.name) == ["/x"])
    }

    @Test("one's own rules")
    func own() throws {
        let rule = ScanRule(
            "mfa", "x", origin: "configuration", texts: ["MFA skipped"], conditions: [try #require(FieldCondition("tenant=acme"))])
        let report = try scan(
            #"{"time":1763742001,"tenant":"acme","userId":"u1","msg":"mfa skipped"}"# + "\n"
                + #"{"time":1763742002,"tenant":"other","userId":"u2","msg":"mfa skipped"}"#, LogScan(rules: [rule]))
        #expect(report.users(atLeast: 1) == ["u1"])
    }
}

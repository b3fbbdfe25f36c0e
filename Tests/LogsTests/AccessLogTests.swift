import Basics
import Testing

@testable import Logs

/// What clients can write into an access log.
@Suite struct AccessLogTests {
    @Test("no name hides a request", arguments: [
        "a[b", "[21/Nov/2020:00:00:00 +0000]", "a] [b", #"a\"[b"#, #"x [21/Nov/2020:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1"#,
        #"back\\slash"#,
    ])
    func names(_ user: String) throws {
        let row = #"203.0.113.9 - \#(user) [21/Nov/2026:16:24:57 +0100] "GET /admin?q=[1] HTTP/1.1" 403 153 "-" "curl/8 [x]""#
        let read = try readLogs(row + "\n", format: "combined")
        let record = try #require(read.records.first)
        #expect(record.time == Timestamp("2026-11-21T15:24:57Z"))
        #expect(record["url"] == "/admin?q=[1]" && record["status"] == "403" && record["remote_addr"] == "203.0.113.9")
    }
}

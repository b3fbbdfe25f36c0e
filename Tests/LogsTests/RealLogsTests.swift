import Basics
import Files
import HTTP
import Processes
import TestSupport
import Testing

@testable import Logs

/// Logs that the programs themselves write.
@Suite(.serialized) struct RealLogsTests {
    private let started = TimeSource.system.now

    /// What a log reads as, whose records all happened while this test ran.
    private func read(_ path: String, as format: String, zone: Bool = false, year: Bool = false) throws -> ReadLogs {
        var source = LogSource(path: path)
        // The machine's own zone, by the name that the C library reads too.
        if zone { source.clock.zone = TimeZoneRules("localtime") ?? TimeZoneRules.utc }
        source.takesYearFromFile = year
        let logs = try readLogs([source])
        #expect(logs.summary.sources.map(\.format) == [format])
        #expect(logs.summary.leftOut == 0)
        for record in logs.records {
            let time = try #require(record.time)
            #expect(time > started - .seconds(2) && time < TimeSource.system.now + .seconds(1), "\(record.row)")
        }
        return logs
    }

    @Test("nginx")
    func nginx() throws {
        let server = try NginxServer()
        try server.ask("/orders?id=1", "-u", "alice:x")
        try server.ask("/admin/keys", "-A", "\u{1B}[31mred\"<script>")
        try server.ask("/auth/login")
        let path = server.directory + "/access.log"
        try waitUntil("three requests are logged") {
            try FileReader.readText(path).split(separator: "\n").count >= 4
        }
        let access = try read(path, as: "combined").records
        let orders = try #require(access.first { $0["url"] == "/orders?id=1" })
        #expect(orders["remote_user"] == "alice" && orders["status"] == "200")
        let keys = try #require(access.first { $0["url"] == "/admin/keys" })
        #expect(keys["status"] == "403" && keys["user_agent"] == "\u{1B}[31mred\"<script>")
        let errors = try read(server.directory + "/error.log", as: "nginx-error", zone: true).records
        let refused = try #require(errors.first { $0.message.contains("access forbidden") })
        #expect(refused.severity == .error && refused["url"] == "/admin/keys" && refused["remote_addr"] == "127.0.0.1")
        let report = try LogScan().scan(LogReading([LogSource(path: path)]))
        #expect(Set(report.rules.map(\.name)) == ["http-403", "http-401", "login-refused"])
    }

    @Test("PostgreSQL, in its three forms")
    func postgres() throws {
        let server = try LoggingPostgresServer()
        try #expect(!server.query("SELECT 1", password: "wrong"))
        try #expect(!server.query("SELECT\n  'one' + 1;", password: "right"))
        try waitUntil("the error is logged") {
            try FileReader.readText(server.logs + "/postgresql.csv").contains("SELECT")
        }
        for (file, format) in [
            ("postgresql.log", "postgres"), ("postgresql.json", "postgres-json"), ("postgresql.csv", "postgres-csv"),
        ] {
            let records = try read("\(server.logs)/\(file)", as: format).records
            let refused = try #require(records.first { $0.message.hasPrefix("password authentication failed") }, "\(file)")
            #expect(refused.severity == .critical, "\(file)")
            #expect(refused["user"] == "postgres", "\(file)")
            #expect(refused.precision == .millisecond, "\(file)")
            #expect(records.contains { $0.row.contains("SELECT\n") || $0.row.contains(#"SELECT\n"#) }, "\(file)")
            let report = try LogScan().scan(LogReading([LogSource(path: "\(server.logs)/\(file)")]))
            #expect(report.users(atLeast: 1) == ["postgres"], "\(file)")
        }
    }

    @Test("redis-server's log, SLOWLOG and ACL LOG")
    func redis() throws {
        let server = try RedisServer(arguments: ["--slowlog-log-slower-than", "0"])
        func cli(_ arguments: String...) throws -> String {
            try ProgramRun.run(["redis-cli", "-p", String(server.port)] + arguments).outputText
        }
        _ = try cli("SET", "key\u{1B}[31m", "a b\nc")
        _ = try cli("AUTH", "mallory", "wrong")
        try withTemporaryDirectory { folder in
            for (name, arguments) in [
                ("slow.txt", ["--no-raw", "SLOWLOG", "GET"]), ("slow.json", ["--json", "SLOWLOG", "GET"]),
            ] {
                let answer = try ProgramRun.run(["redis-cli", "-p", String(server.port)] + arguments).outputText
                try AtomicFile.create("\(folder)/\(name)", Array(answer.utf8))
                let records = try read("\(folder)/\(name)", as: "redis-answer").records
                #expect(records.contains { $0.message.contains("SET key\u{1B}[31m a b\nc") }, "\(name)")
            }
            for (name, arguments) in [("acl.txt", ["--no-raw", "ACL", "LOG"]), ("acl.json", ["--json", "ACL", "LOG"])] {
                let answer = try ProgramRun.run(["redis-cli", "-p", String(server.port)] + arguments).outputText
                try AtomicFile.create("\(folder)/\(name)", Array(answer.utf8))
                // Before Redis 7.2 an entry says only how long ago it was, and that is no date.
                let format = LogFormats().named("redis-answer")
                let logs = try readLogs([LogSource(.file("\(folder)/\(name)"), name: name, format: format)])
                let entry = try #require((logs.records + logs.undated).first)
                #expect(entry["user"] == "mallory" && entry["remote_addr"]?.hasPrefix("127.0.0.1:") == true)
                let report = try LogScan().scan(
                    LogReading([LogSource(.file("\(folder)/\(name)"), name: name, format: format)]))
                #expect(report.users(atLeast: 1) == ["mallory"])
            }
            let log = "\(folder)/redis.log"
            let second = try RedisServer(arguments: ["--logfile", log])
            second.stop()
            let records = try read(log, as: "redis", zone: true).records
            #expect(records.contains { $0.message.contains("Ready to accept connections") && $0.severity == .notice })
        }
    }

    @Test("rsyslog, in the forms of Debian's versions")
    func rsyslog() throws {
        let server = try RsyslogServer()
        try server.log("Failed password for invalid user bob from 203.0.113.9 port 5 ssh2", tag: "sshd")
        try server.log("escape \u{1B}[31m here", tag: "app")
        for (file, zone) in [("traditional", true), ("file", false), ("protocol", false)] {
            let path = "\(server.directory)/\(file)"
            try waitUntil("both messages stand in \(file)") {
                (try? FileReader.readText(path).contains("escape")) == true
            }
            let records = try read(path, as: "syslog", zone: zone, year: zone).records
            let failed = try #require(records.first { $0.message.contains("Failed password") }, "\(file)")
            #expect(failed["app"] == "sshd", "\(file)")
            #expect(failed.precision == (zone ? .second : .microsecond), "\(file)")
            #expect(failed.zone == (zone ? .yearFromFile : .row), "\(file)")
            var source = LogSource(path: path)
            source.clock.zone = .utc
            source.takesYearFromFile = true
            let report = try LogScan().scan(LogReading([source]))
            #expect(report.users(atLeast: 1) == ["bob"], "\(file)")
        }
    }

    /// systemd runs on few test machines; the program that takes journals over the network writes real ones from
    /// systemd's export form (systemd.io/JOURNAL_EXPORT_FORMATS), and journalctl reads them.
    @Test("journald: a real journal, as journalctl prints it")
    func journald() throws {
        let now = started.microseconds
        try withTemporaryDirectory { folder in
            var export: [UInt8] = []
            func entry(_ number: Int64, _ fields: [(String, [UInt8])]) {
                let times = "__REALTIME_TIMESTAMP=\(now + number * 1000)\n__MONOTONIC_TIMESTAMP=\(number + 1_000_000)\n"
                export += Array("\(times)_BOOT_ID=f0b1a2c3d4e5f60718293a4b5c6d7e8f\nSYSLOG_IDENTIFIER=sshd\n".utf8)
                for (name, value) in fields {
                    // With its length, as whatever is not plain text has to be.
                    let count = withUnsafeBytes(of: UInt64(value.count).littleEndian) { Array($0) }
                    export += Array("\(name)\n".utf8) + count + value + [0x0A]
                }
                export.append(0x0A)
            }
            entry(0, [("MESSAGE", Array("Failed password for invalid user bob from 203.0.113.9 port 5 ssh2".utf8)), ("PRIORITY", [0x34])])
            entry(1, [("MESSAGE", Array("escape \u{1B}[31m ünï".utf8)), ("_SYSTEMD_UNIT", Array("app.service".utf8)), ("PRIORITY", [0x33])])
            entry(2, [("MESSAGE", Array("broken ".utf8) + [0xFF, 0xC3, 0x28]), ("TAG", Array("one".utf8)), ("TAG", Array("two".utf8))])
            entry(3, [("MESSAGE", [UInt8](repeating: 0x41, count: 100_000)), ("PRIORITY", [0x30])])
            entry(4, [("MESSAGE", Array("several\nlines".utf8)), ("_SOURCE_REALTIME_TIMESTAMP", Array(String(now + 7).utf8))])
            try AtomicFile.create(folder + "/export", export)
            let remote = try #require(
                ["/lib/systemd/systemd-journal-remote", "/usr/lib/systemd/systemd-journal-remote"].first { FileReader.exists($0) })
            let written = try ProgramRun.run([remote, "--output=\(folder)/app.journal", folder + "/export"])
            #expect(written.succeeded, "\(written.errorText)")
            for arguments in [[], ["--all"]] {
                let printed = try ProgramRun.run(["journalctl", "--file", folder + "/app.journal", "-o", "json"] + arguments)
                #expect(printed.succeeded, "\(printed.errorText)")
                try AtomicFile.replace(folder + "/app.json", with: Array(printed.outputText.utf8))
                let logs = try read(folder + "/app.json", as: "journald")
                #expect(logs.records.count == 5)
                let failed = try #require(logs.records.first { $0.message.contains("invalid user bob") })
                #expect(failed.severity == .warning && failed.precision == .microsecond)
                #expect(failed.time == Timestamp(microseconds: now))
                let escape = try #require(logs.records.first { $0["_SYSTEMD_UNIT"] == "app.service" })
                #expect(escape.message == "escape \u{1B}[31m ünï" && escape.severity == .error)
                #expect(logs.records.contains { $0.message == "broken \u{FFFD}\u{FFFD}(" })
                let several = try #require(logs.records.first { $0.message == "several\nlines" })
                #expect(several.time == Timestamp(microseconds: now + 7))
                // Without --all journalctl leaves long fields out: it says null.
                #expect(logs.records.contains { $0.message.utf8.count == 100_000 } == !arguments.isEmpty)
                #expect(try LogScan().scan(LogReading([LogSource(path: folder + "/app.json")])).users(atLeast: 1) == ["bob"])
            }
        }
    }

    @Test("Prometheus: a range query, alerts, and its own log")
    func prometheus() throws {
        let service = try ScrapedService("http_requests_errors_total{route=\"/admin\"} 7\n")
        let server = try PrometheusServer(scraping: [service.target])
        try server.wait(until: "http_requests_errors_total", is: "7")
        let now = TimeSource.system.now.seconds
        func answer(_ path: String) throws -> ReadLogs {
            let response = try HTTPClient().send(HTTPRequest(url: server.url + path, timeout: .seconds(20)))
            return try readLogs([
                LogSource(.bytes(response.body), name: "prometheus", format: LogFormats().named("prometheus"))
            ])
        }
        let range = try answer(
            "/api/v1/query_range?query=http_requests_errors_total&start=\(now - 10)&end=\(now + 1)&step=1")
        let sample = try #require(range.records.last)
        #expect(sample["metric"] == "http_requests_errors_total")
        #expect(sample["value"] == "7" && sample["label.route"] == "/admin")
        // Twelve more, as the scan of the runbook's metric sees them.
        service.show("http_requests_errors_total{route=\"/admin\",status_code=\"403\"} 1")
        try server.wait(until: "http_requests_errors_total{status_code=\"403\"}", is: "1")
        service.show("http_requests_errors_total{route=\"/admin\",status_code=\"403\"} 13")
        try server.wait(until: "http_requests_errors_total{status_code=\"403\"}", is: "13")
        let end = TimeSource.system.now.seconds
        let history = try HTTPClient().send(
            HTTPRequest(
                url: server.url
                    + "/api/v1/query_range?query=http_requests_errors_total%7Bstatus_code%3D%22403%22%7D&start=\(now - 10)&end=\(end + 1)&step=0.1",
                timeout: .seconds(20)))
        let scan = try LogScan().scan(LogReading([LogSource(.bytes(history.body), name: "prometheus")]))
        let admin = try #require(scan.findings.first { $0.kind == .route })
        #expect(admin.name == "/admin" && admin.count == 12 && admin.rules == ["refused-metric": 12])
        let alerts = try answer("/api/v1/alerts")
        #expect(alerts.records.isEmpty && alerts.summary.leftOut == 0)
        let refused = try answer("/api/v1/query?query=(")
        #expect(refused.summary.undated == 1)
    }
}

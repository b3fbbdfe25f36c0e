import Basics
import Files
import Testing

@testable import Logs

/// A row of a format, and what has to be read from it: the conformance suite runs over all of these.
struct FormatRow: CustomTestStringConvertible, Sendable {
    let format: String
    let variant: String
    let text: String
    /// Nil where the row has a time that cannot be placed.
    let time: String?
    let message: String
    let severity: LogSeverity?
    let fields: [String: String]
    let precision: TimePrecision
    let zone: ZoneOrigin
    var clock = SourceClock()

    var testDescription: String { "\(format): \(variant)" }

    init(
        _ format: String, _ variant: String, _ text: String, _ time: String?, _ message: String,
        _ severity: LogSeverity? = nil, _ fields: [String: String] = [:], _ precision: TimePrecision = .millisecond,
        zone: ZoneOrigin = .row, clock: SourceClock = SourceClock()
    ) {
        self.format = format
        self.variant = variant
        self.text = text
        self.time = time
        self.message = message
        self.severity = severity
        self.fields = fields
        self.precision = precision
        self.zone = zone
        self.clock = clock
    }

    static let all: [FormatRow] = objects + texts + tables + documents

    static let objects: [FormatRow] = [
        FormatRow(
            "json", "pino",
            #"{"level":50,"time":1763742297123,"pid":7,"hostname":"api","reqId":"r1","req":{"method":"POST","url":"/login"},"msg":"Authentication failed"}"#,
            "2025-11-21T16:24:57.123Z", "Authentication failed", .error,
            ["req.method": "POST", "req.url": "/login", "level": "50", "pid": "7"], zone: .format),
        FormatRow(
            "json", "bunyan",
            #"{"name":"app","hostname":"h","pid":1,"level":30,"msg":"up","time":"2026-11-21T16:24:57.123Z","v":0}"#,
            "2026-11-21T16:24:57.123Z", "up", .info, ["name": "app", "v": "0"]),
        FormatRow(
            "json", "zap", #"{"level":"warn","ts":1763742297.123456,"caller":"x.go:1","msg":"slow","took":0.25}"#,
            "2025-11-21T16:24:57.123456Z", "slow", .warning, ["caller": "x.go:1", "took": "0.25"], .microsecond,
            zone: .format),
        FormatRow(
            "json", "logrus", #"{"level":"fatal","msg":"gone","time":"2026-11-21T17:24:57+01:00","size":10}"#,
            "2026-11-21T16:24:57Z", "gone", .critical, ["size": "10"], .second),
        FormatRow(
            "json", "ECS",
            #"{"@timestamp":"2026-11-21T16:24:57.123456789Z","log.level":"INFO","message":"in","ecs.version":"8","user":{"name":"u1"}}"#,
            "2026-11-21T16:24:57.123456Z", "in", .info, ["user.name": "u1", "ecs.version": "8"], .nanosecond),
        FormatRow(
            "docker", "text", #"{"log":"hello there\n","stream":"stderr","time":"2026-11-21T16:24:57.123456789Z"}"#,
            "2026-11-21T16:24:57.123456Z", "hello there", nil, ["stream": "stderr"], .nanosecond),
        FormatRow(
            "docker", "pino inside",
            #"{"log":"{\"level\":40,\"time\":1763742297123,\"msg\":\"odd\",\"userId\":\"u9\"}\n","stream":"stdout","time":"2026-01-01T00:00:00Z"}"#,
            "2025-11-21T16:24:57.123Z", "odd", .warning, ["stream": "stdout", "userId": "u9"], zone: .format),
        FormatRow(
            "journald", "a unit",
            #"{"__CURSOR":"s=1","__REALTIME_TIMESTAMP":"1763742297123999","_SOURCE_REALTIME_TIMESTAMP":"1763742297123456","PRIORITY":"3","_PID":"9","MESSAGE":"it broke"}"#,
            "2025-11-21T16:24:57.123456Z", "it broke", .error, ["_PID": "9"], .microsecond, zone: .format),
        FormatRow(
            "journald", "a message of bytes",
            #"{"__CURSOR":"s=2","__REALTIME_TIMESTAMP":"1763742297123999","PRIORITY":"6","MESSAGE":[27,91,51,49,109,255]}"#,
            "2025-11-21T16:24:57.123999Z", "\u{1B}[31m\u{FFFD}", .info, [:], .microsecond, zone: .format),
        FormatRow(
            "postgres-json", "a refused log-in",
            #"{"timestamp":"2026-11-21 16:24:57.123 UTC","user":"app","dbname":"shop","pid":12,"error_severity":"FATAL","state_code":"28P01","message":"password authentication failed for user \"app\""}"#,
            "2026-11-21T16:24:57.123Z", #"password authentication failed for user "app""#, .critical,
            ["user": "app", "state_code": "28P01"]),
        FormatRow(
            "github-audit", "an array",
            #"[{"@timestamp":1763742297123,"_document_id":"x","action":"repo.create","actor":"octocat","actor_ip":"203.0.113.9"}]"#,
            "2025-11-21T16:24:57.123Z", "repo.create", nil, ["actor": "octocat"], zone: .format),
        FormatRow(
            "json-objects", "over several lines", "[\n {\n  \"time\": \"2026-11-21T16:24:57Z\",\n  \"msg\": \"a } b\"\n }\n]\n",
            "2026-11-21T16:24:57Z", "a } b", nil, [:], .second),
        FormatRow(
            "compose", "pino behind a service", #"api-1  | {"level":30,"time":1763742297123,"msg":"ok"}"#,
            "2025-11-21T16:24:57.123Z", "ok", .info, ["service": "api-1"], zone: .format),
    ]

    static let texts: [FormatRow] = [
        FormatRow(
            "logfmt", "Prometheus",
            #"ts=2026-11-21T16:24:57.123Z caller=main.go:1 level=error msg="said \"no\"" component=web"#,
            "2026-11-21T16:24:57.123Z", #"said "no""#, .error, ["caller": "main.go:1", "component": "web"]),
        FormatRow(
            "combined", "nginx",
            #"203.0.113.9 - alice [21/Nov/2026:17:24:57 +0100] "GET /a?b=c HTTP/1.1" 403 153 "-" "curl/8 \x22q\x22""#,
            "2026-11-21T16:24:57Z",
            #"203.0.113.9 - alice [21/Nov/2026:17:24:57 +0100] "GET /a?b=c HTTP/1.1" 403 153 "-" "curl/8 \x22q\x22""#,
            nil,
            [
                "remote_addr": "203.0.113.9", "remote_user": "alice", "method": "GET", "url": "/a?b=c",
                "status": "403", "bytes_sent": "153", "user_agent": "curl/8 \"q\"",
            ], .second),
        FormatRow(
            "combined", "common, with a host",
            #"shop.example:443 2001:db8::1 - - [21/Nov/2026:16:24:57 +0000] "\x16\x03" 400 -"#,
            "2026-11-21T16:24:57Z",
            #"shop.example:443 2001:db8::1 - - [21/Nov/2026:16:24:57 +0000] "\x16\x03" 400 -"#, nil,
            ["vhost": "shop.example:443", "remote_addr": "2001:db8::1", "status": "400"], .second),
        FormatRow(
            "nginx-error", "a refusal",
            #"2026/11/21 16:24:57 [error] 12#12: *3 access forbidden by rule, client: 203.0.113.9, server: _, request: "GET /x HTTP/1.1", host: "h""#,
            "2026-11-21T16:24:57Z",
            #"*3 access forbidden by rule, client: 203.0.113.9, server: _, request: "GET /x HTTP/1.1", host: "h""#,
            .error, ["remote_addr": "203.0.113.9", "url": "/x", "process": "12#12"], .second, zone: .given,
            clock: SourceClock(zone: .utc)),
        FormatRow(
            "redis", "a warning", "1234:M 21 Nov 2026 16:24:57.123 # Possible SECURITY ATTACK detected",
            "2026-11-21T16:24:57.123Z", "Possible SECURITY ATTACK detected", .warning,
            ["pid": "1234", "role": "master"], zone: .given, clock: SourceClock(zone: .utc)),
        FormatRow(
            "postgres", "Debian's prefix, with a line that goes on",
            "2026-11-21 16:24:57.123 UTC [12] app@shop FATAL:  password authentication failed for user \"app\"\n\tmore",
            "2026-11-21T16:24:57.123Z", "password authentication failed for user \"app\"\n\tmore", .critical,
            ["user": "app", "database": "shop", "pid": "12", "level": "FATAL"]),
        FormatRow(
            "syslog", "RFC 5424",
            #"<34>1 2026-11-21T16:24:57.003Z mymachine su - ID47 [e@1 a="x \"y\""] 'su root' failed"#,
            "2026-11-21T16:24:57.003Z", "'su root' failed", .critical,
            ["facility": "auth", "hostname": "mymachine", "app": "su", "msgid": "ID47", "e@1.a": "x \"y\""]),
        FormatRow(
            "syslog", "RFC 3164", "<34>Nov  1 16:24:57 mymachine su[9]: 'su root' failed",
            "2026-11-01T15:24:57Z", "'su root' failed", .critical, ["hostname": "mymachine", "app": "su", "pid": "9"],
            .second, zone: .yearGiven, clock: SourceClock(zone: TimeZoneRules("Europe/Berlin"), year: .given(2026))),
        FormatRow(
            "syslog", "rsyslog's file", "2026-11-21T17:24:57.003456+01:00 host sshd[9]: Failed password for bob from 1.2.3.4",
            "2026-11-21T16:24:57.003456Z", "Failed password for bob from 1.2.3.4", nil, ["app": "sshd"], .microsecond),
        FormatRow(
            "timed-text", "Python's logging", "2026-11-21 16:24:57,123 - app - ERROR - boom\nTraceback: x",
            "2026-11-21T16:24:57.123Z", "- app - ERROR - boom\nTraceback: x", .error, [:], zone: .given,
            clock: SourceClock(zone: .utc)),
    ]

    static let tables: [FormatRow] = [
        FormatRow(
            "csv", "with a heading", "time;user;message\n2026-11-21T16:24:57Z;u1;\"a \"\"b\"\"\nc\"\n",
            "2026-11-21T16:24:57Z", "a \"b\"\nc", nil, ["user": "u1"], .second),
        FormatRow(
            "postgres-csv", "a refused log-in",
            #"2026-11-21 16:24:57.123 UTC,"app","shop",12,"10.0.0.1:99",65,1,"authentication",2026-11-21 16:24:57 UTC,3/1,0,FATAL,28P01,"no, ""you""",,,,,,,,,"","client backend",,0"#,
            "2026-11-21T16:24:57.123Z", "no, \"you\"", .critical, ["user": "app", "sql_state": "28P01"]),
    ]

    static let documents: [FormatRow] = [
        FormatRow(
            "prometheus", "alerts",
            #"{"status":"success","data":{"alerts":[{"labels":{"alertname":"Spike","severity":"critical"},"annotations":{"summary":"403s"},"state":"firing","activeAt":"2026-11-21T16:24:57.123Z","value":"1e+00"}]}}"#,
            "2026-11-21T16:24:57.123Z", "alert Spike firing: 403s", .critical,
            ["state": "firing", "label.severity": "critical"]),
        FormatRow(
            "prometheus", "a range",
            #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","job":"api"},"values":[[1763742297.123,"NaN"]]}]}}"#,
            "2025-11-21T16:24:57.123Z", "up{job=\"api\"} = NaN", nil, ["value": "NaN", "label.job": "api"],
            zone: .format),
        FormatRow(
            "redis-answer", "SLOWLOG on a terminal",
            "1) 1) (integer) 14\n   2) (integer) 1763742297\n   3) (integer) 15000\n   4) 1) \"KEYS\"\n      2) \"a\\x1b*\"\n   5) \"127.0.0.1:5\"\n   6) \"\"\n",
            "2025-11-21T16:24:57Z", "slow command (15000 µs): KEYS a\u{1B}*", nil,
            ["slowlog.id": "14", "remote_addr": "127.0.0.1:5"], .second, zone: .format),
        FormatRow(
            "redis-answer", "ACL LOG as JSON",
            #"[{"count":2,"reason":"auth","context":"toplevel","object":"AUTH","username":"bob","age-seconds":4.1,"client-info":"id=9 addr=10.0.0.9:5 fd=8","entry-id":0,"timestamp-created":1763742297000,"timestamp-last-updated":1763742297123}]"#,
            "2025-11-21T16:24:57.123Z", "access refused (auth) for bob: AUTH", .warning,
            ["user": "bob", "remote_addr": "10.0.0.9:5"], zone: .format),
    ]
}

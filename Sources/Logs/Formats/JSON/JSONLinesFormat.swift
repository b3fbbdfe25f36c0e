/// JSON, an object a line: pino (https://getpino.io, `time`, `msg`, `level` 10 to 60), bunyan (the same with `v: 0` and an
/// ISO `time`), zap (`ts`, `msg`), logrus (`time`, `msg`), winston (`timestamp`, `message`), Caddy, ECS (`@timestamp`,
/// `message`, `log.level`), and what else names its time in one of these ways.
struct JSONLinesFormat: LogFormat {
    let name: String
    let summary: String
    let dialect: FieldDialect
    let framing: Framing
    let time: TimePattern?

    init(
        _ name: String, _ summary: String, _ dialect: FieldDialect, framing: Framing = .lines,
        time: TimePattern? = nil
    ) {
        self.time = time
        self.name = name
        self.summary = summary
        self.dialect = dialect
        self.framing = framing
    }

    func makeReader(_ clock: SourceClock) -> any LogReader { JSONLinesReader(dialect, clock, pattern: time) }

    /// Any program's.
    static let general = JSONLinesFormat(
        "json", "JSON lines: pino, bunyan, zap, logrus, winston, ECS",
        .general)

    /// The same in an array, or over several lines each.
    static let objects = JSONLinesFormat(
        "json-objects", "JSON objects in an array, or over several lines", .general, framing: .objects)

    /// `journalctl -o json` (systemd.journal-fields(7)).
    static let journald = JSONLinesFormat(
        "journald", "journalctl -o json",
        FieldDialect(
            [
                // When the sender wrote it, where it says so: nearer to what happened.
                .init("_SOURCE_REALTIME_TIMESTAMP", .microseconds, 9), .init("__REALTIME_TIMESTAMP", .microseconds, 8),
                .init("MESSAGE", .message, 9), .init("PRIORITY", .severity, 9),
            ], severities: .syslog, required: ["__CURSOR"]))

    /// PostgreSQL 15's `log_destination = 'jsonlog'`.
    static let postgres = JSONLinesFormat(
        "postgres-json", "PostgreSQL's jsonlog",
        FieldDialect(
            [
                .init("timestamp", .time, 9), .init("message", .message, 9), .init("error_severity", .severity, 9),
            ], required: ["pid", "error_severity"]))

    /// GitHub's audit log, as the API gives it (an array) and as it is streamed and exported (objects).
    static let gitHubAudit = JSONLinesFormat(
        "github-audit", "GitHub's audit log",
        FieldDialect(
            [
                .init("@timestamp", .time, 9), .init("created_at", .time, 8), .init("action", .message, 9),
            ], required: ["_document_id"]),
        framing: .objects)
}

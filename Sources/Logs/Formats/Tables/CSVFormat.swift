/// Comma-separated values (RFC 4180), also with `;`, `|` or tabs between them. The first row names the columns, unless a
/// mapping does; which column is the time, the message and the severity is known by their names.
struct CSVFormat: LogFormat {
    let name: String
    let summary: String
    let framing = Framing.quoted
    private let dialect: FieldDialect
    private let columns: [[UInt8]]
    /// Nil where it is found out.
    private let separator: UInt8?
    private let hasHeading: Bool
    private let time: TimePattern?

    /// The format of files with a heading.
    init() {
        self.init("csv", "CSV with a heading", .general, columns: [], separator: nil, hasHeading: true)
    }

    init(
        _ name: String, _ summary: String, _ dialect: FieldDialect, columns: [[UInt8]], separator: UInt8?,
        hasHeading: Bool, time: TimePattern? = nil
    ) {
        self.time = time
        self.name = name
        self.summary = summary
        self.dialect = dialect
        self.columns = columns
        self.separator = separator
        self.hasHeading = hasHeading
    }

    func prepared(for beginning: Bytes) -> any LogFormat {
        guard hasHeading, columns.isEmpty else { return self }
        let end = beginning.position(of: 0x0A) ?? beginning.count
        let line = beginning.part(0, end).trimmed
        let separators: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")]
        let separator =
            self.separator
            ?? separators.max { left, right in
                line.count { $0 == left } < line.count { $0 == right }
            } ?? UInt8(ascii: ",")
        return CSVFormat(
            name, summary, dialect, columns: CSVRow.cells(line, separator), separator: separator, hasHeading: true,
            time: time)
    }

    func makeReader(_ clock: SourceClock) -> any LogReader {
        Reader(RoleFiller(dialect, clock, pattern: time), columns, separator ?? UInt8(ascii: ","), hasHeading)
    }

    private struct Reader: LogReader {
        private var filler: RoleFiller
        private let names: HeldTexts
        private let count: Int
        private let separator: UInt8
        private let hasHeading: Bool

        init(_ filler: RoleFiller, _ columns: [[UInt8]], _ separator: UInt8, _ hasHeading: Bool) {
            self.filler = filler
            names = HeldTexts(columns)
            count = columns.count
            self.separator = separator
            self.hasHeading = hasHeading
        }

        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            guard count > 1 else { return .foreign }
            filler.begin()
            var row = CSVRow(row, separator)
            var index = 0
            var isHeading = hasHeading && record.line == 1
            while let value = row.next(&record) {
                // A row may have fewer cells than the heading: PostgreSQL adds columns from version to version.
                guard index < count else { return .foreign }
                if isHeading, !value.trimmed.equals(names[index]) { isHeading = false }
                if value.count > 0 { filler.add(names[index], value, to: &record) }
                index += 1
            }
            if isHeading { return .nothing }
            return index * 2 >= count && index > 1 && filler.isFulfilled(record) ? .record : .foreign
        }
    }

    /// PostgreSQL's csvlog (postgresql.org, "Error Reporting and Logging", 20.8.4): it has no heading.
    static let postgres = CSVFormat(
        "postgres-csv", "PostgreSQL's csvlog",
        FieldDialect(
            [
                .init("log_time", .time, 9), .init("message", .message, 9), .init("error_severity", .severity, 9),
            ], required: ["session_id", "error_severity"]),
        columns: [
            "log_time", "user", "database", "pid", "connection_from", "session_id", "session_line", "command_tag",
            "virtual_session", "virtual_transaction", "transaction", "error_severity", "sql_state", "message",
            "detail", "hint", "internal_query", "internal_query_position", "context", "query", "query_position",
            "location", "application_name", "backend_type", "leader_pid", "query_id",
        ].map { Array($0.utf8) }, separator: UInt8(ascii: ","), hasHeading: false)
}

/// What a field of a row means.
enum FieldRole {
    case time
    /// A time in microseconds since 1970.
    case microseconds
    case message
    case severity
    case none
}

/// Whose numbers severities are, where they are numbers.
enum SeverityNumbers {
    /// pino's and bunyan's: 10 to 60, upwards.
    case pino
    /// syslog's: 0 to 7, downwards.
    case syslog
}

/// The names that a kind of row gives to what every record has. Names are looked up by their length first, since this is
/// done for every field of every row.
struct FieldDialect: Sendable {
    /// A name and what it means; where several stand in a row, the highest rank counts.
    struct Name: Sendable {
        let text: [UInt8]
        let role: FieldRole
        let rank: Int

        init(_ text: String, _ role: FieldRole, _ rank: Int) {
            self.text = Array(text.utf8)
            self.role = role
            self.rank = rank
        }
    }

    /// The rank of names that the configuration gives.
    static let configuredRank = 99

    let severities: SeverityNumbers
    private let names: [Name]
    private let byLength: [[Name]]
    /// The fields without which a row is not of this dialect.
    private let required: [[UInt8]]

    init(_ names: [Name], severities: SeverityNumbers = .pino, required: [String] = []) {
        self.names = names
        let longest = names.map(\.text.count).max() ?? 0
        byLength = (0...longest).map { length in names.filter { $0.text.count == length } }
        self.severities = severities
        self.required = required.map { Array($0.utf8) }
    }

    /// The dialect with further names, which come before those that it has.
    func adding(_ others: [Name]) -> FieldDialect { FieldDialect(others + names, severities: severities) }

    /// What a name means.
    @inline(__always)
    func role(_ name: Bytes) -> (FieldRole, rank: Int) {
        guard name.count < byLength.count, name.count > 0 else { return (.none, 0) }
        for known in byLength[name.count] where known.text[0] == name[0] && name.equals(known.text) {
            return (known.role, known.rank)
        }
        return (.none, 0)
    }

    /// What programs call these things when nobody says otherwise: pino, bunyan, zap, logrus, winston, ECS and others.
    static let general = FieldDialect([
        .init("@timestamp", .time, 9), .init("time", .time, 8), .init("timestamp", .time, 7), .init("ts", .time, 6),
        .init("datetime", .time, 5), .init("date", .time, 4), .init("asctime", .time, 4), .init("t", .time, 3),
        .init("created_at", .time, 2), .init("createdAt", .time, 2),
        .init("message", .message, 9), .init("msg", .message, 8), .init("log", .message, 3),
        // Supabase's.
        .init("event_message", .message, 7), .init("event", .message, 2),
        .init("log.level", .severity, 9), .init("level", .severity, 8), .init("severity", .severity, 7),
        .init("levelname", .severity, 6), .init("lvl", .severity, 5),
    ])

    /// Whether a record has what the dialect's rows have.
    func isFulfilled(_ record: borrowing RecordBuffer) -> Bool {
        for name in required {
            let has = name.withUnsafeBytes { name in
                record.value(name) != nil
            }
            guard has else { return false }
        }
        return true
    }
}

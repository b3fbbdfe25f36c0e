internal import JSON

/// Sorts the fields of a row into a record: the time, the message, the severity, and the rest.
struct RoleFiller {
    private let dialect: FieldDialect
    private(set) var times: TimeReader
    private var timeRank = 0
    private var messageRank = 0
    private var severityRank = 0

    private let pattern: TimePattern?

    /// - Parameter pattern: how the time is written, where it is in no usual way.
    init(_ dialect: FieldDialect, _ clock: SourceClock, pattern: TimePattern? = nil) {
        self.dialect = dialect
        self.pattern = pattern
        times = TimeReader(clock)
    }

    /// Begins a row.
    @inline(__always)
    mutating func begin() { (timeRank, messageRank, severityRank) = (0, 0, 0) }

    /// Whether the record has what the dialect's rows have, all fields having been added.
    func isFulfilled(_ record: borrowing RecordBuffer) -> Bool { dialect.isFulfilled(record) }

    /// Adds a field that is text, as most formats know no other.
    mutating func add(_ name: Bytes, _ value: Bytes, to record: inout RecordBuffer) {
        add(name, value, .string, 0, to: &record)
    }

    /// Adds a field; `number` is the value of one that is a whole number.
    @inline(__always)
    mutating func add(
        _ name: Bytes, _ value: Bytes, _ kind: JSONLeafKind, _ number: Int64, to record: inout RecordBuffer
    ) {
        let (role, rank) = dialect.role(name)
        switch role {
        case .none: record.add(name, value)
        case .time where rank > timeRank:
            let reading = time(value, kind, number, isNamed: rank == FieldDialect.configuredRank)
            // A name that could mean a time need not. What has a time without a zone has one all the same.
            if case .instant = reading { timeRank = rank } else { record.add(name, value) }
            if reading != .missing(.time) { record.set(reading) }
        case .microseconds where rank > timeRank:
            guard let microseconds = kind == .integer ? number : value.decimal else { return record.add(name, value) }
            timeRank = rank
            record.set(times.epochMicroseconds(microseconds))
        case .message where rank > messageRank && kind == .string:
            if messageRank > 0 { record.add("message_other", record.message) }
            messageRank = rank
            record.message = value
        case .message where rank > messageRank && kind == .collection:
            guard let text = Self.text(ofNumbers: value, &record) else { return record.add(name, value) }
            messageRank = rank
            record.message = text
        case .severity where rank > severityRank:
            severityRank = rank
            record.severity = severity(value, kind, number)
            record.add(name, value)
        default: record.add(name, value)
        }
    }

    /// What a number below this has for a name is a duration, a count or an hour, and no instant: it would lie before
    /// March 1973.
    private static let leastEpoch: Int64 = 100_000_000

    /// - Parameter isNamed: whether somebody said that this is the time, and not only its name.
    private mutating func time(
        _ value: Bytes, _ kind: JSONLeafKind, _ number: Int64, isNamed: Bool
    ) -> TimeReading {
        switch kind {
        case .integer: return isNamed || number >= Self.leastEpoch ? times.epoch(number) : .missing(.time)
        case .double: return epoch(value, isNamed: isNamed)
        case .string:
            if let pattern { return pattern.read(value, times) }
            guard let first = value.first, first.isDigit else { return .missing(.time) }
            let reading = times.iso(value)
            return reading == .missing(.time) ? epoch(value, isNamed: isNamed) : reading
        default: return .missing(.time)
        }
    }

    private func epoch(_ text: Bytes, isNamed: Bool) -> TimeReading {
        let whole = text.position(of: UInt8(ascii: ".")).map { text.part(0, $0) } ?? text
        guard isNamed || (whole.decimal ?? 0) >= Self.leastEpoch else { return .missing(.time) }
        return times.epochSeconds(text)
    }

    private func severity(_ value: Bytes, _ kind: JSONLeafKind, _ number: Int64) -> LogSeverity? {
        let number = kind == .integer ? number : value.decimal
        guard let number else { return LogSeverity(value) }
        return dialect.severities == .syslog ? LogSeverity(syslog: number) : LogSeverity(pino: number)
    }

    /// The text whose bytes an array of numbers lists: journald writes what is no UTF-8, or has control characters, so.
    private static func text(ofNumbers value: Bytes, _ record: inout RecordBuffer) -> Bytes? {
        guard value.count > 2, value[0] == UInt8(ascii: "["), value[value.count - 1] == UInt8(ascii: "]") else {
            return nil
        }
        var bytes: [UInt8] = []
        for part in value.part(1, value.count - 1).split(separator: UInt8(ascii: ",")) {
            guard let number = Bytes(rebasing: part).decimal, let byte = UInt8(exactly: number) else { return nil }
            bytes.append(byte)
        }
        return record.keep(bytes)
    }
}

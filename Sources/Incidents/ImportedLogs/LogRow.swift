import Basics
import JSON
import Logs

/// A row of a log as it stands in the journal, with as much of it read as is needed for counting.
struct LogRow {
    let position: Int64
    let occurredAt: Timestamp
    let source: String
    let severity: LogSeverity?
    /// The leaf; only rows that are shown are read as a whole.
    let leaf: [UInt8]

    var isError: Bool { severity.map { $0 >= .error } ?? false }

    /// Whether it comes before another in the order in which things happened.
    func isBefore(_ other: LogRow) -> Bool { (occurredAt, position) < (other.occurredAt, other.position) }
}

/// Reads rows of logs out of leaves, some hundred thousand a second.
struct LogRowReader: ~Copyable {
    private var fields = JSONFieldReader(maximumBytes: JournalLeaf.limit)

    /// What a leaf that cannot be read has in place of a source's name.
    private static let unknown = "log"

    mutating func row(at position: Int64, _ occurredAt: Timestamp, _ leaf: [UInt8]) -> LogRow {
        let (source, severity) =
            leaf.withUnsafeBytes { bytes in
                fields.withDocument(bytes) { document in
                    (document.string(at: ["details", "source"]), document.string(at: ["details", "severity"]))
                }
            } ?? (nil, nil)
        return LogRow(
            position: position, occurredAt: occurredAt, source: source ?? Self.unknown,
            severity: severity.flatMap(LogSeverity.init(name:)), leaf: leaf)
    }
}

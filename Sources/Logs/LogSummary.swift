/// What became of the rows of some sources.
public struct LogSummary: Sendable, Hashable, Encodable {
    /// A source.
    public struct Source: Sendable, Hashable, Encodable {
        /// What records say about where they come from.
        public let name: String
        /// Its format.
        public let format: String
    }

    /// The sources, with the formats that were given or found.
    public internal(set) var sources: [Source] = []
    /// How many rows were read, empty ones not counted.
    public internal(set) var rows = 0
    /// How many records went out.
    public internal(set) var records = 0
    /// How many were not wanted.
    public internal(set) var filtered = 0
    /// How many were left out because another source has them too.
    public internal(set) var duplicates = 0
    /// How many have no time, or are not in their source's format.
    public internal(set) var undated = 0
    /// How many have a time of which the zone is not known.
    public internal(set) var withoutZone = 0
    /// How many have a time of which the year is not known.
    public internal(set) var withoutYear = 0
    /// How many had bytes that are no UTF-8, which were replaced.
    public internal(set) var repaired = 0
    /// How many were longer than any that is taken, and were cut.
    public internal(set) var cut = 0
    /// Sources whose compressed bytes end too early.
    public internal(set) var cutOff: [String] = []
    /// How many bytes were sorted on disk.
    public internal(set) var bytesOnDisk = 0

    public init() {}

    /// How many rows could not be brought into order.
    public var leftOut: Int { undated + withoutZone + withoutYear }

    /// Adds what another thread counted.
    mutating func add(_ other: LogSummary) {
        rows += other.rows
        records += other.records
        filtered += other.filtered
        duplicates += other.duplicates
        undated += other.undated
        withoutZone += other.withoutZone
        withoutYear += other.withoutYear
        repaired += other.repaired
        cut += other.cut
    }
}

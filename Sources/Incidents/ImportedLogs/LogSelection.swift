import Basics

/// Goes through the rows of an incident's logs, which may be millions, and keeps what a record shows of them: counts, and
/// some rows out of each stretch between two other entries.
struct LogSelection {
    /// All rows are shown where there are no more than these, and never many more.
    static let limit = 300
    private static let mostRowsOfAStretch = 8
    private static let mostSources = 200

    private(set) var logs = ImportedLogs()
    private let boundaries: [JournalEntry]
    private let quota: Int
    private var next = 0
    private var stretch: LogStretch
    private var all: [LogRow] = []
    private var shown: [LogRow] = []
    private var places: [String: Int] = [:]

    /// - Parameter entries: the incident's other entries, in the order in which things happened.
    init(between entries: [JournalEntry]) {
        boundaries = entries
        quota = min(Self.mostRowsOfAStretch, Self.limit / (entries.count + 1))
        stretch = LogStretch(quota: quota)
    }

    /// Takes the next row in the order in which things happened.
    mutating func add(_ row: LogRow) {
        count(row)
        if all.count <= Self.limit { all.append(row) }
        while next < boundaries.count,
            (boundaries[next].occurredAt, boundaries[next].position) < (row.occurredAt, row.position)
        {
            next += 1
            endStretch()
        }
        stretch.add(row)
    }

    private mutating func endStretch() {
        let (rows, rest) = stretch.finish()
        shown += rows
        if let rest { logs.leftOut.append(rest) }
        stretch = LogStretch(quota: quota)
    }

    private mutating func count(_ row: LogRow) {
        logs.rows += 1
        if logs.density == nil { logs.density = LogDensity(row.occurredAt) } else { logs.density?.add(row.occurredAt) }
        // More names than anyone reads are counted under one.
        let name = places[row.source] == nil && places.count >= Self.mostSources ? "other logs" : row.source
        let place = places[name] ?? logs.sources.count
        if place == logs.sources.count {
            places[name] = place
            logs.sources.append(
                ImportedLog(name: name, rows: 0, errors: 0, firstAt: row.occurredAt, lastAt: row.occurredAt))
        }
        logs.sources[place].rows += 1
        if row.isError { logs.sources[place].errors += 1 }
        logs.sources[place].lastAt = row.occurredAt
    }

    /// The rows that are shown, in their order; what is left out stands in `logs`.
    mutating func finish() throws -> [JournalEntry] {
        endStretch()
        if all.count <= Self.limit {
            shown = all
            logs.leftOut = []
        }
        logs.shown = Int64(shown.count)
        logs.sources.sort { ($1.rows, $0.name) < ($0.rows, $1.name) }
        return try shown.map { try JournalLeaf.decode($0.leaf, position: $0.position) }
    }
}

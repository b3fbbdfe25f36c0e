import Logs

/// The rows of logs between two other entries of an incident: all of them where they are few, otherwise the first, the
/// gravest and the last.
struct LogStretch {
    private let quota: Int
    private var rows: Int64 = 0
    private var errors: Int64 = 0
    private var sources: [String] = []
    /// As many as would all be shown.
    private var all: [LogRow] = []
    private var gravest: [LogRow] = []
    private var last: [LogRow] = []
    private var latest: LogRow?

    private static let mostSources = 8

    /// - Parameter quota: how many rows may be shown.
    init(quota: Int) { self.quota = quota }

    private var ends: Int { (quota + 2) / 4 }

    mutating func add(_ row: LogRow) {
        rows += 1
        if row.isError { errors += 1 }
        if !sources.contains(row.source), sources.count < Self.mostSources { sources.append(row.source) }
        // One more than are shown: the first that is left out gives the rest their place.
        if all.count <= quota { all.append(row) }
        latest = row
        guard quota > 0 else { return }
        last.append(row)
        if last.count > max(ends, 1) { last.removeFirst() }
        addIfGrave(row)
    }

    /// Of equally grave rows the earlier stay.
    private mutating func addIfGrave(_ row: LogRow) {
        let most = quota - 2 * ends
        guard let severity = row.severity, severity >= .warning, most > 0 else { return }
        let place = gravest.firstIndex { ($0.severity ?? .trace) < severity } ?? gravest.count
        guard place < most else { return }
        gravest.insert(row, at: place)
        if gravest.count > most { gravest.removeLast() }
    }

    /// The rows to be shown, in their order, and what is left out.
    func finish() -> (shown: [LogRow], leftOut: LeftOutRows?) {
        guard rows > Int64(quota), let latest, all.count > quota else { return (all, nil) }
        var shown: [Int64: LogRow] = [:]
        for row in all.prefix(ends) + gravest + (ends > 0 ? last : []) { shown[row.position] = row }
        let place = all[min(ends, all.count - 1)]
        return (
            shown.values.sorted { $0.isBefore($1) },
            LeftOutRows(
                position: place.position, firstAt: place.occurredAt, lastAt: latest.occurredAt,
                rows: rows - Int64(shown.count), errors: errors - Int64(shown.values.count { $0.isError }),
                sources: sources)
        )
    }
}

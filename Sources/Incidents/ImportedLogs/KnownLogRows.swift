internal import Basics
internal import JSON
internal import State

/// The rows of logs that an incident has already, for an import that brings some of them again: a log that has grown, one
/// that was renamed when it was rotated, an import that was interrupted. It is asked in the order in which things happened
/// and walks along in the journal, so that only a page of rows and those of one instant are in memory.
///
/// A row is known where the journal has one of the same instant, with the same text, whatever its file is called and on
/// whatever line it stands. One that the journal has twice is known twice, whatever the names of its logs: a log is renamed
/// while it grows. Rows that were taken once more, because somebody wished it, do not count beside the first ones. Belongs
/// to one thread.
public final class KnownLogRows {
    /// The member of a row's details that says that it was taken whether the incident had it or not.
    public static let repetition = "again"

    private let journal: Journal
    private let incident: String
    /// What is written from now on is not asked for.
    private let end: Int64
    private var fields = JSONFieldReader(maximumBytes: JournalLeaf.limit)
    private var page: ArraySlice<Row> = []
    private var isAtEnd: Bool
    /// Behind this place the next page begins.
    private var place: JournalQuery.Place?
    /// The instant whose rows are at hand, how often each is there, and how often it was asked for.
    private var instant: Timestamp?
    private var most: [Int: Int] = [:]
    private var asked: [Int: Int] = [:]

    private struct Row {
        let occurredAt: Timestamp
        let text: Int
        /// The import that took it once more; nil for one that only took what was not there.
        let repetition: String?
    }

    /// The rows that the incident has now.
    public init(_ journal: Journal, incident: String) throws {
        self.journal = journal
        self.incident = incident
        end = try journal.count()
        let query = JournalQuery(incident: incident, kinds: [JournalKind.logEvent], limit: 1)
        isAtEnd = try journal.entries(query).isEmpty
    }

    /// Whether the incident has a row already. Each must have happened at the same time as the one before, or later.
    public func has(_ draft: JournalDraft) throws -> Bool {
        guard let occurredAt = draft.occurredAt, !isAtEnd || !page.isEmpty || instant == occurredAt else { return false }
        if instant != occurredAt { try move(to: occurredAt) }
        let text = Self.hash(draft.summary, draft.details["original"]?.stringValue)
        let count = asked[text, default: 0] + 1
        asked[text] = count
        return count <= most[text] ?? 0
    }

    /// Reads the rows of an instant.
    private func move(to occurredAt: Timestamp) throws {
        instant = occurredAt
        most.removeAll(keepingCapacity: most.count < 4096)
        asked.removeAll(keepingCapacity: asked.count < 4096)
        let before = Timestamp(microseconds: occurredAt.microseconds - 1)
        if place.map({ $0.occurredAt < before }) ?? true {
            // What comes before is of no interest, however much it is. What is on the page comes before its end.
            place = JournalQuery.Place(occurredAt: before, position: .max)
            page = []
        }
        var counts: [String?: [Int: Int]] = [:]
        while let row = try head(), row.occurredAt <= occurredAt {
            page.removeFirst()
            guard row.occurredAt == occurredAt else { continue }
            let count = counts[row.repetition, default: [:]][row.text, default: 0] + 1
            counts[row.repetition, default: [:]][row.text] = count
            most[row.text] = max(most[row.text] ?? 0, count)
        }
    }

    private func head() throws -> Row? {
        while page.isEmpty, !isAtEnd { try turnPage() }
        return page.first
    }

    private func turnPage() throws {
        var query = JournalQuery(
            incident: incident, kinds: [JournalKind.logEvent], order: .occurred, limit: Journal.pageSize)
        query.after = place
        var read = 0
        var rows: [Row] = []
        try journal.database.read { session in
            try JournalStore(session: session).forEachPlace(query) { position, occurredAt, leaf in
                read += 1
                place = JournalQuery.Place(occurredAt: occurredAt, position: position)
                if position < end { rows.append(row(occurredAt, leaf)) }
            }
        }
        page = rows[...]
        isAtEnd = read < Journal.pageSize
    }

    private func row(_ occurredAt: Timestamp, _ leaf: [UInt8]) -> Row {
        let (text, repetition) =
            leaf.withUnsafeBytes { bytes in
                fields.withDocument(bytes) { document in
                    (
                        Self.hash(document.string(at: ["summary"]) ?? "", document.string(at: ["details", "original"])),
                        document.bool(at: ["details", Self.repetition]) == true ? document.string(at: ["operation"]) ?? "" : nil
                    )
                }
            } ?? (0, nil)
        return Row(occurredAt: occurredAt, text: text, repetition: repetition)
    }

    /// With the key that the process was given at its start (SipHash): nobody can write rows that look like others.
    private static func hash(_ summary: String, _ original: String?) -> Int {
        var hasher = Hasher()
        hasher.combine(summary)
        hasher.combine(original)
        return hasher.finalize()
    }
}

import Basics
import State

/// The audit of a journal in its database: the leaves as in `JournalAudit`, and beside them what the tables repeat.
struct StoredJournalAudit {
    private let session: any DatabaseSession
    private var audit: JournalAudit
    /// Entries whose leaf and hash disagree: the nodes above them disagree too, which need not be told.
    private var badLeaves: [Int64] = []

    init(_ session: any DatabaseSession, _ audit: JournalAudit) {
        self.session = session
        self.audit = audit
    }

    /// What was found so far.
    var verification: JournalVerification { audit.verification }

    mutating func run(witnesses: [String]) throws -> JournalVerification {
        for note in witnesses { audit.add(note: note) }
        var next: Int64? = .min
        while let from = next {
            let rows = try page(from: from)
            guard let first = rows.first, let last = rows.last else { break }
            try addNotes(from: try first.integer("position"), to: try last.integer("position"))
            var completed: [MerkleFrontier.Node] = []
            for row in rows { completed += try check(row) }
            try checkNodes(completed)
            // Nothing stands behind the last position that a number can say.
            let end = try last.integer("position")
            next = end == .max ? nil : end + 1
        }
        if let next { try addNotes(from: max(next, -1), to: .max) }
        try checkNodesBeyond()
        for id in try IncidentProjection.differences(session) {
            audit.report(.projection, "the table of incidents and the journal tell \(id.printable) differently")
        }
        _ = audit.finish()
        audit.reportUnsigned()
        return audit.verification
    }

    /// The rows of entries from a position on, some hundred of them.
    func page(from position: Int64) throws -> [SQLRow] {
        try session.query(
            """
            SELECT position, leaf, leaf_hash, incident, kind, operation, recorded_at, occurred_at
            FROM journal_entries WHERE position >= $1 ORDER BY position LIMIT $2
            """,
            [.integer(position), .integer(Int64(Journal.pageSize))])
    }

    /// The checkpoint of n entries belongs to the leaf at n − 1.
    mutating func addNotes(from first: Int64, to last: Int64) throws {
        let rows = try session.query(
            "SELECT size, note FROM journal_checkpoints WHERE size >= $1 AND size <= $2 ORDER BY size",
            [.integer(min(first, .max - 1) + 1), .integer(min(last, .max - 1) + 1)])
        for row in rows {
            let size = try row.integer("size")
            guard case .text(let note) = row["note"] else {
                audit.report(.checkpoint, entry: max(0, size - 1), "the checkpoint of \(size) is no text")
                continue
            }
            audit.add(note: note, size: size)
        }
    }

    /// Takes the row of the next entry; the nodes that it completes and that have to be stored.
    mutating func check(_ row: SQLRow) throws -> [MerkleFrontier.Node] {
        let position = try row.integer("position")
        guard position >= 0, position < .max else {
            audit.report(.entry, "an entry stands at position \(position)")
            return []
        }
        guard case .blob(let leaf) = row["leaf"] else {
            audit.report(.entry, entry: position, "entry \(position) has no leaf")
            return []
        }
        if row["leaf_hash"] != .blob(MerkleHash.leaf(leaf)) {
            badLeaves.append(position)
            audit.report(.leaf, entry: position, "entry \(position) does not have the hash that was kept of it")
        }
        let (entry, completed) = audit.add(leaf: leaf, at: position)
        if let entry {
            for column in disagreeing(row, entry) {
                audit.report(
                    .entry, entry: position, "the column \(column) of entry \(position) is not what the entry says")
            }
        }
        return completed
    }

    private func disagreeing(_ row: SQLRow, _ entry: JournalEntry) -> [String] {
        let said: [(String, SQLValue)] = [
            ("incident", .optional(entry.incident)), ("kind", .text(entry.kind)),
            ("operation", .optional(entry.operation)), ("recorded_at", .integer(entry.recordedAt.microseconds)),
            ("occurred_at", .integer(entry.occurredAt.microseconds)),
        ]
        return said.filter { row[$0.0] != $0.1 }.map(\.0)
    }

    /// Compares the stored nodes with those that a page of leaves completed.
    private mutating func checkNodes(_ completed: [MerkleFrontier.Node]) throws {
        for (level, nodes) in Dictionary(grouping: completed, by: \.level).sorted(by: { $0.key < $1.key }) {
            guard let first = nodes.first, let last = nodes.last else { continue }
            let rows = try session.query(
                "SELECT position, hash FROM journal_nodes WHERE level = $1 AND position >= $2 AND position <= $3",
                [.integer(Int64(level)), .integer(first.position), .integer(last.position)])
            compare(nodes, with: rows)
        }
    }

    /// Compares nodes of one level with the rows that are stored of them.
    mutating func compare(_ nodes: [MerkleFrontier.Node], with rows: [SQLRow]) {
        let stored = Dictionary(rows.map { ($0["position"], $0["hash"]) }, uniquingKeysWith: { first, _ in first })
        for node in nodes where stored[.integer(node.position)] != .blob(node.hash) {
            let from = node.position << Int64(node.level)
            let to = from + (1 << Int64(node.level)) - 1
            if badLeaves.contains(where: { $0 >= from && $0 <= to }) { continue }
            audit.report(.node, entry: from, "the hash that is kept of entries \(from) to \(to) is not theirs")
        }
    }

    /// There must be no nodes above entries that do not exist.
    private mutating func checkNodesBeyond() throws {
        let rows = try session.query(
            "SELECT level, MIN(position) AS first, MAX(position) AS last FROM journal_nodes GROUP BY level ORDER BY level"
        )
        for row in rows {
            let place = (row["level"], row["first"], row["last"])
            guard case (.integer(let level), .integer(let first), .integer(let last)) = place, (1...62).contains(level),
                level.isMultiple(of: Int64(StoredSubtrees.levelsApart)), first >= 0, last < audit.size >> level
            else {
                audit.report(.node, entry: audit.size, "hashes are kept of entries that do not exist")
                return
            }
        }
    }
}

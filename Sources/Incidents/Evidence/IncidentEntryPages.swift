import Basics
import State

/// The lines of an incident's own entries up to a checkpoint, each with its proof, some hundred at a time: what others may
/// see of a journal in which there are other incidents too. The journal's first entry, which names its key, is the first.
struct IncidentEntryPages {
    private let journal: Journal
    private let incident: String
    private let checkpoint: Checkpoint
    private var stage = Stage.checkpoint

    private enum Stage {
        case checkpoint
        case founding
        case entries(after: JournalQuery.Place?)
        case done
    }

    init(_ journal: Journal, incident: String, _ checkpoint: Checkpoint) {
        self.journal = journal
        self.incident = incident
        self.checkpoint = checkpoint
    }

    /// The next lines; nil behind the last.
    mutating func next() throws -> [UInt8]? {
        switch stage {
        case .checkpoint:
            stage = .founding
            return JournalExportLine.bytes(checkpoint: checkpoint.note)
        case .founding:
            stage = .entries(after: nil)
            let proof = try journal.proof(of: 0, under: checkpoint)
            return EntryLine(leaf: proof.leaf, index: 0, hashes: proof.hashes).bytes
        case .entries(let place): return try page(after: place)
        case .done: return nil
        }
    }

    private mutating func page(after place: JournalQuery.Place?) throws -> [UInt8]? {
        var query = JournalQuery(incident: incident, order: .occurred, limit: Journal.pageSize)
        query.after = place
        var lines: [UInt8] = []
        var last: JournalQuery.Place?
        var count = 0
        try journal.database.read { session in
            let store = JournalStore(session: session)
            // With hashes of its own: those of a whole journal would be too many to keep.
            let tree = store.tree(size: checkpoint.size)
            try store.forEachPlace(query) { position, occurredAt, leaf in
                count += 1
                last = JournalQuery.Place(occurredAt: occurredAt, position: position)
                guard position > 0, position < checkpoint.size else { return }
                lines += EntryLine(leaf: leaf, index: position, hashes: try tree.inclusionProof(position)).bytes
            }
        }
        stage = count == Journal.pageSize ? .entries(after: last) : .done
        return lines.isEmpty ? try next() : lines
    }
}

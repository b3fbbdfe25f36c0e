import Basics
import JSON

/// The audit of an incident's entries in a bundle, line by line: that each is part of the journal that the checkpoint in the
/// first line was signed for, that all are of one incident, and that they stand in the order in which things happened, so
/// that none is there twice. Whether the checkpoint is signed is asked at the end, when the key is known.
struct IncidentEntriesAudit {
    /// The checkpoint of the first line, not verified yet.
    private(set) var checkpoint: Checkpoint?
    /// How many entries there are.
    private(set) var entries: Int64 = 0
    /// The incident that they are of.
    private(set) var incident: String?
    /// The public key that the journal's first entry names.
    private(set) var founder: String?
    /// What is wrong, at most some of it.
    private(set) var problems: [String] = []

    private var lines = 0
    private var last: (Timestamp, Int64)?
    private static let mostProblems = 20

    /// Takes the next line without its line break; `isWhole` is false where there was none. Returns the entry in it.
    @discardableResult
    mutating func add(line: ArraySlice<UInt8>, isWhole: Bool = true) -> JournalEntry? {
        lines += 1
        if !isWhole { report("line \(lines) is cut off") }
        if lines == 1 {
            guard case .checkpoint(let note)? = JournalExportLine(line), let found = Checkpoint(unverified: note) else {
                report("the first line is no checkpoint")
                return nil
            }
            checkpoint = found
            return nil
        }
        guard let checkpoint else { return nil }
        guard let line = EntryLine(line) else {
            report("line \(lines) is not that of an entry")
            return nil
        }
        entries += 1
        guard
            MerkleProof.verifyInclusion(
                leafHash: MerkleHash.leaf(line.leaf), index: line.index, size: checkpoint.size, root: checkpoint.root,
                proof: line.hashes)
        else {
            report("entry \(line.index) is not the one that the checkpoint was signed for")
            return nil
        }
        guard let entry = try? JournalLeaf.decode(line.leaf, position: line.index), entry.position == line.index else {
            report("entry \(line.index) does not say that it is this one")
            return nil
        }
        judge(entry)
        return entry
    }

    private mutating func judge(_ entry: JournalEntry) {
        if lines == 2 {
            founder = entry.position == 0 ? entry.details["publicKey"]?.stringValue : nil
            if founder == nil { report("the journal's first entry, which names its key, is not there") }
            return
        }
        incident = incident ?? entry.incident
        if entry.incident == nil || entry.incident != incident {
            report("entry \(entry.position) is not of the incident")
        }
        let place = (entry.occurredAt, entry.position)
        if let last, !(last < place) { report("entry \(entry.position) stands in the wrong place") }
        last = place
    }

    private mutating func report(_ problem: String) {
        if problems.count < Self.mostProblems { problems.append(problem) }
    }
}

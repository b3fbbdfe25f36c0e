/// The audit of an exported journal, line by line: the leaves as in `JournalAudit`, the hashes beside them, the order of
/// the lines, and that the checkpoint at the end covers all of them.
struct ExportedJournalAudit {
    private var audit: JournalAudit
    /// What the next line's entry must say of itself.
    private var expected: Int64 = 0
    private var checkpoint: String?
    private var lines: Int64 = 0

    /// `witnesses` are checkpoints that were kept elsewhere.
    init(verifier: CheckpointVerifier?, witnesses: [String] = []) {
        audit = JournalAudit(verifier: verifier)
        for note in witnesses { audit.add(note: note) }
    }

    /// What was found so far.
    var verification: JournalVerification { audit.verification }

    /// Takes the next line without its line break; `isWhole` is false where there was none. Returns the entry in it.
    @discardableResult
    mutating func add(line: ArraySlice<UInt8>, isWhole: Bool = true) -> JournalEntry? {
        lines += 1
        guard checkpoint == nil else {
            // One is enough: whatever it is, it does not belong there.
            if lines == audit.size + 2 {
                audit.report(.entry, entry: audit.size, "something follows the checkpoint, which is the last line")
            }
            return nil
        }
        if !isWhole {
            audit.report(.missing, entry: expected, "line \(lines) is cut off: what follows it is missing")
        }
        switch JournalExportLine(line) {
        case .entry(let leaf, let hash):
            let (entry, _) = audit.add(leaf: leaf, at: audit.size, expected: expected, statedHash: hash)
            expectNext(after: entry?.position ?? expected)
            return entry
        case .checkpoint(let note):
            checkpoint = note
            audit.add(note: note)
        case nil:
            audit.report(.entry, entry: expected, "line \(lines) is not a line of an exported journal")
            expectNext(after: expected)
        }
        return nil
    }

    /// What a line says of its place is anyone's text: no number follows the largest.
    private mutating func expectNext(after position: Int64) {
        expected = position == .max ? position : position + 1
    }

    /// Ends the audit.
    mutating func finish() -> JournalVerification {
        guard let note = checkpoint else {
            audit.report(
                .missing, entry: audit.size, "the checkpoint at the end is missing, and perhaps entries before it")
            return audit.finish()
        }
        if let covered = Checkpoint(unverified: note)?.size, covered < audit.size {
            audit.report(
                .entry, entry: covered,
                "\(covered) entries were signed for, and there are \(audit.size): those behind were never part of it")
        }
        return audit.finish()
    }
}

import JSON

/// Goes through a journal's leaves from the first to the last, makes the tree again from them alone, and compares it
/// with the checkpoints on the way. Where the leaves come from, a database or a file, is the caller's business.
struct JournalAudit {
    private(set) var verification = JournalVerification()
    /// One above the highest position seen.
    private(set) var size: Int64 = 0
    /// Whether an entry is missing before the last one seen: no root behind the gap can be made.
    private(set) var hasGap = false
    private var frontier = MerkleFrontier()
    private let hasher = MerkleHasher()
    private var verifier: CheckpointVerifier?
    /// The checkpoints that are still to come, not verified yet, the next one last.
    private var pending: [(checkpoint: Checkpoint, isStored: Bool)] = []
    /// The size of the last stored checkpoint that agreed; those that were kept elsewhere do not count.
    private var stored: Int64 = 0
    /// The sizes of the last two checkpoints that agreed: what is wrong must come behind them.
    private var agreed: (last: Int64, before: Int64) = (0, 0)
    private var disagreed = false
    /// Whether an entry stands where another should.
    private var isInDisorder = false

    /// `verifier` is the key that the caller trusts; without it the one that the first entry names is taken.
    init(verifier: CheckpointVerifier?) {
        self.verifier = verifier
        verification.keyWasGiven = verifier != nil
    }

    mutating func report(_ kind: JournalProblem.Kind, entry: Int64? = nil, _ message: String) {
        verification.report(kind, entry: entry, message)
    }

    /// Takes a note before the leaf that completes its tree. `size` is how many entries its place in the database says it
    /// covers; nil where it stands in no database.
    mutating func add(note: String, size: Int64? = nil) {
        guard let checkpoint = Checkpoint(unverified: note) else {
            let entry = size.map { max(0, $0 - 1) }
            report(.checkpoint, entry: entry, "\(Self.name(size)) has not the form of a checkpoint")
            return
        }
        if let size, size != checkpoint.size {
            report(.checkpoint, entry: max(0, size - 1), "\(Self.name(size)) is one of \(checkpoint.size)")
            return
        }
        pending.append((checkpoint, size != nil))
        if pending.count > 1 { pending.sort { $0.checkpoint.size > $1.checkpoint.size } }
    }

    /// Takes the next leaf. Returns the entry in it, and those of the subtrees that it completes which the database
    /// keeps.
    ///
    /// - Parameters:
    ///   - expected: what the entry must say of its position; `position` where nil.
    ///   - statedHash: the hash that stands beside the leaf, where there is one.
    mutating func add(
        leaf: [UInt8], at position: Int64, expected: Int64? = nil, statedHash: [UInt8]? = nil
    ) -> (entry: JournalEntry?, completed: [MerkleFrontier.Node]) {
        if position > size { skip(to: position) }
        size = position + 1
        verification.entries += 1
        let leafHash = hasher.leaf(leaf)
        if let statedHash, statedHash != leafHash {
            report(
                .leaf, entry: expected ?? position,
                "entry \(expected ?? position) does not have the hash that was kept of it")
        }
        let entry = read(leaf, expected ?? position)
        if position == 0 { checkFounding(entry) }
        guard !hasGap else { return (entry, []) }
        var completed: [MerkleFrontier.Node] = []
        frontier.append(leafHash: leafHash, hasher, levelsApart: StoredSubtrees.levelsApart, into: &completed)
        compareRoots()
        return (entry, completed)
    }

    /// Ends the audit. A checkpoint of more entries than there are shows that the tail was cut off.
    mutating func finish() -> JournalVerification {
        compareRoots()
        for (checkpoint, _) in pending {
            guard verified(checkpoint) else { continue }
            if checkpoint.size > size {
                let missing = checkpoint.size - size
                report(
                    .missing, entry: size,
                    "\(missing == 1 ? "1 entry is" : "\(missing) entries are") missing\(isInDisorder ? "" : " at the end"): "
                        + "a checkpoint was signed for \(checkpoint.size), and there are \(size)")
                break
            }
        }
        verification.root = hasGap ? nil : frontier.root
        verification.unsigned = max(0, size - (verification.checkpoint?.size ?? 0))
        return verification
    }

    /// Says of a journal in its database, once the audit has ended, that no checkpoint in it covers its last entries. Entries
    /// and their checkpoint are one transaction, so that somebody else wrote the ones or deleted the other; a checkpoint
    /// that was kept elsewhere tells which. Where something else is wrong with the checkpoints, or entries are missing, that
    /// is why.
    mutating func reportUnsigned() {
        let explaining: [JournalProblem.Kind] = [.missing, .root, .checkpoint]
        guard stored < size, !verification.problems.contains(where: { explaining.contains($0.kind) }) else { return }
        let signed = size - verification.unsigned
        if signed > stored {
            report(
                .checkpoint, entry: signed - 1,
                "\(Self.name(signed)) was deleted here; the one that was kept elsewhere shows that these are as they were signed")
        }
        guard signed < size else { return }
        report(
            .entry, entry: signed,
            "\(signed) entries were signed for, and there are \(size): those behind were not written by firebreak, "
                + "or checkpoints were deleted")
    }

    private mutating func skip(to position: Int64) {
        hasGap = true
        let last = position - 1
        report(
            .missing, entry: size, size == last ? "entry \(last) is missing" : "entries \(size) to \(last) are missing")
    }

    private mutating func read(_ leaf: [UInt8], _ position: Int64) -> JournalEntry? {
        do {
            let entry = try JournalLeaf.decode(leaf, position: position)
            if entry.position != position {
                isInDisorder = true
                report(.entry, entry: position, "entry \(position) says of itself that it is entry \(entry.position)")
            }
            return entry
        } catch {
            report(.entry, entry: position, error.message)
            return nil
        }
    }

    /// The first entry names the key; where the caller gave one, it must be that.
    private mutating func checkFounding(_ entry: JournalEntry?) {
        guard let entry else { return }
        guard entry.kind == JournalKind.created, let named = entry.details["publicKey"]?.stringValue,
            let founder = try? CheckpointVerifier(verifierKey: named)
        else {
            report(.entry, entry: 0, "the first entry does not name the journal's key")
            return
        }
        if let verifier, verifier.verifierKey != named {
            report(.entry, entry: 0, "the first entry names another key than the one given")
        }
        verifier = verifier ?? founder
    }

    private mutating func compareRoots() {
        while let (next, isStored) = pending.last, next.size <= frontier.size {
            pending.removeLast()
            guard verified(next), next.size == frontier.size else { continue }
            if next.root == frontier.root {
                if next.size > agreed.last { agreed = (next.size, agreed.last) }
                verification.checkpoints += 1
                verification.checkpoint = next
                if isStored { stored = max(stored, next.size) }
            } else if !disagreed {
                // Every later root differs as well, so only the first is told.
                disagreed = true
                let first = agreed.last < next.size ? agreed.last : agreed.before
                let last = next.size - 1
                let which = first >= last ? "entry \(last) is not the one" : "entries \(first) to \(last) are not those"
                report(.root, entry: min(first, last), "\(which) that the checkpoint of \(next.size) was signed for")
            }
        }
    }

    private mutating func verified(_ checkpoint: Checkpoint) -> Bool {
        guard let verifier else {
            report(.checkpoint, "\(Self.name(checkpoint.size)) cannot be verified: there is no key")
            return false
        }
        do {
            _ = try verifier.checkpoint(checkpoint.note)
            return true
        } catch {
            report(.checkpoint, entry: max(0, checkpoint.size - 1), "\(Self.name(checkpoint.size)): \(error.message)")
            return false
        }
    }

    private static func name(_ size: Int64?) -> String {
        size.map { "the checkpoint of \($0) \($0 == 1 ? "entry" : "entries")" } ?? "a checkpoint that was handed in"
    }
}

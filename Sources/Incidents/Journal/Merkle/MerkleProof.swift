/// Checking proofs without the tree (RFC 9162 §2.1.3.2 and §2.1.4.2; the proofs are those of RFC 6962).
public enum MerkleProof {
    /// Whether a leaf stands at `index` in the tree of `size` leaves with this root.
    public static func verifyInclusion(
        leafHash: [UInt8], index: Int64, size: Int64, root: [UInt8], proof: [[UInt8]]
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var position = index
        var last = size - 1
        var hash = leafHash
        for step in proof {
            if last == 0 { return false }
            if position & 1 == 1 || position == last {
                hash = MerkleHash.node(step, hash)
                while position & 1 == 0 && position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                hash = MerkleHash.node(hash, step)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether the tree of `older` leaves is a beginning of the one of `newer` leaves.
    public static func verifyConsistency(
        older: Int64, olderRoot: [UInt8], newer: Int64, newerRoot: [UInt8], proof: [[UInt8]]
    ) -> Bool {
        guard older > 0, older <= newer else { return false }
        if older == newer { return proof.isEmpty && olderRoot == newerRoot }
        var steps = proof[...]
        // A complete older tree is itself a node of the newer one, and is left out of the proof.
        let isComplete = older & (older - 1) == 0
        guard let seed = isComplete ? olderRoot : steps.popFirst() else { return false }
        var position = older - 1
        var last = newer - 1
        while position & 1 == 1 {
            position >>= 1
            last >>= 1
        }
        var olderHash = seed
        var newerHash = seed
        for step in steps {
            if last == 0 { return false }
            if position & 1 == 1 || position == last {
                olderHash = MerkleHash.node(step, olderHash)
                newerHash = MerkleHash.node(step, newerHash)
                while position & 1 == 0 && position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                newerHash = MerkleHash.node(newerHash, step)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 && olderHash == olderRoot && newerHash == newerRoot
    }
}

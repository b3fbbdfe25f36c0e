/// A Merkle tree (RFC 6962 §2.1) of `size` leaves whose complete subtrees are kept somewhere: every root and proof
/// needs only O(log size) of them.
struct MerkleTree {
    /// How many leaves it has.
    let size: Int64
    /// The hash of the complete subtree of 2^level leaves that begins at leaf position · 2^level.
    let subtree: (_ level: Int, _ position: Int64) throws -> [UInt8]

    /// The Merkle Tree Hash of all leaves.
    func root() throws -> [UInt8] { try hash(from: 0, count: size) }

    /// The hashes beside the way from a leaf up to the root (RFC 6962 §2.1.1, PATH), lowest first.
    func inclusionProof(_ index: Int64) throws -> [[UInt8]] {
        precondition((0..<size).contains(index), "the leaf lies outside the tree")
        var proof: [[UInt8]] = []
        var from: Int64 = 0
        var count = size
        while count > 1 {
            let left = Self.largestPowerOfTwo(below: count)
            if index < from + left {
                proof.append(try hash(from: from + left, count: count - left))
                count = left
            } else {
                proof.append(try hash(from: from, count: left))
                from += left
                count -= left
            }
        }
        return proof.reversed()
    }

    /// What shows that the tree of the first `older` leaves is a beginning of this one (RFC 6962 §2.1.2, PROOF).
    func consistencyProof(from older: Int64) throws -> [[UInt8]] {
        precondition((1...size).contains(older), "the older tree must be a part of this one, and not empty")
        var proof: [[UInt8]] = []
        var from: Int64 = 0
        var count = size
        var known = older
        var isOlderRoot = true
        while known < count {
            let left = Self.largestPowerOfTwo(below: count)
            if known <= left {
                proof.append(try hash(from: from + left, count: count - left))
                count = left
            } else {
                proof.append(try hash(from: from, count: left))
                from += left
                known -= left
                count -= left
                isOlderRoot = false
            }
        }
        if !isOlderRoot { proof.append(try hash(from: from, count: count)) }
        return proof.reversed()
    }

    /// The hash of `count` leaves from `from`, which begins where a subtree of the tree begins.
    private func hash(from: Int64, count: Int64) throws -> [UInt8] {
        if count == 0 { return MerkleHash.empty }
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            return try subtree(level, from >> Int64(level))
        }
        let left = Self.largestPowerOfTwo(below: count)
        return MerkleHash.node(
            try hash(from: from, count: left), try hash(from: from + left, count: count - left))
    }

    private static func largestPowerOfTwo(below count: Int64) -> Int64 {
        1 << Int64(Int64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}

/// The right edge of a growing Merkle tree: the roots of its complete subtrees, which are all that appending needs.
struct MerkleFrontier: Sendable, Equatable {
    /// A complete subtree: 2^level leaves from leaf position · 2^level.
    struct Node: Sendable, Equatable {
        let level: Int
        let position: Int64
        let hash: [UInt8]
    }

    /// How many leaves the tree has.
    private(set) var size: Int64 = 0
    /// The largest subtree first.
    private var peaks: [Node] = []

    /// A tree without leaves.
    init() {}

    /// The edge of a tree that is kept somewhere.
    init(_ tree: MerkleTree) throws {
        size = tree.size
        var from: Int64 = 0
        for level in (0..<Int64.bitWidth - 1).reversed() where size & (1 << Int64(level)) != 0 {
            let position = from >> Int64(level)
            peaks.append(Node(level: level, position: position, hash: try tree.subtree(level, position)))
            from += 1 << Int64(level)
        }
    }

    /// Adds a leaf, and to `completed` those of the subtrees above it that it completes, lowest first, whose level is a
    /// multiple of `levelsApart`.
    mutating func append(
        leafHash: [UInt8], _ hasher: MerkleHasher, levelsApart: Int = 1, into completed: inout [Node]
    ) {
        var node = Node(level: 0, position: size, hash: leafHash)
        while let left = peaks.last, left.level == node.level {
            peaks.removeLast()
            node = Node(level: node.level + 1, position: node.position >> 1, hash: hasher.node(left.hash, node.hash))
            if node.level.isMultiple(of: levelsApart) { completed.append(node) }
        }
        peaks.append(node)
        size += 1
    }

    /// Adds a leaf and returns the subtrees above it that it completes, lowest first.
    mutating func append(leafHash: [UInt8]) -> [Node] {
        var completed: [Node] = []
        append(leafHash: leafHash, MerkleHasher(), into: &completed)
        return completed
    }

    /// The Merkle Tree Hash of all leaves so far.
    var root: [UInt8] {
        guard var hash = peaks.last?.hash else { return MerkleHash.empty }
        for peak in peaks.dropLast().reversed() { hash = MerkleHash.node(peak.hash, hash) }
        return hash
    }
}

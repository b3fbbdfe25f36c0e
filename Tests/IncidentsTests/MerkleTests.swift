import Basics
import Cryptography
import Testing

@testable import Incidents

/// Figures of certificate-transparency's reference implementation (merkle_tree_test.cc) and of a second
/// implementation, written in Python after RFC 6962 §2.1 alone.
@Suite struct MerkleTests {
    static let leaves: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], Array(0x40...0x43), Array(0x50...0x57), Array(0x60...0x6F),
    ]
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test(arguments: 0...8)
    func rootsAreThePublishedOnes(_ size: Int) throws {
        let store = Subtrees(Array(Self.leaves[..<size]))
        #expect(Hexadecimal.encode(store.frontier.root) == Self.roots[size])
        #expect(Hexadecimal.encode(try store.tree(size).root()) == Self.roots[size])
    }

    static let paths: [(index: Int64, size: Int, hashes: [String])] = [
        (0, 1, []),
        (
            0, 8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        ),
        (
            5, 8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1, 5,
            [
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        ),
    ]

    @Test(arguments: paths)
    func pathsAreThePublishedOnes(_ row: (index: Int64, size: Int, hashes: [String])) throws {
        let proof = try Subtrees(Self.leaves).tree(row.size).inclusionProof(row.index)
        #expect(proof.map { Hexadecimal.encode($0) } == row.hashes)
    }

    static let consistencies: [(older: Int64, newer: Int, hashes: [String])] = [
        (1, 1, []),
        (
            1, 8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        ),
        (
            6, 8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
        (
            2, 5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        ),
    ]

    @Test(arguments: consistencies)
    func consistencyProofsAreThePublishedOnes(_ row: (older: Int64, newer: Int, hashes: [String])) throws {
        let proof = try Subtrees(Self.leaves).tree(row.newer).consistencyProof(from: row.older)
        #expect(proof.map { Hexadecimal.encode($0) } == row.hashes)
    }

    /// Leaf i is the decimal text of i. For n = 1…40 every path, then every consistency proof, all hashes one after
    /// the other: their SHA-256 was reckoned in Python.
    @Test func everyProofUpToFortyLeavesIsThatOfASecondImplementation() throws {
        let store = Subtrees((0..<40).map { Array("\($0)".utf8) })
        var bytes: [UInt8] = []
        for size in 1...40 {
            let tree = store.tree(size)
            for index in 0..<Int64(size) { bytes += try tree.inclusionProof(index).joined() }
            for older in 1...Int64(size) { bytes += try tree.consistencyProof(from: older).joined() }
        }
        #expect(bytes.count == 251_104)
        let digest = Hexadecimal.encode(SHA256.hash(bytes))
        #expect(digest == "53079386ebc032c654e06dd801460f1afc4b4cfd43d533383c44b75fb4910827")
    }

    @Test func everyProofVerifiesAndNoOtherDoes() throws {
        let store = Subtrees((0..<20).map { Array("\($0)".utf8) })
        for size in 1...Int64(20) {
            let tree = store.tree(Int(size))
            let root = try tree.root()
            for index in 0..<size {
                let leafHash = store.hash(0, index)
                let proof = try tree.inclusionProof(index)
                func holds(_ leafHash: [UInt8], _ index: Int64, _ size: Int64, _ proof: [[UInt8]]) -> Bool {
                    MerkleProof.verifyInclusion(leafHash: leafHash, index: index, size: size, root: root, proof: proof)
                }
                #expect(holds(leafHash, index, size, proof))
                #expect(!holds(MerkleHash.leaf([1]), index, size, proof))
                #expect(!holds(leafHash, index, size, proof + [root]))
                #expect(!holds(leafHash, size, size, proof) && !holds(leafHash, -1, size, proof))
                for position in proof.indices {
                    #expect(!holds(leafHash, index, size, Self.flipped(proof, position)))
                    #expect(!holds(leafHash, index, size, Array(proof[..<position])))
                }
                for other in 0..<size where other != index { #expect(!holds(leafHash, other, size, proof)) }
            }
        }
    }

    @Test func everyConsistencyProofVerifiesAndNoOtherDoes() throws {
        let store = Subtrees((0..<20).map { Array("\($0)".utf8) })
        for newer in 1...Int64(20) {
            let tree = store.tree(Int(newer))
            let root = try tree.root()
            for older in 1...newer {
                let olderRoot = try store.tree(Int(older)).root()
                let proof = try tree.consistencyProof(from: older)
                func holds(_ older: Int64, _ olderRoot: [UInt8], _ root: [UInt8], _ proof: [[UInt8]]) -> Bool {
                    MerkleProof.verifyConsistency(
                        older: older, olderRoot: olderRoot, newer: newer, newerRoot: root, proof: proof)
                }
                #expect(holds(older, olderRoot, root, proof))
                #expect(!holds(older, MerkleHash.leaf([1]), root, proof))
                #expect(!holds(older, olderRoot, MerkleHash.leaf([1]), proof))
                #expect(!holds(older, olderRoot, root, proof + [root]))
                #expect(!holds(0, olderRoot, root, proof) && !holds(newer + 1, olderRoot, root, proof))
                for position in proof.indices {
                    #expect(!holds(older, olderRoot, root, Self.flipped(proof, position)))
                    #expect(!holds(older, olderRoot, root, Array(proof[..<position])))
                }
            }
        }
    }

    @Test func aFrontierTakenFromStorageGoesOnAsIfItHadNeverStopped() throws {
        let leaves: [[UInt8]] = (0..<33).map { Array("\($0)".utf8) }
        let store = Subtrees(leaves)
        for size in 0..<33 {
            var frontier = try MerkleFrontier(store.tree(size))
            for leaf in leaves[size...] { _ = frontier.append(leafHash: MerkleHash.leaf(leaf)) }
            #expect(frontier.root == store.frontier.root)
            #expect(frontier.size == 33)
        }
    }

    private static func flipped(_ proof: [[UInt8]], _ position: Int) -> [[UInt8]] {
        var changed = proof
        changed[position][position % 32] ^= 1
        return changed
    }
}

/// Every complete subtree of some leaves, as `MerkleFrontier` hands them out.
struct Subtrees {
    private(set) var frontier = MerkleFrontier()
    private var hashes: [[Int64]: [UInt8]] = [:]

    init(_ leaves: [[UInt8]]) {
        for (index, leaf) in leaves.enumerated() {
            let leafHash = MerkleHash.leaf(leaf)
            hashes[[0, Int64(index)]] = leafHash
            for node in frontier.append(leafHash: leafHash) { hashes[[Int64(node.level), node.position]] = node.hash }
        }
    }

    func hash(_ level: Int, _ position: Int64) -> [UInt8] { hashes[[Int64(level), position]] ?? [] }

    func tree(_ size: Int) -> MerkleTree { MerkleTree(size: Int64(size)) { level, position in hash(level, position) } }
}

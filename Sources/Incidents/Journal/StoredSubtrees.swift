import State

/// The hashes of a journal's subtrees, from the database: those of the leaves and of every fourth level are kept there,
/// and the levels between are made again from the up to sixteen below.
final class StoredSubtrees {
    /// Of the levels above the leaves, those that are multiples of this are kept.
    static let levelsApart = 4

    /// Sixteen neighbours on a level that is kept.
    private struct Tile: Hashable {
        let level: Int
        let index: Int64
    }

    private let session: any DatabaseSession
    private let size: Int64
    private let hasher = MerkleHasher()
    private var tiles: [Tile: [[UInt8]]] = [:]

    /// Those of the first `size` leaves. What is missing or damaged throws `JournalError.disagrees`.
    init(_ session: any DatabaseSession, size: Int64) {
        self.session = session
        self.size = size
    }

    /// The hash of the complete subtree of 2^level leaves that begins at leaf position · 2^level.
    func hash(_ level: Int, _ position: Int64) throws -> [UInt8] {
        let above = level % Self.levelsApart
        let first = position << Int64(above)
        let hashes = try tile(Tile(level: level - above, index: first >> Int64(Self.levelsApart)))
        let start = Int(first & ((1 << Int64(Self.levelsApart)) - 1))
        guard start + (1 << above) <= hashes.count else { throw JournalError.disagrees(size: size) }
        var row = Array(hashes[start..<start + (1 << above)])
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { hasher.node(row[$0], row[$0 + 1]) }
        }
        return row[0]
    }

    /// What the whole tree's right edge is made from, whatever its size is: of each level that is kept the sixteen
    /// neighbours that are not complete yet. Levels beyond those of four thousand million entries are asked one by one.
    static let edge: SQLQuery = {
        let size = "(SELECT size FROM tree)"
        let nodes = stride(from: levelsApart, through: 28, by: levelsApart).map { level in
            """
            UNION ALL SELECT level, position, hash FROM journal_nodes
            WHERE level = \(level) AND position >= (\(size) >> \(level + levelsApart)) << \(levelsApart)
            """
        }
        return SQLQuery(
            """
            WITH tree AS (SELECT COALESCE(MAX(position) + 1, 0) AS size FROM journal_entries
                WHERE position < \(Int64.max))
            SELECT 0 AS level, position, leaf_hash AS hash FROM journal_entries
            WHERE position >= (\(size) >> \(levelsApart)) << \(levelsApart)
            \(nodes.joined(separator: "\n")) ORDER BY level, position
            """)
    }()

    /// Reads at once what the tree's right edge is made from, where it is the whole tree.
    func readEdge() throws {
        var levels: [Int: [SQLRow]] = [:]
        for row in try session.query(Self.edge.sql, []) { levels[Int(try row.integer("level")), default: []].append(row) }
        var level = 0
        while size >> Int64(level) > 0, level <= 28 {
            let tile = Tile(level: level, index: size >> Int64(level + Self.levelsApart))
            tiles[tile] = hashes(of: tile, levels[level] ?? [])
            level += Self.levelsApart
        }
    }

    private func tile(_ tile: Tile) throws -> [[UInt8]] {
        if let known = tiles[tile] { return known }
        let query = query(tile)
        let found = hashes(of: tile, try session.query(query.sql, query.parameters))
        tiles[tile] = found
        return found
    }

    private func first(of tile: Tile) -> Int64 { tile.index << Int64(Self.levelsApart) }

    private func query(_ tile: Tile) -> SQLQuery {
        let first = first(of: tile)
        let end = min(first + (1 << Int64(Self.levelsApart)), size >> Int64(tile.level))
        return tile.level == 0
            ? SQLQuery(
                """
                SELECT position, leaf_hash AS hash FROM journal_entries
                WHERE position >= $1 AND position < $2 ORDER BY position
                """, [.integer(first), .integer(end)])
            : SQLQuery(
                """
                SELECT position, hash FROM journal_nodes
                WHERE level = $3 AND position >= $1 AND position < $2 ORDER BY position
                """, [.integer(first), .integer(end), .integer(Int64(tile.level))])
    }

    /// Up to the first that is missing or damaged.
    private func hashes(of tile: Tile, _ rows: [SQLRow]) -> [[UInt8]] {
        var hashes: [[UInt8]] = []
        for (offset, row) in rows.enumerated() {
            guard row["position"] == .integer(first(of: tile) + Int64(offset)), case .blob(let hash) = row["hash"],
                hash.count == MerkleHash.byteCount
            else { break }
            hashes.append(hash)
        }
        return hashes
    }
}

internal import Basics
import Cryptography

/// What the tables of a state hold: how many rows, and a digest that does not depend on the database or on the order.
public struct StateContents: Sendable, Equatable {
    /// One table's.
    public struct Table: Sendable, Equatable, Encodable {
        /// Its name.
        public let name: String
        /// How many rows it has.
        public let rows: Int64
        /// The sum of the rows' SHA-256 in four lanes of 64 bits, in hexadecimal.
        public let digest: String
    }

    /// Every table, in the order of the migrations.
    public let tables: [Table]

    /// How many rows there are in all.
    public var rows: Int64 { tables.reduce(0) { $0 + $1.rows } }

    /// The tables whose rows or digests are not the same in another.
    public func differences(from other: StateContents) -> [String] {
        zip(tables, other.tables).filter { $0 != $1 }.map { $0.0.name }
    }
}

/// Adds up the rows of a table.
struct StateSum {
    private(set) var rows: Int64 = 0
    private var lanes: [UInt64] = [0, 0, 0, 0]

    /// Adds a row: each value by its type, its length and its bytes.
    mutating func add(_ row: [SQLValue]) {
        var bytes: [UInt8] = []
        func append(_ tag: Character, _ number: UInt64) {
            bytes.append(tag.asciiValue ?? 0)
            withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
        }
        for value in row {
            switch value {
            case .null: append("n", 0)
            case .integer(let number): append("i", UInt64(bitPattern: number))
            case .text(let text):
                append("t", UInt64(text.utf8.count))
                bytes += text.utf8
            case .blob(let blob):
                append("b", UInt64(blob.count))
                bytes += blob
            }
        }
        let hash = SHA256.hash(bytes)
        for (lane, start) in stride(from: 0, to: 32, by: 8).enumerated() {
            lanes[lane] &+= hash[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        rows += 1
    }

    /// The table's part of the contents.
    func finished(_ table: StateTable) -> StateContents.Table {
        let bytes = lanes.flatMap { lane in (0..<8).map { UInt8(truncatingIfNeeded: lane >> (56 - 8 * UInt64($0))) } }
        return .init(name: table.name, rows: rows, digest: Hexadecimal.encode(bytes))
    }
}

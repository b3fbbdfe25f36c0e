/// The values of one column for many rows.
public enum SQLColumn: Sendable {
    /// Numbers.
    case integers([Int64])
    /// Texts; nil stands for no value.
    case texts([String?])
    /// Byte strings.
    case blobs(SQLBlobs)

    /// How many rows there are.
    public var count: Int {
        switch self {
        case .integers(let numbers): numbers.count
        case .texts(let texts): texts.count
        case .blobs(let blobs): blobs.count
        }
    }
}

extension SQLColumn {
    /// How many rows the columns make; nil for none. Throws where they are not of one length.
    static func rows(_ columns: [SQLColumn]) throws(StateError) -> Int? {
        let rows = columns.first?.count ?? 0
        guard columns.allSatisfy({ $0.count == rows }) else { throw .statement("columns of different lengths") }
        return rows == 0 ? nil : rows
    }
}

/// Many byte strings, one behind the other in the same memory: a million of them need not be a million allocations.
public struct SQLBlobs: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    /// None yet.
    public init() {}

    /// How many there are.
    public var count: Int { ends.count }
    /// How many bytes they have together.
    public var byteCount: Int { bytes.count }

    /// Adds the bytes that `body` appends.
    public mutating func append(with body: (inout [UInt8]) -> Void) {
        body(&bytes)
        ends.append(bytes.count)
    }

    /// Adds a byte string.
    public mutating func append(_ blob: [UInt8]) {
        bytes += blob
        ends.append(bytes.count)
    }

    /// One of them.
    public subscript(index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }
}

/// Keys one after the other in one piece of memory, 4 GiB at most: a hundred thousand of them make no hundred thousand
/// allocations.
struct KeyList: Sendable {
    private(set) var bytes: [UInt8] = []
    private var ends: [UInt32] = []

    /// How many keys it holds.
    var count: Int { ends.count }
    var isEmpty: Bool { ends.isEmpty }
    /// The memory it takes, about, in bytes.
    var byteCount: Int { bytes.count + ends.count * MemoryLayout<UInt32>.size }

    /// Takes a copy of a key.
    mutating func append(_ key: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: key)
        ends.append(UInt32(bytes.count))
    }

    /// Takes a copy of a key.
    mutating func append(_ key: some Collection<UInt8>) {
        bytes.append(contentsOf: key)
        ends.append(UInt32(bytes.count))
    }

    /// Forgets the keys and keeps the memory.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Where a key stands in `bytes`.
    func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index]) }

    /// A key as an array of its own.
    subscript(index: Int) -> [UInt8] { Array(bytes[range(index)]) }

    /// Lends a key's bytes.
    func withKey<R>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range(index)])) }
    }
}

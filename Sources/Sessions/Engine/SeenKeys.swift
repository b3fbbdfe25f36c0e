#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Remembers which keys were seen, up to 1.5 million of them in 8 MiB; of more it forgets the later ones.
///
/// A table of two million slots, in which a key's hash says its slot and a further 32 bits tell it from the keys of
/// the slots around: of a million keys, with a chance of one in two thousand one is taken for another. The system gives
/// the table's memory only as it is used.
final class SeenKeys {
    private static let slotCount = 1 << 21
    private static let limit = slotCount / 4 * 3
    private let slots: UnsafeMutablePointer<UInt32>?
    private(set) var count = 0

    init() { slots = calloc(Self.slotCount, MemoryLayout<UInt32>.size)?.assumingMemoryBound(to: UInt32.self) }

    deinit { free(slots) }

    /// Takes a key in. False where it was there already.
    func insert(_ key: UnsafeRawBufferPointer) -> Bool {
        guard let (slot, mark) = find(key) else { return true }
        if slot.pointee != 0 { return false }
        if count < Self.limit {
            slot.pointee = mark
            count += 1
        }
        return true
    }

    /// Whether a key was taken in.
    func contains(_ key: UnsafeRawBufferPointer) -> Bool { find(key).map { $0.slot.pointee != 0 } ?? false }

    /// Where a key stands, or the free slot where it would: the next ones are tried until then. The hash is keyed anew
    /// in each process (SipHash), so that nobody can make keys that collide. A mark of 0 is a free slot.
    private func find(_ key: UnsafeRawBufferPointer) -> (slot: UnsafeMutablePointer<UInt32>, mark: UInt32)? {
        guard let slots else { return nil }
        var hasher = Hasher()
        hasher.combine(bytes: key)
        let hash = UInt64(bitPattern: Int64(hasher.finalize()))
        let mark = max(1, UInt32(truncatingIfNeeded: hash >> 32))
        var slot = Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
        while slots[slot] != 0 && slots[slot] != mark { slot = (slot + 1) & (Self.slotCount - 1) }
        return (slots + slot, mark)
    }
}

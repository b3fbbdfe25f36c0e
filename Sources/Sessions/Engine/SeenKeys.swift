internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Remembers which keys were seen, up to 1.5 million of them in 8 MiB; of more it forgets the later ones. Several threads
/// may use it at once, so that a session which two nodes of a cluster show is met once.
///
/// A table of two million slots, in which a key's hash says its slot and a further 32 bits tell it from the keys of
/// the slots around: of a million keys, with a chance of one in two thousand one is taken for another. The system gives
/// the table's memory only as it is used. Slots are filled and never emptied, so each is claimed by one exchange.
final class SeenKeys: Sendable {
    private static let slotCount = 1 << 21
    private static let limit = slotCount / 4 * 3
    // safe because it never changes, and the slots are made for several threads
    nonisolated(unsafe) private let slots: UnsafeMutablePointer<Atomic<UInt32>>?
    private let filled = Atomic(0)

    /// How many keys it remembers.
    var count: Int { filled.load(ordering: .relaxed) }

    init() {
        // A zeroed atomic integer is one that holds 0.
        slots = calloc(Self.slotCount, MemoryLayout<UInt32>.size)?
            .bindMemory(to: Atomic<UInt32>.self, capacity: Self.slotCount)
    }

    deinit { free(slots) }

    /// Takes a key in. False where it was there already.
    func insert(_ key: UnsafeRawBufferPointer) -> Bool {
        guard let slots else { return true }
        var (slot, mark) = Self.place(of: key)
        while true {
            var found = slots[slot].load(ordering: .relaxed)
            if found == 0 {
                guard count < Self.limit else { return true }
                let claim = slots[slot].compareExchange(expected: 0, desired: mark, ordering: .relaxed)
                if claim.exchanged {
                    filled.add(1, ordering: .relaxed)
                    return true
                }
                found = claim.original
            }
            if found == mark { return false }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
    }

    /// Whether a key was taken in.
    func contains(_ key: UnsafeRawBufferPointer) -> Bool {
        guard let slots else { return false }
        var (slot, mark) = Self.place(of: key)
        while true {
            let found = slots[slot].load(ordering: .relaxed)
            if found == 0 || found == mark { return found == mark }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
    }

    /// Where the search for a key begins, and what stands there if it is found. The hash is keyed anew in each process
    /// (SipHash), so that nobody can make keys that collide. A mark of 0 is a free slot.
    private static func place(of key: UnsafeRawBufferPointer) -> (slot: Int, mark: UInt32) {
        var hasher = Hasher()
        hasher.combine(bytes: key)
        let hash = UInt64(bitPattern: Int64(hasher.finalize()))
        return (Int(truncatingIfNeeded: hash) & (slotCount - 1), max(1, UInt32(truncatingIfNeeded: hash >> 32)))
    }
}

/// Remembers which keys were seen, by a hash of 64 bits, in at most 16 MiB: up to 1.5 million keys exactly (but for a
/// chance of one in ten million that two of a million keys share a hash), of more it forgets the later ones.
struct SeenKeys: Sendable {
    private static let maximumSlots = 1 << 21
    private var slots: [UInt64] = []
    private(set) var count = 0
    /// True where a key was not taken in because there was no room.
    private(set) var isFull = false

    /// Takes a key in. False where it was there already.
    mutating func insert(_ key: UnsafeRawBufferPointer) -> Bool {
        if count * 4 >= slots.count * 3 { grow() }
        let hash = Self.hash(key)
        let slot = place(of: hash)
        if slots[slot] == hash { return false }
        guard count * 4 < slots.count * 3 else {
            isFull = true
            return true
        }
        slots[slot] = hash
        count += 1
        return true
    }

    /// Whether a key was taken in.
    func contains(_ key: UnsafeRawBufferPointer) -> Bool {
        guard !slots.isEmpty else { return false }
        let hash = Self.hash(key)
        return slots[place(of: hash)] == hash
    }

    /// Where a hash stands, or the free slot where it would: the next ones are tried until then.
    private func place(of hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 && slots[slot] != hash { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        guard slots.count < Self.maximumSlots else { return }
        let old = slots
        slots = [UInt64](repeating: 0, count: max(1024, old.count * 2))
        for hash in old where hash != 0 { slots[place(of: hash)] = hash }
    }

    /// Keyed anew in each process (SipHash), so that nobody can make keys that collide; never 0, which marks a free slot.
    private static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: key)
        let hash = UInt64(bitPattern: Int64(hasher.finalize()))
        return hash == 0 ? 1 : hash
    }
}

/// Random numbers that are the same each time (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A number below a bound, which is not 0.
    mutating func next(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count { withUnsafeBytes(of: next()) { bytes += $0 } }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// A value with some bytes changed, left out, doubled, or taken from another.
    mutating func change(_ value: [UInt8], others: [[UInt8]]) -> [UInt8] {
        var bytes = value
        for _ in 0..<(1 + next(4)) {
            guard !bytes.isEmpty else { return bytes }
            let place = next(bytes.count)
            switch next(6) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
            case 1: bytes[place] ^= 1 << UInt8(next(8))
            case 2: bytes.removeLast(bytes.count - place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + next(8)))
            case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + next(32))], at: place)
            default:
                let other = others[next(others.count)]
                guard !other.isEmpty else { continue }
                let from = next(other.count)
                bytes.replaceSubrange(place..., with: other[from...])
            }
        }
        return bytes
    }
}

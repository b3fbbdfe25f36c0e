import TestSupport

extension SeededNumbers {
    /// A value with some bytes changed, left out, doubled, or taken from another.
    mutating func change(_ value: [UInt8], others: [[UInt8]]) -> [UInt8] {
        var bytes = value
        for _ in 0..<(1 + next(below: 4)) {
            guard !bytes.isEmpty else { return bytes }
            let place = next(below: bytes.count)
            switch next(below: 6) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
            case 1: bytes[place] ^= 1 << UInt8(next(below: 8))
            case 2: bytes.removeLast(bytes.count - place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + next(below: 8)))
            case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + next(below: 32))], at: place)
            default:
                let other = others[next(below: others.count)]
                guard !other.isEmpty else { continue }
                let from = next(below: other.count)
                bytes.replaceSubrange(place..., with: other[from...])
            }
        }
        return bytes
    }
}

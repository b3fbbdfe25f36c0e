/// Whole numbers of any length as languages write them, turned into a value: an integer where 64 bits hold it, else the
/// text of its decimal digits.
enum BigInteger {
    /// The longest number that is taken, in bytes; its digits take the square of its length to find.
    private static let longest = 128

    /// A two's complement number, its lowest byte first. Nil where it is too long.
    static func value(twosComplement bytes: UnsafeRawBufferPointer) -> DecodedValue? {
        guard let last = bytes.last else { return .integer(0) }
        guard last >= 0x80 else { return value(magnitude: Array(bytes), isNegative: false) }
        guard bytes.count <= longest else { return nil }
        var carry = true
        let magnitude = bytes.map { byte -> UInt8 in
            let flipped = ~byte
            guard carry else { return flipped }
            carry = flipped == 0xFF
            return flipped &+ 1
        }
        return value(magnitude: magnitude + (carry ? [1] : []), isNegative: true)
    }

    /// A number by its sign and magnitude, the lowest byte first. Nil where it is too long.
    static func value(magnitude bytes: [UInt8], isNegative: Bool) -> DecodedValue? {
        var magnitude = bytes
        while magnitude.last == 0 { magnitude.removeLast() }
        guard magnitude.count <= longest else { return nil }
        if magnitude.count <= 8 {
            let number = magnitude.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            if !isNegative { return DecodedValue(number) }
            if number <= UInt64(Int64.max) + 1 { return .integer(Int64(truncatingIfNeeded: 0 &- number)) }
        }
        return .text((isNegative ? [UInt8(ascii: "-")] : []) + digits(magnitude))
    }

    private static func digits(_ magnitude: [UInt8]) -> [UInt8] {
        var rest = magnitude
        var digits: [UInt8] = []
        while !rest.isEmpty {
            var remainder = 0
            for index in rest.indices.reversed() {
                let part = remainder << 8 | Int(rest[index])
                rest[index] = UInt8(part / 10)
                remainder = part % 10
            }
            digits.append(0x30 + UInt8(remainder))
            while rest.last == 0 { rest.removeLast() }
        }
        return digits.reversed()
    }
}

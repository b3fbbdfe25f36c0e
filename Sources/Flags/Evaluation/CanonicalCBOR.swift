internal import JSON

/// JSON values in CBOR, each in the one shortest way (RFC 8949 §4.2.1). A number without a fraction is an integer.
enum CanonicalCBOR {
    static func encode(_ value: JSONValue) -> [UInt8] {
        switch value {
        case .null: [0xF6]
        case .bool(let value): [value ? 0xF5 : 0xF4]
        case .integer(let number): encode(number)
        case .double(let number): encode(number)
        case .string(let text): head(3, UInt64(text.utf8.count)) + Array(text.utf8)
        case .array(let items): head(4, UInt64(items.count)) + items.flatMap(encode)
        case .object(let members):
            head(5, UInt64(members.count))
                + members.map { (encode(.string($0.key)), encode($0.value)) }
                .sorted { $0.0.lexicographicallyPrecedes($1.0) }.flatMap { $0.0 + $0.1 }
        }
    }

    private static func encode(_ number: Int64) -> [UInt8] {
        number < 0 ? head(1, UInt64(-1 - number)) : head(0, UInt64(number))
    }

    private static func encode(_ number: Double) -> [UInt8] {
        if let whole = Int64(exactly: number) { return encode(whole) }
        if let whole = UInt64(exactly: number) { return head(0, whole) }
        let single = Float(number)
        guard Double(single) == number else { return [0xFB] + bigEndian(number.bitPattern) }
        let half = Float16(single)
        guard Float(half) == single else { return [0xFA] + bigEndian(single.bitPattern) }
        return [0xF9] + bigEndian(half.bitPattern)
    }

    /// The kind of an item and its number (RFC 8949 §3).
    private static func head(_ kind: UInt8, _ number: UInt64) -> [UInt8] {
        let kind = kind << 5
        if number < 24 { return [kind | UInt8(number)] }
        if let number = UInt8(exactly: number) { return [kind | 24, number] }
        if let number = UInt16(exactly: number) { return [kind | 25] + bigEndian(number) }
        if let number = UInt32(exactly: number) { return [kind | 26] + bigEndian(number) }
        return [kind | 27] + bigEndian(number)
    }

    private static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        stride(from: Number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

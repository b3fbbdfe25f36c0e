/// A parameter of a statement, or a field of a row.
public enum PostgresValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])
}

extension PostgresValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension PostgresValue {
    /// The types that have a case of their own, by their numbers (src/include/catalog/pg_type.dat); all others are text
    /// as the server writes them.
    init(_ text: UnsafeBufferPointer<UInt8>, type: UInt32) throws(PostgresError) {
        switch type {
        case 16: self = unsafe .boolean(text.first == UInt8(ascii: "t"))
        case 20, 21, 23, 26:
            guard let number = unsafe Int64(String(decoding: text, as: UTF8.self)) else {
                throw .value("PostgreSQL sent a number that is none")
            }
            self = .integer(number)
        case 700, 701:
            guard let number = unsafe Double(String(decoding: text, as: UTF8.self)) else {
                throw .value("PostgreSQL sent a number that is none")
            }
            self = .double(number)
        case 17:
            guard let bytes = unsafe Self.bytes(text) else { throw .value("PostgreSQL sent bytes in another form than hex") }
            self = .bytes(bytes)
        default: self = unsafe .text(String(decoding: text, as: UTF8.self))
        }
    }

    /// Bytes in the hex form (PostgreSQL documentation, 8.4.1).
    private static func bytes(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard unsafe text.count >= 2 && text[0] == UInt8(ascii: "\\") && text[1] == UInt8(ascii: "x") else { return nil }
        let digits = unsafe text[2...]
        guard unsafe digits.count.isMultiple(of: 2) else { return nil }
        var isGood = true
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: digits.count / 2) { bytes, count in
            var index = unsafe digits.startIndex
            while unsafe index < digits.endIndex {
                let (high, low) = unsafe (digit(digits[index]), digit(digits[index + 1]))
                if high | low > 15 { isGood = false }
                unsafe bytes[count] = high << 4 | low & 15
                count += 1
                index += 2
            }
        }
        return isGood ? bytes : nil
    }

    /// The value of a digit as the server writes them, in small letters; 255 for anything else.
    @inline(__always) private static func digit(_ character: UInt8) -> UInt8 {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x61...0x66: character - 0x61 + 10
        default: 255
        }
    }
}

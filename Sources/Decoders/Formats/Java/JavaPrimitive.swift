extension ByteCursor {
    /// A primitive value by the letter of its type (§6.4.1, prim_typecode).
    mutating func javaPrimitive(_ type: UInt8) throws(DecodingFailure) -> DecodedValue {
        switch type {
        case UInt8(ascii: "B"): return .integer(Int64(Int8(bitPattern: try byte())))
        case UInt8(ascii: "C"):
            let unit = try bigEndian(UInt16.self)
            return .text(String(decoding: [unit], as: UTF16.self))
        case UInt8(ascii: "D"): return .number(Double(bitPattern: try bigEndian()))
        case UInt8(ascii: "F"): return .number(Double(Float(bitPattern: try bigEndian())))
        case UInt8(ascii: "I"): return .integer(Int64(try bigEndian(Int32.self)))
        case UInt8(ascii: "J"): return .integer(try bigEndian(Int64.self))
        case UInt8(ascii: "S"): return .integer(Int64(try bigEndian(Int16.self)))
        case UInt8(ascii: "Z"): return .boolean(try byte() != 0)
        default: throw .malformed
        }
    }
}

/// MessagePack (github.com/msgpack/msgpack, spec.md), every format of it. An extension is an object that stands for its
/// bytes; a timestamp has `seconds` and `nanoseconds`.
struct MessagePackDecoder: ValueDecoder {
    var name: String { Decoding.msgpack.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        var reader = MessagePackReader(cursor: ByteCursor(bytes), budget: try DecodingBudget(limits, for: bytes))
        let value = try reader.value(depth: 0)
        guard reader.cursor.isAtEnd else { throw .trailingBytes }
        return value
    }
}

private struct MessagePackReader {
    var cursor: ByteCursor
    var budget: DecodingBudget

    mutating func value(depth: Int) throws(DecodingFailure) -> DecodedValue {
        try budget.take()
        let format = try cursor.byte()
        switch format {
        case 0x00...0x7F: return .integer(Int64(format))
        case 0x80...0x8F: return try map(Int(format & 0x0F), depth)
        case 0x90...0x9F: return try list(Int(format & 0x0F), depth)
        case 0xA0...0xBF: return try text(Int(format & 0x1F))
        case 0xC0: return .null
        case 0xC2: return .boolean(false)
        case 0xC3: return .boolean(true)
        case 0xC4, 0xD9: return try text(length(UInt8.self))
        case 0xC5, 0xDA: return try text(length(UInt16.self))
        case 0xC6, 0xDB: return try text(length(UInt32.self))
        case 0xC7: return try `extension`(length(UInt8.self))
        case 0xC8: return try `extension`(length(UInt16.self))
        case 0xC9: return try `extension`(length(UInt32.self))
        case 0xCA: return .number(Double(Float(bitPattern: try cursor.bigEndian())))
        case 0xCB: return .number(Double(bitPattern: try cursor.bigEndian()))
        case 0xCC: return .integer(Int64(try cursor.byte()))
        case 0xCD: return .integer(Int64(try cursor.bigEndian(UInt16.self)))
        case 0xCE: return .integer(Int64(try cursor.bigEndian(UInt32.self)))
        case 0xCF: return DecodedValue(try cursor.bigEndian(UInt64.self))
        case 0xD0: return .integer(Int64(Int8(bitPattern: try cursor.byte())))
        case 0xD1: return .integer(Int64(try cursor.bigEndian(Int16.self)))
        case 0xD2: return .integer(Int64(try cursor.bigEndian(Int32.self)))
        case 0xD3: return .integer(try cursor.bigEndian(Int64.self))
        case 0xD4...0xD8: return try `extension`(1 << Int(format - 0xD4))
        case 0xDC: return try list(length(UInt16.self), depth)
        case 0xDD: return try list(length(UInt32.self), depth)
        case 0xDE: return try map(length(UInt16.self), depth)
        case 0xDF: return try map(length(UInt32.self), depth)
        case 0xE0...0xFF: return .integer(Int64(Int8(bitPattern: format)))
        default: throw .malformed
        }
    }

    private mutating func length<Number: FixedWidthInteger & BitwiseCopyable>(
        _: Number.Type
    ) throws(DecodingFailure) -> Int { Int(try cursor.bigEndian(Number.self)) }

    private mutating func text(_ count: Int) throws(DecodingFailure) -> DecodedValue {
        try budget.text(cursor.bytes(count))
    }

    private mutating func list(_ count: Int, _ depth: Int) throws(DecodingFailure) -> DecodedValue {
        try budget.check(depth: depth)
        guard count <= cursor.remaining else { throw .truncated }
        var items: [DecodedValue] = []
        items.reserveCapacity(DecodingBudget.room(for: count))
        for _ in 0..<count { items.append(try value(depth: depth + 1)) }
        return .list(items)
    }

    private mutating func map(_ count: Int, _ depth: Int) throws(DecodingFailure) -> DecodedValue {
        try budget.check(depth: depth)
        guard count <= cursor.remaining / 2 else { throw .truncated }
        var members = DecodedMap()
        members.reserve(DecodingBudget.room(for: count))
        for _ in 0..<count {
            let key = try value(depth: depth + 1)
            members.append(key, try value(depth: depth + 1))
        }
        return .map(members)
    }

    private mutating func `extension`(_ count: Int) throws(DecodingFailure) -> DecodedValue {
        let type = Int8(bitPattern: try cursor.byte())
        var payload = ByteCursor(try cursor.bytes(count))
        guard type == -1 else {
            return .object(
                className: "extension \(type)", members: DecodedMap(["": try budget.text(payload.rest())]))
        }
        let (seconds, nanoseconds) = try Self.timestamp(&payload)
        return .object(
            className: "timestamp",
            members: DecodedMap(["seconds": .integer(seconds), "nanoseconds": .integer(nanoseconds)]))
    }

    /// The three forms of the timestamp extension, told apart by their length.
    private static func timestamp(_ payload: inout ByteCursor) throws(DecodingFailure) -> (Int64, Int64) {
        switch payload.remaining {
        case 4: return (Int64(try payload.bigEndian(UInt32.self)), 0)
        case 8:
            let both = try payload.bigEndian(UInt64.self)
            return (Int64(both & 0x3_FFFF_FFFF), Int64(both >> 34))
        case 12:
            let nanoseconds = try payload.bigEndian(UInt32.self)
            return (try payload.bigEndian(Int64.self), Int64(nanoseconds))
        default: throw .malformed
        }
    }
}

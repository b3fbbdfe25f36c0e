/// What PHP's session module writes with the handler `php`: `name|value` again and again, the values as `serialize()`
/// writes them and numbered through (php-src, ext/session/session.c). It is the default of phpredis's sessions.
struct PHPSessionDecoder: ValueDecoder {
    var name: String { Decoding.phpSession.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        try decodePHPVariables(bytes, limits) { (cursor) throws(DecodingFailure) in
            try cursor.bytes(through: UInt8(ascii: "|"))
        }
    }
}

/// The same with the handler `php_binary`: a byte with the name's length, the name, the value.
struct PHPBinarySessionDecoder: ValueDecoder {
    private static let longestName = 127

    var name: String { Decoding.phpBinarySession.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        try decodePHPVariables(bytes, limits) { (cursor) throws(DecodingFailure) in
            let length = Int(try cursor.byte())
            guard length <= Self.longestName else { throw .malformed }
            return try cursor.bytes(length)
        }
    }
}

/// Reads names and values up to the end.
private func decodePHPVariables(
    _ bytes: UnsafeRawBufferPointer, _ limits: DecodingLimits,
    name: (inout ByteCursor) throws(DecodingFailure) -> UnsafeRawBufferPointer
) throws(DecodingFailure) -> DecodedValue {
    var reader = try PHPReader(bytes, limits)
    var members = DecodedMap()
    while !reader.cursor.isAtEnd {
        try reader.budget.take()
        let key = try reader.budget.text(name(&reader.cursor))
        members.append(key, try reader.value(depth: 1))
    }
    return .map(members)
}

/// What PHP's `serialize()` writes. Arrays are maps; objects keep their class and members; enumerations stand for the
/// name of their case.
struct PHPDecoder: ValueDecoder {
    var name: String { Decoding.php.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        var reader = try PHPReader(bytes, limits)
        let value = try reader.value(depth: 0)
        guard reader.cursor.isAtEnd else { throw .trailingBytes }
        return value
    }
}

/// A serialised text whose content is the session, serialised again: what Laravel writes, whose cache serialises what its
/// session serialised (Illuminate\Cache\RedisStore::serialize and Illuminate\Session\Store::prepareForStorage). The
/// inner form is PHP's, or JSON where `session.serialization` says so. Encrypted sessions cannot be decoded.
struct PHPNestedDecoder: ValueDecoder {
    var name: String { Decoding.phpNested.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        guard case .text(let inner) = try PHPDecoder().decode(bytes, limits: limits) else { throw .malformed }
        if inner.first == UInt8(ascii: "{") { return try JSONDecoder().decode(inner, limits: limits) }
        return try PHPDecoder().decode(inner, limits: limits)
    }
}

/// Ruby's Marshal, format 4.8. Symbols are texts, objects and Structs keep the name of their class and their members;
/// what a class dumps in a way of its own is opaque.
struct MarshalDecoder: ValueDecoder {
    var name: String { Decoding.marshal.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        var reader = try MarshalReader(bytes, limits)
        let value = try reader.value(depth: 0)
        guard reader.cursor.isAtEnd else { throw .trailingBytes }
        return value
    }
}

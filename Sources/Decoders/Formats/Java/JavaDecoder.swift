/// A stream of Java's serialisation with one value in it. Objects keep the name of their class and their fields, those of
/// superclasses too; boxed numbers and the collections of `java.util` are plain values.
struct JavaDecoder: ValueDecoder {
    var name: String { Decoding.java.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        var reader = try JavaReader(bytes, limits)
        let value = try reader.value(depth: 0)
        guard reader.cursor.isAtEnd else { throw .trailingBytes }
        return value
    }
}

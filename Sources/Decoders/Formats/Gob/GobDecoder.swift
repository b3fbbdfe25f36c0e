/// A gob, Go's encoding: one value with the definitions of its types. Structs are maps; what stands in an interface is
/// the value itself.
struct GobDecoder: ValueDecoder {
    var name: String { Decoding.gob.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        var reader = try GobReader(bytes, limits)
        let value = try reader.topValue()
        guard reader.isAtEnd else { throw .trailingBytes }
        return value
    }
}

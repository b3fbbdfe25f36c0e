/// Turns the bytes of one format into plain values. It keeps nothing from one value to the next.
public protocol ValueDecoder: Sendable {
    /// The format's name, as configurations write it.
    var name: String { get }

    /// Decodes all of the bytes, or fails. The bytes are looked at only during the call.
    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue
}

extension ValueDecoder {
    /// Decodes within the usual limits.
    public func decode(_ bytes: UnsafeRawBufferPointer) throws(DecodingFailure) -> DecodedValue {
        try decode(bytes, limits: DecodingLimits())
    }

    /// Decodes an array of bytes.
    public func decode(
        _ bytes: [UInt8], limits: DecodingLimits = DecodingLimits()
    ) throws(DecodingFailure) -> DecodedValue {
        // Through a result: withUnsafeBytes passes typed errors on only from closures that it can see through.
        let result = bytes.withUnsafeBytes { bytes -> Result<DecodedValue, DecodingFailure> in
            do throws(DecodingFailure) {
                return .success(try decode(bytes, limits: limits))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

/// Opens an envelope and decodes what is in it.
public struct EnvelopedDecoder: ValueDecoder {
    private let envelope: Envelope
    private let decoder: any ValueDecoder

    /// A decoder for what `decoder` reads, wrapped in `envelope`.
    public init(_ envelope: Envelope, around decoder: any ValueDecoder) {
        self.envelope = envelope
        self.decoder = decoder
    }

    /// The names of both: `pickle in zlib`.
    public var name: String { "\(decoder.name) in \(envelope.rawValue)" }

    public func decode(
        _ bytes: UnsafeRawBufferPointer, limits: DecodingLimits
    ) throws(DecodingFailure) -> DecodedValue {
        try decoder.decode(envelope.open(bytes, limits), limits: limits)
    }
}

extension ValueDecoder {
    /// The decoder for what this one reads, wrapped in an envelope.
    public func within(_ envelope: Envelope) -> EnvelopedDecoder { EnvelopedDecoder(envelope, around: self) }
}

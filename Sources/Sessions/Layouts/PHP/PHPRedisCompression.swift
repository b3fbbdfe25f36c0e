internal import Decoders

/// What phpredis compresses values with (phpredis/phpredis, library.c, `redis_compress` and `redis_uncompress`).
enum PHPRedisCompression: String, Sendable, CaseIterable {
    case none, lzf, zstd, lz4

    private static let zstdMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    /// Decodes a value. One that is not compressed, as those saved before compression was turned on, is taken as it is,
    /// as phpredis does.
    func decode(_ bytes: UnsafeRawBufferPointer, by decoder: any ValueDecoder) throws(DecodingFailure) -> DecodedValue {
        switch self {
        case .none: try decoder.decode(bytes)
        case .lzf: try decoder.within(.lzf).decode(bytes)
        case .lz4: try decoder.within(.lz4PHP).decode(bytes)
        case .zstd: try (bytes.starts(with: Self.zstdMagic) ? decoder.within(.zstd) : decoder).decode(bytes)
        }
    }
}

/// The formats of compressed streams, by the names that configurations give them.
public enum CompressionFormat: String, Sendable, Hashable, CaseIterable {
    /// gzip (RFC 1952), also several members one after the other.
    case gzip
    /// zlib (RFC 1950).
    case zlib
    /// Zstandard (RFC 8878), also several frames one after the other.
    case zstd

    /// The format that bytes begin as; nil where it is none of these. zlib has a header of two bytes only: other bytes
    /// can look like it.
    public static func detected(in bytes: UnsafeRawBufferPointer) -> CompressionFormat? {
        guard bytes.count >= 2 else { return nil }
        let (first, second) = (unsafe bytes[0], unsafe bytes[1])
        if first == 0x1F, second == 0x8B { return .gzip }
        if bytes.count >= 4, first == 0x28, second == 0xB5, unsafe bytes[2] == 0x2F, unsafe bytes[3] == 0xFD {
            return .zstd
        }
        // Deflate with the window that every library takes, and a check that the two bytes are a multiple of 31.
        if first == 0x78, (Int(first) << 8 | Int(second)).isMultiple(of: 31) { return .zlib }
        return nil
    }
}

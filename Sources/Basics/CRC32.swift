/// The checksum of ISO 3309, as in zlib and PNG (RFC 1952 §8): it finds typing mistakes, and keeps nobody out.
public enum CRC32 {
    /// The checksum of bytes. Bit by bit and without a table, which secret bytes would leave traces in.
    public static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var register = UInt32.max
        for byte in bytes {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register >> 1 ^ (0xEDB8_8320 & (0 &- (register & 1))) }
        }
        return ~register
    }
}

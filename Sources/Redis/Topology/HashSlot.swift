/// Which of a cluster's 16384 slots a key is in (Redis Cluster specification, "Key distribution model").
public enum HashSlot {
    /// How many slots every cluster has.
    public static let count = 16384

    /// The slot of a key: that of what stands between its first `{` and the next `}`, unless that is nothing, else that
    /// of all of it.
    public static func of(_ key: some Sequence<UInt8>) -> Int {
        if let slot = key.withContiguousStorageIfAvailable({ unsafe of(UnsafeRawBufferPointer($0)) }) { return slot }
        return unsafe Array(key).withUnsafeBytes { unsafe of($0) }
    }

    /// The slot of a key, as `of(_:)`.
    public static func of(_ key: UnsafeRawBufferPointer) -> Int {
        guard let open = unsafe key.firstIndex(of: UInt8(ascii: "{")),
            let close = unsafe key[(open + 1)...].firstIndex(of: UInt8(ascii: "}")), close > open + 1
        else { return unsafe crc16(key) % count }
        return unsafe crc16(UnsafeRawBufferPointer(rebasing: key[(open + 1)..<close])) % count
    }

    /// CRC16 as XMODEM has it: polynomial 0x1021, begun with 0, nothing reflected.
    private static func crc16(_ bytes: UnsafeRawBufferPointer) -> Int {
        Int(unsafe bytes.reduce(UInt16(0)) { sum, byte in sum << 8 ^ table[Int(UInt8(sum >> 8) ^ byte)] })
    }

    private static let table: [UInt16] = (0..<256).map { byte in
        (0..<8).reduce(UInt16(byte) << 8) { sum, _ in sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x1021 }
    }
}

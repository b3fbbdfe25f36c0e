/// MurmurHash3 x86 32 by Austin Appleby (aappleby/smhasher, src/MurmurHash3.cpp), with seed 0. No cryptographic hash.
enum Murmur3 {
    static func hash(_ bytes: [UInt8]) -> UInt32 {
        var hash: UInt32 = 0
        var offset = 0
        while offset + 4 <= bytes.count {
            let block = word(bytes[offset..<offset + 4])
            hash ^= mixed(block)
            hash = rotated(hash, by: 13) &* 5 &+ 0xE654_6B64
            offset += 4
        }
        if offset < bytes.count { hash ^= mixed(word(bytes[offset...])) }
        hash ^= UInt32(truncatingIfNeeded: bytes.count)
        hash = (hash ^ hash >> 16) &* 0x85EB_CA6B
        hash = (hash ^ hash >> 13) &* 0xC2B2_AE35
        return hash ^ hash >> 16
    }

    /// Up to four bytes, the lowest first.
    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func mixed(_ word: UInt32) -> UInt32 { rotated(word &* 0xCC9E_2D51, by: 15) &* 0x1B87_3593 }

    private static func rotated(_ word: UInt32, by bits: UInt32) -> UInt32 { word << bits | word >> (32 - bits) }
}

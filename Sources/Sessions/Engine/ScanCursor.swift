/// The cursors of SCAN.
enum ScanCursor {
    /// How much of the table lies behind a cursor, 0 to 1. A cursor counts in reversed bits from the highest of the
    /// table's size down (`dictScan`, src/dict.c), so turned round it is a binary fraction, whatever that size is.
    static func fraction(_ cursor: UInt64) -> Double {
        guard cursor != 0 else { return 1 }
        var reversed: UInt64 = 0
        for bit in 0..<64 where cursor & (1 << UInt64(bit)) != 0 { reversed |= 1 << UInt64(63 - bit) }
        return Double(reversed) / 0x1p64
    }
}

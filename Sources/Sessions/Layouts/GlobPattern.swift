/// The patterns of Redis's `stringmatchlen` (src/util.c): `*`, `?`, `[…]`, and `\` before a character to take it as
/// it is.
enum GlobPattern {
    /// A pattern that matches exactly these bytes.
    static func literal(_ bytes: [UInt8]) -> [UInt8] {
        var pattern: [UInt8] = []
        pattern.reserveCapacity(bytes.count)
        for byte in bytes {
            if "*?[]\\".utf8.contains(byte) { pattern.append(UInt8(ascii: "\\")) }
            pattern.append(byte)
        }
        return pattern
    }
}

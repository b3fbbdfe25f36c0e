/// The names that flags may have outside of `.env` files.
enum FlagName {
    /// Throws unless a name has 1 to 256 bytes, no control characters, no space at its ends and no `-` first.
    static func check(_ name: String, source: String) throws(FlagsError) {
        guard (1...256).contains(name.utf8.count),
            name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }),
            name.first != "-", name.first != " ", name.last != " "
        else {
            throw .invalidName(
                source: source, reason: "1 to 256 bytes, no control characters, no space at its ends, no - first")
        }
    }
}

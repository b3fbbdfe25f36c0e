/// Finds aliases inside of keys before the parser sees them: the parser compares keys by their whole content, and
/// nested aliases would make that content grow without bound ("billion laughs"). Aliases in values stay single
/// nodes until they are counted, so they need no such care.
///
/// The scan knows no quoting and may take text for an alias; it errs towards refusing, and only in documents that
/// use aliases, in places where nobody writes them.
enum ComplexKeyScan {
    static func find(in text: String) -> (line: Int, column: Int)? {
        guard text.utf8.contains(UInt8(ascii: "*")) else { return nil }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let usesAliases = lines.contains { alias(in: $0) != nil }
        guard usesAliases else { return nil }
        for (index, line) in lines.enumerated() {
            if let column = explicitKey(in: line) ?? aliasKey(in: line) { return (index + 1, column) }
        }
        return nil
    }

    /// The position of an alias: `*` at the start of a token, before a character of a name.
    private static func alias(in line: Substring) -> Int? {
        let bytes = Array(line.utf8)
        for index in bytes.indices where bytes[index] == UInt8(ascii: "*") {
            let before = index == 0 ? UInt8(ascii: " ") : bytes[index - 1]
            guard index + 1 < bytes.count, " \t[{,:-?&!".utf8.contains(before),
                isNameByte(bytes[index + 1])
            else { continue }
            return index
        }
        return nil
    }

    /// What the name of an anchor is made of (libyaml, `IS_ALPHA`).
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// The column of an explicit key, `? key`, at the start of a token.
    private static func explicitKey(in line: Substring) -> Int? {
        let bytes = Array(line.utf8)
        for index in bytes.indices where bytes[index] == UInt8(ascii: "?") {
            let after = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: " ")
            guard " \t".utf8.contains(after) else { continue }
            let before = bytes[..<index].last { !" \t".utf8.contains($0) }
            if before == nil || "-[{,:?".utf8.contains(before ?? 0) { return index + 1 }
        }
        return nil
    }

    /// The column of a colon that makes an alias, or a flow collection with an alias in it, a key.
    private static func aliasKey(in line: Substring) -> Int? {
        guard let start = alias(in: line) else { return nil }
        let bytes = Array(line.utf8)
        var lastSolid = start
        var inAlias = true
        for index in (start + 1)..<max(bytes.count, start + 1) {
            let byte = bytes[index]
            if byte == UInt8(ascii: ":") {
                if inAlias || "]}".utf8.contains(bytes[lastSolid]) { return index + 1 }
            }
            if byte == UInt8(ascii: "*") {
                inAlias = true
            } else if ",[]{}#\"'".utf8.contains(byte) {
                inAlias = false
            }
            if !" \t".utf8.contains(byte) { lastSolid = index }
        }
        return nil
    }
}

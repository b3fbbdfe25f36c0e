/// How a value can be written.
enum DotEnvQuoting {
    typealias Form = (token: [UInt8], quoting: DotEnvDocument.Quoting)

    /// The ways to write a value, best first: the style that is there; then without quotes, in single and in double
    /// quotes, where every reader agrees on the result; then, for a dialect that was named, whatever it has. None is
    /// used before it has been read back.
    ///
    /// - Parameter dialect: nil where nobody said who reads the file.
    static func forms(
        of value: String, keeping style: DotEnvDocument.Quoting?, dialect: DotEnvDocument.Dialect?
    ) -> [Form] {
        let bytes = Array(value.utf8)
        if dialect == .literal { return [(bytes, .bare)] }
        var forms: [Form] = []
        if let style { forms += self.forms(of: bytes, in: style, dialect) }
        if isPlain(bytes) { forms.append((bytes, .bare)) }
        if !bytes.contains(0x27), !bytes.contains(0x5C), !value.contains("${") {
            forms.append((wrapped(bytes, 0x27), .single))
        }
        if !bytes.contains(where: { [0x22, 0x5C, 0x24, 0x60].contains($0) }) {
            forms.append((wrapped(bytes, 0x22), .double))
        }
        guard let dialect else { return forms }
        for style in [DotEnvDocument.Quoting.single, .double, .backtick] where style != .backtick || dialect == .node {
            forms += self.forms(of: bytes, in: style, dialect)
        }
        // A backslash at the end, which no quotes can hold.
        if dialect == .python, !bytes.isEmpty { forms.append((bytes, .bare)) }
        return forms
    }

    /// One style: as it is, and with the dialect's escapes.
    private static func forms(
        of bytes: [UInt8], in style: DotEnvDocument.Quoting, _ dialect: DotEnvDocument.Dialect?
    ) -> [Form] {
        guard style != .bare else { return isPlain(bytes) ? [(bytes, .bare)] : [] }
        let quote = style.rawValue
        var forms: [Form] = []
        if !bytes.contains(quote) { forms.append((wrapped(bytes, quote), style)) }
        let escapes: [UInt8: [UInt8]] =
            switch (dialect, style) {
            case (.node, .double): [0x0A: Array(#"\n"#.utf8), 0x0D: Array(#"\r"#.utf8)]
            case (.compose, .single): [0x27: Array(#"\'"#.utf8)]
            case (.compose, .double):
                [
                    0x22: Array(#"\""#.utf8), 0x5C: Array(#"\\"#.utf8), 0x24: Array(#"\$"#.utf8),
                    0x0D: Array(#"\r"#.utf8),
                ]
            case (.python, .single): [0x27: Array(#"\'"#.utf8), 0x5C: Array(#"\\"#.utf8)]
            case (.python, .double):
                [0x22: Array(#"\""#.utf8), 0x5C: Array(#"\\"#.utf8), 0x0D: Array(#"\r"#.utf8)]
            default: [:]
            }
        let escaped = bytes.flatMap { escapes[$0] ?? [$0] }
        if escaped != bytes { forms.append((wrapped(escaped, quote), style)) }
        return forms
    }

    /// Whether a value may stand without quotes in every dialect, and in a shell: `[A-Za-z0-9_./:@%+,=-]*`.
    static func isPlain(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0.isWord || "./:@%+,=-".utf8.contains($0) }
    }

    private static func wrapped(_ bytes: [UInt8], _ quote: UInt8) -> [UInt8] { [quote] + bytes + [quote] }
}

/// The words of a statement.
enum SQLWords {
    /// A statement with some of its words replaced.
    static func replacing(_ text: String, _ replacement: (Substring) -> String?) -> String {
        var result = ""
        var rest = text[...]
        while let first = rest.first {
            let isWord: (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            let piece = isWord(first) ? rest.prefix(while: isWord) : rest.prefix(1)
            result += replacement(piece) ?? String(piece)
            rest = rest[piece.endIndex...]
        }
        return result
    }
}

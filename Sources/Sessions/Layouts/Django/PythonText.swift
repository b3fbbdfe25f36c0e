/// Texts as Python reads them.
enum PythonText {
    /// A string literal in double quotes (docs.python.org, Lexical analysis). Whatever is not a letter, a digit or one of
    /// a few harmless characters is written by its number: nothing in it means anything to a shell or a terminal.
    static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "@", "+", ":", "/", " ", ".", ",":
                literal.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                let (mark, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
                literal += "\\" + mark + String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return literal + "\""
    }
}

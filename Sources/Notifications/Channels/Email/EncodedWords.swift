internal import Basics

/// Text in a header field: encoded words where it is not plain (RFC 2047), in lines of at most 76 characters.
enum EncodedWords {
    /// A text that is one line, fit to stand in a header field whose name and colon have so many characters. What is
    /// not short printable ASCII becomes encoded words of UTF-8 in base 64, none longer than 75 characters, no code
    /// point cut in two.
    static func encode(_ text: String, after nameLength: Int, always: Bool = false) -> String {
        let isPlain =
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
            && nameLength + text.utf8.count <= 76 && !text.hasPrefix(" ") && !text.hasSuffix(" ")
        if isPlain && !always { return text }
        var words: [String] = []
        var word: [UInt8] = []
        // `=?UTF-8?B?` and `?=` are 12 characters; the first word shares its line with the field's name.
        var room = min(45, (76 - nameLength - 12) / 4 * 3)
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if word.count + bytes.count > room {
                words.append(wrap(word))
                word = []
                room = 45
            }
            word += bytes
        }
        if !word.isEmpty || words.isEmpty { words.append(wrap(word)) }
        return words.joined(separator: "\r\n ")
    }

    private static func wrap(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Base64.encode(bytes))?=" }
}

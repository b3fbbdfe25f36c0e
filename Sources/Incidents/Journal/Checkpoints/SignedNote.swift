import Basics

/// A text with signatures under it (C2SP signed-note, c2sp.org/signed-note): the text ends in a line break, a blank
/// line follows, then one line for each signature, `— name base64(keyID ‖ signature)`.
struct SignedNote {
    /// One signature line.
    struct Signature {
        let name: String
        let keyID: [UInt8]
        let bytes: [UInt8]
    }

    /// What is signed, its last line break included.
    let text: String
    let signatures: [Signature]

    /// Nil where the form is not that of a signed note, in any byte.
    init?(_ note: String) {
        // By bytes: to Swift a line break after a combining character is no line break.
        let bytes = Array(note.utf8)
        guard bytes.count <= 1 << 20, bytes.last == Self.lineBreak, let end = Self.blankLine(bytes) else { return nil }
        let controls = bytes.contains { $0 < 0x20 && $0 != Self.lineBreak }
        guard !controls else { return nil }
        text = String(decoding: bytes[...end], as: UTF8.self)
        var found: [Signature] = []
        for line in bytes[(end + 2)...].dropLast().split(separator: Self.lineBreak, omittingEmptySubsequences: false) {
            guard let signature = Self.signature(line) else { return nil }
            found.append(signature)
        }
        guard !found.isEmpty, found.count <= 100 else { return nil }
        signatures = found
    }

    /// The line of a signature.
    static func line(name: String, keyID: [UInt8], signature: [UInt8]) -> String {
        "\(dash)\(name) \(Base64.encode(keyID + signature))\n"
    }

    /// Whether a key may have this name: not empty, without white space or plus signs.
    static func isValidName(_ name: String) -> Bool {
        !name.isEmpty && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" || $0.value < 0x20 }
    }

    private static let lineBreak = UInt8(ascii: "\n")
    private static let dash = "\u{2014} "

    /// Where the text's own last line break stands: before the last blank line.
    private static func blankLine(_ bytes: [UInt8]) -> Int? {
        guard bytes.count > 2 else { return nil }
        return (0..<bytes.count - 2).last { bytes[$0] == lineBreak && bytes[$0 + 1] == lineBreak }
    }

    private static func signature(_ line: ArraySlice<UInt8>) -> Signature? {
        guard line.starts(with: dash.utf8) else { return nil }
        let parts = line.dropFirst(dash.utf8.count).split(
            separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let name = String(validating: parts[0], as: UTF8.self), isValidName(name),
            let bytes = Base64.decode(String(decoding: parts[1], as: UTF8.self)), bytes.count > 4
        else { return nil }
        return Signature(name: name, keyID: Array(bytes[..<4]), bytes: Array(bytes[4...]))
    }
}

/// Numbers in digits, capital and small letters, in that order: nothing that a double click would stop at.
public enum Base62 {
    /// The 62 characters, in the order of their values.
    public static let alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    private static let characters = Array(alphabet.utf8)

    /// A number, the most significant digit first, with zeros before it up to `width` characters.
    public static func encode(_ number: UInt32, width: Int) -> String {
        var digits: [UInt8] = []
        var rest = number
        repeat {
            digits.append(characters[Int(rest % 62)])
            rest /= 62
        } while rest > 0
        while digits.count < width { digits.append(characters[0]) }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }

    /// Whether a byte is one of the characters.
    public static func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}

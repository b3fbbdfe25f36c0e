internal import Basics

/// The characters that random values are drawn from.
enum RandomAlphabet {
    /// Alphabets with a name.
    static let named = [
        (name: "hex", characters: "0123456789abcdef"),
        (name: "base62", characters: Base62.alphabet),
        (name: "base64url", characters: Base62.alphabet + "-_"),
    ]
    /// Their names, for a hint.
    static let names = named.map(\.name).joined(separator: ", ")

    /// Characters that every reader of a `.env` file takes as they are, without quotes.
    static let bareCharacters = Set((Base62.alphabet + "_./:@%+,=-").utf8)

    /// How many bits of chance a value has: what an attacker who knows how it is made must still guess.
    static func bits(length: Int, characters: Int) -> Double { Double(length) * log2(characters) }

    /// The binary logarithm of 1 to 128, to four places.
    private static func log2(_ number: Int) -> Double {
        // Squaring doubles the logarithm; the whole part of a large power's is its bit width. No C library is imported
        // for one figure.
        var value = Double(max(number, 1))
        var result = Double(value.exponent)
        value = value.significand
        for place in 1...14 {
            value *= value
            if value >= 2 {
                value /= 2
                result += 1 / Double(1 << place)
            }
        }
        return result
    }
}

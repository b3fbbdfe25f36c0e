internal import Basics
internal import Configuration
internal import Cryptography

/// `random`: a text of characters drawn from an alphabet, for whatever takes one.
struct RandomKind: ConfigurableSecretKind {
    /// What no search goes through: less is refused.
    static let leastBits = 128

    /// How many characters.
    let length: Int
    /// The characters to draw from.
    let alphabet: String

    /// 43 letters and digits (256 bits of chance) where nothing else is said.
    init(length: Int = 43, alphabet: String = Base62.alphabet) {
        self.length = length
        self.alphabet = alphabet
    }

    let name = "random"

    func generate() throws -> Secret { try Random.text(length: length, alphabet: alphabet) }

    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        guard text.count > 0 else { throw SecretsError.invalidValue(kind: name, reason: "it is empty") }
        return text.copy()
    }

    /// Decodes `{length: 8…4096, alphabet: NAME or CHARACTERS}`.
    func configured(by options: inout ConfigurationMapping) throws(ConfigurationError) -> RandomKind {
        let lengthNode = options.optional("length")
        let length = try lengthNode?.integer(in: 8...4096) ?? self.length
        let alphabetNode = options.optional("alphabet")
        let alphabet = if let alphabetNode { try Self.alphabet(alphabetNode) } else { self.alphabet }
        let bits = RandomAlphabet.bits(length: length, characters: alphabet.utf8.count)
        if let node = lengthNode ?? alphabetNode, bits < Double(Self.leastBits) {
            let needed = (8...4096).first {
                RandomAlphabet.bits(length: $0, characters: alphabet.utf8.count) >= Double(Self.leastBits)
            }
            throw node.failure(
                "\(length) characters out of \(alphabet.utf8.count) can be guessed: they make \(Int(bits)) bits, and "
                    + "\(Self.leastBits) are needed",
                hint: "\(needed ?? 4096) characters are enough; alphabets with a name: \(RandomAlphabet.names)")
        }
        return RandomKind(length: length, alphabet: alphabet)
    }

    private static func alphabet(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        let text = try node.string()
        if let known = RandomAlphabet.named.first(where: { $0.name == text }) { return known.characters }
        let characters = Array(text.utf8)
        guard Set(characters).count == characters.count, characters.count >= 2 else {
            throw node.failure(
                "'\(node.path)' should be at least two characters, none of them twice",
                hint: "or one of \(RandomAlphabet.names)")
        }
        guard characters.allSatisfy(RandomAlphabet.bareCharacters.contains) else {
            throw node.failure(
                "'\(node.path)' holds a character that not every reader of a .env file takes without quotes",
                hint: "use letters, digits and _ . / : @ % + , = -")
        }
        return text
    }
}

internal import Configuration
internal import Cryptography

/// `random`: a text of characters drawn from an alphabet, for whatever takes one.
struct RandomKind: SecretKind {
    /// Characters that every reader of a `.env` file takes as they are, without quotes.
    static let bareCharacters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:@%+,=-".utf8)
    /// Letters and digits.
    static let defaultAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    /// How many characters.
    let length: Int
    /// The characters to draw from.
    let alphabet: String

    /// 43 letters and digits (256 bits of chance) where nothing else is said.
    init(length: Int = 43, alphabet: String = RandomKind.defaultAlphabet) {
        self.length = length
        self.alphabet = alphabet
    }

    let name = "random"

    func generate() throws -> Secret { try Random.text(length: length, alphabet: alphabet) }

    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        guard text.count > 0 else { throw SecretsError.invalidValue(kind: name, reason: "it is empty") }
        return text.copy()
    }

    /// Decodes `{length: 8…4096, alphabet: TEXT}`.
    static func decode(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) -> RandomKind {
        let length = try mapping.optional("length")?.integer(in: 8...4096) ?? 43
        guard let node = mapping.optional("alphabet") else { return RandomKind(length: length) }
        let alphabet = try node.string()
        let characters = Array(alphabet.utf8)
        guard Set(characters).count == characters.count, characters.count >= 2 else {
            throw node.failure("'\(node.path)' should be at least two characters, none of them twice")
        }
        guard characters.allSatisfy(bareCharacters.contains) else {
            throw node.failure(
                "'\(node.path)' holds a character that not every reader of a .env file takes without quotes",
                hint: "use letters, digits and _ . / : @ % + , = -")
        }
        return RandomKind(length: length, alphabet: alphabet)
    }
}

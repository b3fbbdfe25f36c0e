/// How a text file spells on and off: `true`, `1`, `on`, `YES`, … Whoever reads the file may know only the one that
/// stands there, so that a toggled flag keeps it.
struct BooleanSpelling {
    let on: String
    let off: String

    /// The words, in small letters. `1` and the single letters are read as what they look like, and only kept.
    private static let words = [
        ("true", "false"), ("on", "off"), ("yes", "no"), ("enabled", "disabled"), ("enable", "disable"),
    ]
    private static let signs = [("1", "0"), ("t", "f"), ("y", "n")]

    /// The spelling to which a text belongs; nil where it is no boolean.
    init?(of text: String, wordsOnly: Bool = false) {
        for (on, off) in Self.words + (wordsOnly ? [] : Self.signs) {
            for spell in [{ $0 }, { $0.uppercased() }, { $0.prefix(1).uppercased() + $0.dropFirst() }]
                as [(String) -> String]
            where text == spell(on) || text == spell(off) {
                (self.on, self.off) = (spell(on), spell(off))
                return
            }
        }
        return nil
    }

    subscript(value: Bool) -> String { value ? on : off }
}

extension FlagValue {
    /// What a text in a file means: a boolean in any spelling by words, else as `init(parsing:)` has it.
    init(inFile text: String) {
        if let spelling = BooleanSpelling(of: text, wordsOnly: true) {
            self = .boolean(text == spelling.on)
        } else {
            self = FlagValue(parsing: text)
        }
    }

    /// The text for a file; a boolean in the spelling of the text that stood there before.
    func text(inPlaceOf prior: String?) -> String {
        guard case .boolean(let value) = self else { return description }
        return prior.flatMap { BooleanSpelling(of: $0) }?[value] ?? description
    }
}

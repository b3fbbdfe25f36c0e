import TestSupport

/// Text of the kind that breaks things, the same for the same seed.
struct HostileText: RandomNumberGenerator {
    private var numbers: SeededNumbers

    init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

    mutating func next() -> UInt64 { numbers.next() }

    /// Pieces that mean something to somebody.
    static let pieces = [
        "<!channel>", "<!here|x>", "<@U024BE7LH>", "<#C024BE7LR>", "<!subteam^S1>", "@channel", "@HERE", "@everyone!",
        "<https://evil.example|https://bank.example>", "&amp;", "&lt;!channel&gt;", "&", "<", ">", "```", "*b* _i_ ~s~",
        ":tada:",
        "\u{0}", "\u{1B}[2J\u{1B}]0;owned\u{7}", "\u{7F}", "\u{85}", "\u{9B}31m", "\r\n", "\n\n", "\t", "\u{2028}",
        "\u{202E}gnp.exe",
        "\u{FEFF}", "\u{200D}", "\"", "\\", "\\u0000", "</script><script>alert(1)</script>", "${env:HOME}", "{{7*7}}",
        "%s%n",
        "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}", "\u{1F1E9}\u{1F1EA}", "e\u{301}", "\u{FDFA}",
        "漢字かな交じり文", "مرحبا",
        "\u{10FFFF}", "\u{FFFD}", "🧯", "Z" + String(repeating: "\u{0336}\u{0327}", count: 40), "word ", "a", "日",
    ]

    /// A text of up to about `length` characters, often short, sometimes all of one piece.
    mutating func text(_ length: Int) -> String {
        let count =
            Int.random(in: 0...3, using: &self) == 0 ? length : Int.random(in: 0...max(1, length / 50), using: &self)
        let only = Bool.random(using: &self) ? Self.pieces.randomElement(using: &self) : nil
        var text = ""
        var size = 0
        while size < count {
            let piece = only ?? Self.pieces.randomElement(using: &self) ?? "x"
            text += piece
            size += piece.unicodeScalars.count
        }
        return text
    }
}

import Files
import Testing

@Suite struct ListFileTests {
    @Test("what does something to a terminal is carried by no list", arguments: [
        "\u{9B}2J", "a\u{85}b", "\u{202E}gpj.exe", "a\u{2066}b", "\u{200F}", "\u{FEFF}a", "a\u{2028}b", "\u{1B}[2J", "a\nb", "\u{7F}",
        " a", "#a", "",
    ])
    func refused(_ entry: String) { #expect(!ListFile.canCarry(entry)) }

    @Test("names are carried, and come back", arguments: ["u1", "Zoë Müller", "ann@corp.example", "名前", "a#b", "👩‍💻"])
    func carried(_ entry: String) { #expect(ListFile.canCarry(entry)) }
}

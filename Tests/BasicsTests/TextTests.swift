import Basics
import Testing

@Suite("Foreign text on a terminal")
struct PrintableTextTests {
    @Test(
        "what a terminal obeys or what hides text is spelled out",
        arguments: [
            ("\u{1B}[31mred", "\\u{1b}[31mred"), ("a\nb\r\tc", "a\\u{a}b\\u{d}\\u{9}c"), ("\u{0}", "\\u{0}"),
            ("\u{7F}", "\\u{7f}"), ("\u{9B}2J", "\\u{9b}2J"), ("\u{85}", "\\u{85}"),
            ("\u{202E}cod.exe", "\\u{202e}cod.exe"), ("\u{61C}a", "\\u{61c}a"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"), ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
            ("\u{FEFF}", "\\u{feff}"), ("\u{200F}", "\\u{200f}"), ("\r\n", "\\u{d}\\u{a}"),
        ])
    func hazards(text: String, shown: String) { #expect(text.printable == shown) }

    @Test("everything else stays", arguments: ["", "plain", "é ß 日本語 😀", "e\u{301}", "a\u{A0}b", "<script>&\"'\\"])
    func plain(text: String) { #expect(text.printable.utf8.elementsEqual(text.utf8)) }

    @Test("no control character is left, whatever came")
    func everyScalar() {
        for value in (0 as UInt32)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if scalar.properties.generalCategory == .control {
                #expect(!String(scalar).printable.unicodeScalars.contains(scalar))
            }
        }
    }
}

@Suite("Exit statuses and failures")
struct ExitStatusTests {
    @Test("the numbers that scripts lean on")
    func numbers() {
        let expected: [Basics.ExitStatus: Int32] = [
            .done: 0, .checkFailed: 1, .partial: 2, .usage: 64, .badInput: 65, .inputNotFound: 66, .unavailable: 69,
            .internalError: 70, .cannotCreate: 73, .inputOutput: 74, .busy: 75, .refused: 77, .configuration: 78,
        ]
        #expect(Dictionary(uniqueKeysWithValues: Basics.ExitStatus.allCases.map { ($0, $0.rawValue) }) == expected)
        #expect(Set(Basics.ExitStatus.allCases.map(\.summary)).count == expected.count)
    }

    @Test("a failure is described by its message and needs no hint")
    func failures() {
        struct Broken: Failure {
            let message = "the store is broken"
            let status = Basics.ExitStatus.unavailable
        }
        #expect("\(Broken())" == "the store is broken")
        #expect(Broken().hint == nil)
    }
}

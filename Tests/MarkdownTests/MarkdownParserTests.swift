import Testing

@testable import Markdown

@Suite("Markdown taken apart")
struct MarkdownParserTests {
    static let rows: [(String, [MarkdownBlock])] = [
        ("", []),
        ("One\ntwo  \nthree", [.paragraph([.text("One"), .softBreak, .text("two"), .lineBreak, .text("three")])]),
        ("### A *b*", [.heading(level: 3, [.text("A "), .emphasis([.text("b")])])]),
        (
            "- a\n- [x] b\n- [ ] c",
            [
                .list(
                    start: nil,
                    [
                        MarkdownItem([.paragraph([.text("a")])]),
                        MarkdownItem([.paragraph([.text("b")])], isTicked: true),
                        MarkdownItem([.paragraph([.text("c")])], isTicked: false),
                    ])
            ]
        ),
        (
            "3. a\n4. b",
            [.list(start: 3, [MarkdownItem([.paragraph([.text("a")])]), MarkdownItem([.paragraph([.text("b")])])])]
        ),
        ("> **q** ~~s~~", [.quote([.paragraph([.strong([.text("q")]), .text(" "), .struck([.text("s")])])])]),
        ("```swift\nlet a = 1\n```", [.code("let a = 1\n")]),
        (
            "| A | B |\n|---|---|\n| 1 | `2` |",
            [.table(head: [[.text("A")], [.text("B")]], rows: [[[.text("1")], [.code("2")]]])]
        ),
        ("---", [.rule]),
        (
            "[t](https://a.example/x) ![p](http://b.example/y.png)",
            [
                .paragraph([
                    .link([.text("t")], address: "https://a.example/x"), .text(" "),
                    .picture([.text("p")], address: "http://b.example/y.png"),
                ])
            ]
        ),
        ("<script>x</script>", [.paragraph([.text("<script>x</script>\n")])]),
    ]

    @Test("blocks and lines", arguments: rows)
    func parse(_ text: String, _ blocks: [MarkdownBlock]) {
        #expect(MarkdownParser.blocks(of: text) == blocks)
    }

    @Test("what is nested without end is cut off, not followed")
    func deep() {
        let quotes = MarkdownParser.blocks(of: String(repeating: ">", count: 50_000) + " x")
        #expect(quotes.count == 1)
        let stars = MarkdownParser.blocks(of: String(repeating: "*a ", count: 10_000))
        #expect(stars.count == 1)
        let lists = MarkdownParser.blocks(of: (0..<300).map { String(repeating: "  ", count: $0) + "- x" }.joined(separator: "\n"))
        #expect(lists.count == 1)
    }
}

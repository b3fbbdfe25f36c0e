internal import Basics

/// HTML that is being written. Markup comes from literals in this program only; every other text is escaped, and
/// what a terminal or a browser would obey (control characters, marks that change the direction of writing) is made
/// visible.
struct HTMLText {
    /// Attribute names and their values.
    typealias Attributes = KeyValuePairs<StaticString, String>

    private(set) var bytes: [UInt8] = []
    /// Longer foreign texts are cut; the journal has them whole.
    private static let longest = 4000

    /// What was written.
    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// A text, escaped for a place between tags or an attribute in quotation marks.
    static func escaped(_ text: String) -> String {
        var html = HTMLText()
        html.value(text)
        return html.string
    }

    /// Markup as it stands.
    mutating func markup(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }

    /// A style sheet of this program's own, as it stands: its digest is in the page's security policy.
    mutating func style(_ sheet: ReportStyle) {
        markup("<style>")
        bytes.append(contentsOf: sheet.text.utf8)
        markup("</style>")
    }

    /// A text. Line breaks become spaces; what is longer than anyone reads is cut, and said to be.
    mutating func text(_ text: String) { value(ReportText.shortened(text, to: Self.longest)) }

    /// The whole of a text.
    private mutating func value(_ text: String) {
        for byte in Self.visible(text).utf8 { escape(byte) }
    }

    /// A text from outside within a sentence: kept apart from what stands around it, whatever direction it runs in.
    mutating func foreign(_ text: String) {
        markup("<bdi>")
        self.text(text)
        markup("</bdi>")
    }

    /// A text from outside, its line breaks kept.
    mutating func lines(_ text: String) {
        let lines = ReportText.shortened(text, to: Self.longest).split(omittingEmptySubsequences: false) {
            $0.isNewline
        }
        for (index, line) in lines.enumerated() {
            if index > 0 { markup("<br>") }
            self.text(String(line))
        }
    }

    /// A text whose lines stand as they are, in an element that keeps them.
    mutating func preformatted(_ text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in (lines.last?.isEmpty == true ? lines.dropLast() : lines[...]).enumerated() {
            if index > 0 { markup("\n") }
            self.text(String(line))
        }
    }

    /// An element and what is in it.
    mutating func element(_ name: StaticString, _ attributes: Attributes = [:], _ content: (inout HTMLText) -> Void) {
        open(name, attributes)
        content(&self)
        markup("</")
        markup(name)
        markup(">")
    }

    /// An element with a text in it.
    mutating func element(_ name: StaticString, _ attributes: Attributes, _ text: String) {
        element(name, attributes) { $0.text(text) }
    }

    /// An element without attributes, with a text in it.
    mutating func element(_ name: StaticString, _ text: String) { element(name, [:], text) }

    /// An element of HTML that has no content and no end.
    mutating func void(_ name: StaticString, _ attributes: Attributes) { open(name, attributes) }

    private mutating func open(_ name: StaticString, _ attributes: Attributes) {
        markup("<")
        markup(name)
        for (name, value) in attributes {
            markup(" ")
            markup(name)
            markup("=\"")
            self.value(value)
            markup("\"")
        }
        markup(">")
    }

    /// Enough for text and for attribute values in double quotes (WHATWG HTML §13.3).
    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "&"): markup("&amp;")
        case UInt8(ascii: "<"): markup("&lt;")
        case UInt8(ascii: ">"): markup("&gt;")
        case UInt8(ascii: "\""): markup("&quot;")
        case UInt8(ascii: "'"): markup("&#39;")
        default: bytes.append(byte)
        }
    }

    private static func visible(_ text: String) -> String {
        guard text.contains(where: { $0.isNewline || $0 == "\t" }) else { return text.printable }
        return String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }).printable
    }
}

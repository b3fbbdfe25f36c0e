/// A text that is equal only to one of the same bytes. Swift's strings are equal where they mean the same characters
/// (`é` in one scalar or in two); names in JSON are equal only byte by byte (RFC 8259 §8.3).
struct UTF8Text: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }
    func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }
}

extension String {
    func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var (a, b) = (self, other)
        return a.withUTF8 { a in b.withUTF8 { b in unsafe a.elementsEqual(b) } }
    }

    func hashBytes(into hasher: inout Hasher) {
        var text = self
        text.withUTF8 { bytes in unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
        hasher.combine(0xFF as UInt8)
    }
}

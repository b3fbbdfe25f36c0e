/// Texts of which one has to be met, byte for byte: Swift takes canonically equivalent texts for equal, an
/// application does not.
struct AcceptedTexts: Sendable {
    private let first: [UInt8]
    private let all: Set<[UInt8]>

    init(_ texts: [String]) {
        first = texts.first.map { Array($0.utf8) } ?? []
        all = Set(texts.map { Array($0.utf8) })
    }

    /// The texts as bytes.
    var texts: Set<[UInt8]> { all }

    /// Whether a text is one of them.
    func contain(_ text: String) -> Bool {
        if all.count == 1 { return text.utf8.elementsEqual(first) }
        return all.contains(Array(text.utf8))
    }

    /// Whether bytes are one of them.
    func contain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if all.count == 1 { return bytes.elementsEqual(first) }
        return all.contains(Array(bytes))
    }
}

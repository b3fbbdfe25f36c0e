internal import JSON

/// Texts of which one has to be met, byte for byte: Swift takes canonically equivalent texts for equal, an
/// application does not.
struct AcceptedTexts: Sendable {
    /// The texts as bytes.
    let texts: Set<[UInt8]>
    /// The same for values in JSON.
    let json: JSONTextSet

    init(_ texts: [String]) {
        self.texts = Set(texts.map { Array($0.utf8) })
        json = JSONTextSet(texts)
    }

    /// Whether a text is one of them.
    func contain(_ text: String) -> Bool { json.contains(text) }

    /// Whether bytes are one of them.
    func contain(_ bytes: UnsafeRawBufferPointer) -> Bool { json.contains(bytes) }
}

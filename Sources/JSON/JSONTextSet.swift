/// Texts to be compared byte by byte with what stands in documents, without making strings of that.
public struct JSONTextSet: Sendable {
    /// The only one, which needs no look-up.
    private let single: [UInt8]?
    /// All, by their length and a hash: those that differ in either are not compared.
    private let buckets: [Int: [[UInt8]]]

    public init(_ texts: some Sequence<String>) {
        let distinct = Set(texts.map { Array($0.utf8) })
        single = distinct.count == 1 ? distinct.first : nil
        buckets = Dictionary(grouping: distinct) { text in
            unsafe text.withUnsafeBytes { bytes in unsafe Self.hash(bytes) }
        }
    }

    /// Whether there are none.
    public var isEmpty: Bool { buckets.isEmpty }

    /// Whether a text is one of them.
    public func contains(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in unsafe contains(UnsafeRawBufferPointer(bytes)) }
    }

    /// Whether bytes are one of them.
    public func contains(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let single { return unsafe single.count == bytes.count && bytes.elementsEqual(single) }
        guard let bucket = unsafe buckets[Self.hash(bytes)] else { return false }
        return bucket.contains { unsafe $0.count == bytes.count && bytes.elementsEqual($0) }
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        unsafe hasher.combine(bytes: bytes)
        return hasher.finalize()
    }
}

internal import CSimdJSON

/// Looks single fields of documents up without building them as values: for session values and log lines. Keeps its
/// buffers from one document to the next; belongs to one thread at a time.
public struct JSONFieldReader: ~Copyable {
    private var parser: SimdParser?
    private let maximumBytes: Int
    private static let maximumDepth = 1024
    /// Buffers for longer documents than this, in bytes, are not kept.
    private static let keptCapacity = 2 << 20

    /// - Parameter maximumBytes: a longer document counts as one that cannot be parsed. The buffers take about fifteen
    ///   times as much memory.
    public init(maximumBytes: Int = 16 << 20) { self.maximumBytes = maximumBytes }

    /// Parses a document and gives it to `body`. Nil where it is not valid JSON, is deeper than 1024 levels or longer
    /// than the reader takes; `body` is then not called.
    public mutating func withDocument<Result, Problem: Error>(
        _ bytes: UnsafeRawBufferPointer, _ body: (borrowing JSONDocument) throws(Problem) -> Result
    ) throws(Problem) -> Result? {
        guard bytes.count <= maximumBytes else { return nil }
        var parser = parser.take() ?? SimdParser(maximumDepth: Self.maximumDepth)
        defer { if let capacity = parser?.capacity, capacity <= Self.keptCapacity { self.parser = parser.take() } }
        return unsafe try parser?.withDocument(bytes) { (root, _) throws(Problem) -> Result? in
            guard let root = unsafe root else { return nil }
            return unsafe try body(JSONDocument(root: root))
        } ?? nil
    }
}

/// Canonical JSON (RFC 8785) written piece by piece, for texts that are made so often that building a value of each
/// would take longer than writing it. The caller writes tokens and members in their order.
public struct CanonicalJSONText {
    private var writer = JSONWriter(.canonical)

    /// Nothing written yet.
    public init() {}

    /// How many bytes there are.
    public var count: Int { writer.bytes.count }

    /// Appends tokens as they are: braces, names of members with their quotes and colons.
    public mutating func append(tokens: StaticString) { writer.write(verbatim: tokens) }

    /// Appends a text in quotes, escaped as it must be.
    public mutating func append(text: String) { writer.quote(text) }

    /// Appends a whole number.
    public mutating func append(_ number: Int64) { writer.write(number) }

    /// Appends a value.
    public mutating func append(value: JSONValue) { writer.write(value) }

    /// Lets somebody append ASCII that needs no escaping.
    public mutating func append(with body: (inout [UInt8]) -> Void) { writer.write(with: body) }

    /// Lets somebody read what was written so far.
    public func withUnsafeBytes<T>(_ body: (UnsafeRawBufferPointer) -> T) -> T {
        unsafe writer.bytes.withUnsafeBytes { unsafe body($0) }
    }

    /// Appends what was written to other bytes, and begins anew in the same memory.
    public mutating func move(to bytes: inout [UInt8]) {
        unsafe writer.bytes.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        writer.clear()
    }

    /// Forgets what was written, and begins anew in the same memory.
    public mutating func clear() { writer.clear() }
}

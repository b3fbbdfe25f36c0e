#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Tells by a search of the raw bytes that a JSON text cannot hold any of some texts, long before it is parsed.
///
/// JSON can write a character in two ways only: as it is, or with a backslash (RFC 8259 §7). A text without any
/// backslash therefore holds a string if and only if it holds its bytes; so it is with `true` and `false`. Numbers
/// can be written in many ways, so texts that may be one are not searched for.
struct TextSearch: Sendable {
    private let needles: [[UInt8]]

    /// A search for any of some texts; nil where there are so many that parsing is faster, or where one is empty or
    /// may be a number.
    init?(_ texts: AcceptedTexts?) {
        guard let texts, texts.texts.count <= 4, !texts.texts.contains(where: Self.mayBeNumber) else { return nil }
        needles = Array(texts.texts)
    }

    private static func mayBeNumber(_ text: [UInt8]) -> Bool {
        text.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    }

    /// False where the JSON text cannot hold any of them.
    func mayHold(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let start = text.baseAddress else { return false }
        if memchr(start, Int32(UInt8(ascii: "\\")), text.count) != nil { return true }
        return needles.contains { Self.holds(start, text.count, $0) }
    }

    /// Looks for a needle at every place where its first byte stands.
    private static func holds(_ start: UnsafeRawPointer, _ count: Int, _ needle: [UInt8]) -> Bool {
        var place = start
        var rest = count - needle.count + 1
        while rest > 0, let hit = memchr(place, Int32(needle[0]), rest) {
            if memcmp(hit, needle, needle.count) == 0 { return true }
            rest -= UnsafeRawPointer(hit) - place + 1
            place = UnsafeRawPointer(hit) + 1
        }
        return false
    }
}

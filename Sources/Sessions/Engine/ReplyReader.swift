internal import Basics
internal import Redis

/// The reply that came last, read without a value of its own for each element.
struct ReplyReader: ~Copyable {
    /// A hundred values of a few megabytes each are no reason to stop: the next pages ask for fewer at once.
    private static let maximumBytes = 512 << 20
    /// Memory for larger replies than this, in bytes, is given back.
    private static let keptBytes = 8 << 20

    var buffer = RedisReplyBuffer(maximumBytes: maximumBytes)

    /// Gives the memory of a large reply back.
    mutating func shrink(from size: Int) {
        if size > Self.keptBytes { buffer = RedisReplyBuffer(maximumBytes: Self.maximumBytes) }
    }

    /// What the server says against a command; nil where it did it.
    var error: RedisError? {
        guard kind == .error else { return nil }
        let (code, message) = buffer.errorParts(of: 0)
        // What stands in quotes may be a key.
        return .server(code: code.printable, message: String(message.prefix { !"'\"`".contains($0) }).printable)
    }

    /// The number, where the reply is one.
    var integer: Int64? { kind == .integer ? buffer[0].integer : nil }

    /// The text, where the reply is a status.
    var status: String? { kind == .status ? text(0) : nil }

    /// How many elements the reply has, where it is an array.
    var count: Int? { kind == .array ? buffer[0].childCount : nil }

    /// Lends the elements of a flat array in turn: bytes, or nil for an element that is not there.
    func forEachElement(_ body: (Int, UnsafeRawBufferPointer?) -> Void) {
        for index in 1..<max(1, buffer.count) {
            if buffer.kind(of: index) == .bulk {
                buffer.withBytes(of: index) { body(index - 1, $0) }
            } else {
                body(index - 1, nil)
            }
        }
    }

    /// Lends all elements of a flat array at once.
    func withElements(_ body: ([UnsafeRawBufferPointer?]) -> Void) {
        // The memory of all elements stays where it is as long as the reply does.
        var elements: [UnsafeRawBufferPointer?] = []
        forEachElement { elements.append($1) }
        body(elements)
    }

    private var kind: RedisReplyBuffer.Kind { buffer.count == 0 ? .null : buffer.kind(of: 0) }

    private func text(_ index: Int) -> String { String(decoding: buffer.bytes(of: index), as: UTF8.self) }
}

// MARK: - Pages of SCAN

extension ReplyReader {
    /// The cursor of a page; nil where the reply is no page.
    var scanCursor: UInt64? {
        guard kind == .array, buffer[0].childCount == 2, buffer.kind(of: 1) == .bulk, buffer.kind(of: 2) == .array
        else { return nil }
        return UInt64(text(1))
    }

    /// Lends the keys of a page in turn.
    func forEachKey(_ body: (UnsafeRawBufferPointer) -> Void) { buffer.forEachString(of: 2, body) }
}

internal import Redis

/// The reply that came last, read without a value of its own for each element.
struct ReplyReader {
    var buffer = RedisReplyBuffer()

    /// The bytes of all its elements.
    var byteCount: Int { buffer.bytes.count }

    /// Gives the memory of a large reply back.
    mutating func shrink() { buffer = RedisReplyBuffer() }

    /// What the server says against a command; nil where it did it.
    var error: RedisError? {
        guard let node = buffer.nodes.first, node.kind == .error else { return nil }
        let text = self.text(node)
        let code = text.prefix { $0 != " " }
        return .server(code: String(code), message: String(text.dropFirst(code.count + 1)))
    }

    /// The number, where the reply is one.
    var integer: Int64? {
        guard let node = buffer.nodes.first, node.kind == .integer else { return nil }
        return node.integer
    }

    /// The text, where the reply is a status.
    var status: String? {
        guard let node = buffer.nodes.first, node.kind == .status else { return nil }
        return text(node)
    }

    /// How many elements the reply has, where it is an array.
    var count: Int? {
        guard let node = buffer.nodes.first, node.kind == .array else { return nil }
        return node.childCount
    }

    /// The elements of a flat array: bytes, or nil for an element that is not there.
    func forEachElement(_ body: (Int, UnsafeRawBufferPointer?) -> Void) {
        guard let count else { return }
        forEach(1..<(1 + count), body)
    }

    /// All elements of a flat array at once.
    func withElements(_ body: ([UnsafeRawBufferPointer?]) -> Void) {
        buffer.bytes.withUnsafeBytes { bytes in
            body(buffer.nodes.dropFirst().map { element($0, bytes) })
        }
    }

    private func element(_ node: RedisReplyBuffer.Node, _ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard node.kind == .bulk else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[node.offset..<(node.offset + node.length)])
    }

    private func forEach(_ nodes: Range<Int>, _ body: (Int, UnsafeRawBufferPointer?) -> Void) {
        buffer.bytes.withUnsafeBytes { bytes in
            for (index, position) in nodes.enumerated() {
                body(index, element(buffer.nodes[position], bytes))
            }
        }
    }

    private func text(_ node: RedisReplyBuffer.Node) -> String {
        String(decoding: buffer.bytes[node.offset..<(node.offset + node.length)], as: UTF8.self)
    }
}

// MARK: - Pages of SCAN

extension ReplyReader {
    /// The cursor of a page; nil where the reply is no page.
    var scanCursor: UInt64? {
        let nodes = buffer.nodes
        guard nodes.count >= 3, nodes[0].kind == .array, nodes[0].childCount == 2, nodes[1].kind == .bulk,
            nodes[2].kind == .array, nodes.count == 3 + nodes[2].childCount
        else { return nil }
        return UInt64(text(nodes[1]))
    }

    /// The keys of a page.
    func forEachKey(_ body: (UnsafeRawBufferPointer) -> Void) {
        forEach(3..<buffer.nodes.count) { if let key = $1 { body(key) } }
    }
}

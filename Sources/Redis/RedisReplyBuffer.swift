internal import CHiredis

// Unchecked: safe because it has one owner, who changes it alone.

/// One reply in flat memory that is used again for the next: its elements in the order in which they came, an array
/// before its own, and their bytes one after the other. Nothing is allocated for an element.
@safe public struct RedisReplyBuffer: ~Copyable, @unchecked Sendable {
    /// What an element is.
    public enum Kind: Sendable, Hashable { case status, error, integer, bulk, null, array }

    /// An element.
    public struct Node: Sendable, Hashable {
        /// What it is.
        public let kind: Kind
        /// The value of an integer; 0 for anything else.
        public let integer: Int64
        /// How many bytes a status, an error or a bulk string has.
        public let length: Int
        /// How many elements an array has.
        public let childCount: Int
        /// The index after its last descendant: that of its next sibling, if it has one.
        public let end: Int
    }

    /// How many elements a reply may have, all arrays counted together, unless said otherwise.
    public static let defaultMaximumCount = 1 << 20
    /// How many bytes the strings of a reply may have together, unless said otherwise.
    public static let defaultMaximumBytes = 64 << 20

    let storage: UnsafeMutablePointer<firebreak_redis_reply>

    /// An empty buffer. A reply that is larger than the limits breaks the protocol; nothing is set aside beforehand.
    public init(maximumCount: Int = defaultMaximumCount, maximumBytes: Int = defaultMaximumBytes) {
        guard
            let storage = unsafe firebreak_redis_reply_create(
                UInt32(clamping: maximumCount), UInt32(clamping: maximumBytes))
        else { preconditionFailure("no memory for a reply") }
        unsafe self.storage = storage
    }

    deinit { unsafe firebreak_redis_reply_free(storage) }

    /// How many elements there are; 0 before the first reply. The reply itself has index 0.
    public var count: Int { Int(unsafe storage.pointee.count) }

    /// An element, by its index.
    public subscript(index: Int) -> Node {
        let node = node(index)
        return Node(
            kind: Kind(node.kind), integer: node.integer, length: Int(node.length), childCount: Int(node.children),
            end: Int(node.end))
    }

    /// What an element is.
    public func kind(of index: Int) -> Kind { Kind(node(index).kind) }

    /// Lends the bytes of a status, an error or a bulk string; none for anything else.
    public func withBytes<R: ~Copyable, E: Error>(
        of index: Int, _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        let node = node(index)
        let start = unsafe storage.pointee.bytes.map { unsafe UnsafeRawPointer($0) + Int(node.offset) }
        return try unsafe body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(node.length)))
    }

    /// The bytes of a status, an error or a bulk string as an array.
    public func bytes(of index: Int) -> [UInt8] { unsafe withBytes(of: index) { unsafe Array($0) } }

    /// Lends the bytes of each element of an array in turn. Elements that are no strings are passed over.
    public func forEachString(of array: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        var index = array + 1
        let end = Int(node(array).end)
        while index < end {
            if kind(of: index) == .bulk { unsafe withBytes(of: index, body) }
            index = Int(node(index).end)
        }
    }

    /// The whole reply as a value.
    public var reply: RedisReply { count == 0 ? .null : value(at: 0) }

    /// An element, with all below it, as a value.
    public func value(at index: Int) -> RedisReply {
        let node = node(index)
        switch Kind(node.kind) {
        case .status: return .status(String(decoding: bytes(of: index), as: UTF8.self))
        case .error:
            let (code, message) = errorParts(of: index)
            return .error(code: code, message: message)
        case .integer: return .integer(node.integer)
        case .bulk: return .bulk(bytes(of: index))
        case .null: return .null
        case .array:
            var elements: [RedisReply] = []
            elements.reserveCapacity(Int(node.children))
            var child = index + 1
            while child < Int(node.end) {
                elements.append(value(at: child))
                child = Int(self.node(child).end)
            }
            return .array(elements)
        }
    }

    /// An error's first word and the rest. By convention the word is in capitals (Redis protocol specification, "Simple
    /// errors"); anything else counts as `ERR`.
    public func errorParts(of index: Int) -> (code: String, message: String) {
        let text = String(decoding: bytes(of: index), as: UTF8.self)
        let word = text.prefix { $0 != " " }
        guard (1...32).contains(word.utf8.count),
            word.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F })
        else { return ("ERR", text) }
        return (String(word), String(text.dropFirst(word.count + 1)))
    }

    private func node(_ index: Int) -> firebreak_redis_node {
        precondition(index >= 0 && index < count, "no such element in the reply")
        return unsafe storage.pointee.nodes[index]
    }
}

extension RedisReplyBuffer.Kind {
    /// hiredis's number for it (read.h).
    init(_ number: UInt32) {
        self =
            switch Int32(bitPattern: number) {
            case REDIS_REPLY_STATUS: .status
            case REDIS_REPLY_ERROR: .error
            case REDIS_REPLY_INTEGER: .integer
            case REDIS_REPLY_STRING: .bulk
            case REDIS_REPLY_ARRAY: .array
            default: .null
            }
    }
}

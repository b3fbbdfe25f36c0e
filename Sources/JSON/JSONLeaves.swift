internal import CSimdJSON

/// Lists the members of documents that are objects, those of inner objects among them, as bytes: for log lines by the
/// million, of which no strings are made. Keeps its buffers from one document to the next; belongs to one thread at a
/// time.
@safe public struct JSONLeaves: ~Copyable {
    /// What a document turned out to be.
    public enum Outcome: Sendable, Hashable {
        /// An object; its leaves can be read.
        case object
        /// Not JSON (RFC 8259), or no object.
        case notAnObject
        /// Not valid UTF-8.
        case notUTF8
        /// No memory for it.
        case outOfMemory
    }

    private var parser: SimdParser?
    private let leaves: UnsafeMutablePointer<csimdjson_leaf>
    private var count = 0
    /// How many leaves there are beyond those.
    public private(set) var omitted = 0

    /// More leaves than these of one document are not listed.
    public static let limit = 1024
    private static let maximumDepth = 1024
    /// Buffers for longer documents than this, in bytes, are not kept.
    private static let keptCapacity = 1 << 20

    public init() {
        unsafe leaves = .allocate(capacity: Self.limit)
        unsafe leaves.initialize(repeating: csimdjson_leaf(), count: Self.limit)
    }

    deinit { unsafe leaves.deallocate() }

    /// Parses a document. What was read of the one before is no longer valid.
    ///
    /// - Parameter isPadded: whether 64 bytes that may be read follow the document: it need not be copied then.
    public mutating func parse(_ bytes: UnsafeRawBufferPointer, isPadded: Bool) -> Outcome {
        count = 0
        omitted = 0
        if let capacity = parser?.capacity, capacity > Self.keptCapacity { parser = nil }
        if parser == nil { parser = SimdParser(maximumDepth: Self.maximumDepth) }
        guard let handle = unsafe parser?.handle else { return .outOfMemory }
        var found = 0
        let status = unsafe csimdjson_leaves(
            handle, bytes.baseAddress, bytes.count, isPadded, leaves, Self.limit, &found)
        switch status {
        case CSIMDJSON_OK:
            count = min(found, Self.limit)
            omitted = found - count
            return .object
        case CSIMDJSON_NOT_UTF8: return .notUTF8
        case CSIMDJSON_NO_MEMORY: return .outOfMemory
        default: return .notAnObject
        }
    }

    /// The leaves of the document that was parsed last, valid until the next is.
    public var list: JSONLeafList { unsafe JSONLeafList(leaves: leaves, count: count) }
}

/// The leaves of a document, in its order.
@safe public struct JSONLeafList {
    private let leaves: UnsafePointer<csimdjson_leaf>
    /// How many there are.
    public let count: Int

    init(leaves: UnsafeMutablePointer<csimdjson_leaf>, count: Int) {
        unsafe self.leaves = unsafe UnsafePointer(leaves)
        self.count = count
    }

    /// The keys that lead to a leaf, with dots between them.
    public func path(_ index: Int) -> UnsafeRawBufferPointer { unsafe leaves[index].path.buffer }

    /// A leaf's string, or what JSON writes for a value of another kind; nothing for null.
    public func text(_ index: Int) -> UnsafeRawBufferPointer { unsafe leaves[index].text.buffer }

    /// A leaf's kind.
    public func kind(_ index: Int) -> JSONLeafKind {
        switch unsafe leaves[index].kind {
        case CSIMDJSON_STRING: .string
        case CSIMDJSON_INTEGER: .integer
        case CSIMDJSON_DOUBLE: .double
        case CSIMDJSON_BOOL: .bool
        case CSIMDJSON_NULL: .null
        default: .collection
        }
    }

    /// The whole number that a leaf of that kind is.
    public func integer(_ index: Int) -> Int64 { unsafe leaves[index].integer }
}

/// What stands in a leaf.
public enum JSONLeafKind: UInt8, Sendable, Hashable {
    case null, bool, integer, double, string
    /// An array, or an object inside eight others.
    case collection
}

/// Reads a stream of Go's gobs up to its first value (go/src/encoding/gob, doc.go, "Encoding Details"; decoder.go).
/// Structs are maps of those fields that are not zero.
struct GobReader {
    var cursor: ByteCursor
    var budget: DecodingBudget
    var types = GobType.predefined
    /// Where the message ends that is being read.
    var messageEnd = 0

    init(_ bytes: UnsafeRawBufferPointer, _ limits: DecodingLimits) throws(DecodingFailure) {
        cursor = ByteCursor(bytes)
        budget = try DecodingBudget(limits, for: bytes)
    }

    var isAtEnd: Bool { cursor.isAtEnd }

    /// The value, whose types' definitions come before it.
    mutating func topValue() throws(DecodingFailure) -> DecodedValue {
        let type = try typeSequence(isInterface: false)
        let value = try single(type, depth: 0)
        guard cursor.offset == messageEnd else { throw .malformed }
        return value
    }

    // MARK: - Numbers

    mutating func unsigned() throws(DecodingFailure) -> UInt64 {
        let first = try cursor.byte()
        guard first > 0x7F else { return UInt64(first) }
        let count = 256 - Int(first)
        guard count <= 8 else { throw .malformed }
        var number: UInt64 = 0
        for _ in 0..<count { number = number << 8 | UInt64(try cursor.byte()) }
        return number
    }

    mutating func signed() throws(DecodingFailure) -> Int64 {
        let number = try unsigned()
        let half = Int64(number >> 1)
        return number & 1 == 1 ? ~half : half
    }

    mutating func count() throws(DecodingFailure) -> Int {
        let count = try unsigned()
        guard count <= UInt64(cursor.remaining) else { throw .truncated }
        return Int(count)
    }

    private mutating func float() throws(DecodingFailure) -> DecodedValue {
        .number(Double(bitPattern: try unsigned().byteSwapped))
    }

    mutating func name() throws(DecodingFailure) -> [UInt8] {
        let bytes = try cursor.bytes(count())
        guard bytes.count <= 1024 else { throw .unsupported }
        try budget.take(bytes: bytes.count)
        return Array(bytes)
    }

    mutating func typeNumber() throws(DecodingFailure) -> Int {
        guard let number = Int32(exactly: try signed()) else { throw .malformed }
        return Int(number)
    }

    // MARK: - Values

    /// A value that stands by itself: what is no struct has a zero before it.
    private mutating func single(_ type: Int, depth: Int) throws(DecodingFailure) -> DecodedValue {
        if case .structure? = types[type] { return try value(type, depth: depth) }
        guard try unsigned() == 0 else { throw .malformed }
        return try value(type, depth: depth)
    }

    private mutating func value(_ number: Int, depth: Int) throws(DecodingFailure) -> DecodedValue {
        try budget.take()
        guard let type = types[number] else { throw .malformed }
        switch type {
        case .boolean: return .boolean(try unsigned() != 0)
        case .signed: return .integer(try signed())
        case .unsigned: return DecodedValue(try unsigned())
        case .float: return try float()
        case .bytes, .string: return try budget.text(cursor.bytes(count()))
        case .complex: return .list([try float(), try float()])
        case .own(let name, let isText): return try own(name, isText)
        case .interface, .list, .map, .structure: break
        }
        try budget.check(depth: depth)
        switch type {
        case .interface: return try interface(depth)
        case .list(let element, let length):
            let count = try count()
            guard length == nil || length == count else { throw .malformed }
            var items: [DecodedValue] = []
            items.reserveCapacity(DecodingBudget.room(for: count))
            for _ in 0..<count { items.append(try value(element, depth: depth + 1)) }
            return .list(items)
        case .map(let key, let value):
            var members = DecodedMap()
            for _ in 0..<(try count()) {
                let key = try self.value(key, depth: depth + 1)
                members.append(key, try self.value(value, depth: depth + 1))
            }
            return .map(members)
        case .structure(_, let list):
            var members = DecodedMap()
            try fields { (reader, number) throws(DecodingFailure) in
                guard number <= list.count else { throw .malformed }
                let field = list[number - 1]
                members.append(.text(field.name), try reader.value(field.type, depth: depth + 1))
            }
            return .map(members)
        default: throw .malformed
        }
    }

    /// The name under which the type was registered, its number, a length and the value.
    private mutating func interface(_ depth: Int) throws(DecodingFailure) -> DecodedValue {
        guard try !name().isEmpty else { return .null }
        let type = try typeSequence(isInterface: true)
        _ = try count()
        return try single(type, depth: depth + 1)
    }

    private mutating func own(_ name: String, _ isText: Bool) throws(DecodingFailure) -> DecodedValue {
        let bytes = try cursor.bytes(count())
        if isText { return .object(className: name, members: DecodedMap(["": try budget.text(bytes)])) }
        // A type without a name, as a pointer to one is, still has something in it.
        let kind = name.isEmpty ? "type with a form of its own" : name
        return name == "Time" ? GobTime.value(bytes) ?? .opaque(kind) : .opaque(kind)
    }
}

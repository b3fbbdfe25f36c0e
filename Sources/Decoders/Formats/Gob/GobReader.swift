/// Reads a stream of Go's gobs up to its first value (go/src/encoding/gob, doc.go, "Encoding Details"; decoder.go).
/// Structs are maps of those fields that are not zero.
struct GobReader {
    private var cursor: ByteCursor
    private var budget: DecodingBudget
    private var types = GobType.predefined
    /// Where the message ends that is being read.
    private var messageEnd = 0

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

    private mutating func unsigned() throws(DecodingFailure) -> UInt64 {
        let first = try cursor.byte()
        guard first > 0x7F else { return UInt64(first) }
        let count = 256 - Int(first)
        guard count <= 8 else { throw .malformed }
        var number: UInt64 = 0
        for _ in 0..<count { number = number << 8 | UInt64(try cursor.byte()) }
        return number
    }

    private mutating func signed() throws(DecodingFailure) -> Int64 {
        let number = try unsigned()
        let half = Int64(number >> 1)
        return number & 1 == 1 ? ~half : half
    }

    private mutating func count() throws(DecodingFailure) -> Int {
        let count = try unsigned()
        guard count <= UInt64(cursor.remaining) else { throw .truncated }
        return Int(count)
    }

    private mutating func float() throws(DecodingFailure) -> DecodedValue {
        .number(Double(bitPattern: try unsigned().byteSwapped))
    }

    private mutating func name() throws(DecodingFailure) -> [UInt8] {
        let bytes = try cursor.bytes(count())
        guard bytes.count <= 1024 else { throw .unsupported }
        try budget.take(bytes: bytes.count)
        return Array(bytes)
    }

    private mutating func typeNumber() throws(DecodingFailure) -> Int {
        guard let number = Int32(exactly: try signed()) else { throw .malformed }
        return Int(number)
    }

    // MARK: - Types

    /// Takes definitions of types until a value's type comes (decoder.go, decodeTypeSequence).
    private mutating func typeSequence(isInterface: Bool) throws(DecodingFailure) -> Int {
        while true {
            guard cursor.offset <= messageEnd else { throw .malformed }
            if cursor.offset == messageEnd {
                let length = try count()
                messageEnd = cursor.offset + length
            }
            let number = try typeNumber()
            guard number < 0 else { return number }
            try budget.take()
            try define(-number)
            if cursor.offset < messageEnd {
                guard isInterface else { throw .malformed }
                _ = try unsigned()
            }
        }
    }

    private mutating func define(_ number: Int) throws(DecodingFailure) {
        guard number >= GobType.firstOwn, types[number] == nil else { throw .malformed }
        var definition: GobType?
        // A wireType: one of its fields is there.
        try fields { (reader, field) throws(DecodingFailure) in
            switch field {
            case 1, 2, 4: definition = try reader.collection(field)
            case 3: definition = try reader.structure()
            case 5, 6, 7:
                var common = ""
                try reader.fields { (reader, field) throws(DecodingFailure) in
                    guard field == 1 else { throw .malformed }
                    common = try reader.common()
                }
                definition = .own(name: common, isText: field == 7)
            default: throw .malformed
            }
        }
        guard let definition else { throw .malformed }
        types[number] = definition
    }

    /// Calls back for each field of a struct that is there, by its number.
    private mutating func fields(
        _ body: (inout GobReader, Int) throws(DecodingFailure) -> Void
    ) throws(DecodingFailure) {
        var number = 0
        while true {
            let step = try unsigned()
            guard step != 0 else { return }
            guard step <= 65_536 else { throw .malformed }
            number += Int(step)
            try body(&self, number)
        }
    }

    /// A commonType: the name, and the type's own number.
    private mutating func common() throws(DecodingFailure) -> String {
        var name = ""
        try fields { (reader, field) throws(DecodingFailure) in
            switch field {
            case 1: name = String(decoding: try reader.name(), as: UTF8.self)
            case 2: _ = try reader.signed()
            default: throw .malformed
            }
        }
        return name
    }

    /// An arrayType (1), a sliceType (2) or a mapType (4): their element, or key and element.
    private mutating func collection(_ kind: Int) throws(DecodingFailure) -> GobType {
        var numbers = [0, 0]
        try fields { (reader, field) throws(DecodingFailure) in
            switch field {
            case 1: _ = try reader.common()
            case 2, 3: numbers[field - 2] = try reader.typeNumber()
            default: throw .malformed
            }
        }
        switch kind {
        case 1: return .list(element: numbers[0], length: numbers[1])
        case 2: return .list(element: numbers[0], length: nil)
        default: return .map(key: numbers[0], value: numbers[1])
        }
    }

    private mutating func structure() throws(DecodingFailure) -> GobType {
        var name = ""
        var list: [GobType.Field] = []
        try fields { (reader, field) throws(DecodingFailure) in
            switch field {
            case 1: name = try reader.common()
            case 2:
                for _ in 0..<(try reader.count()) { list.append(try reader.field()) }
            default: throw .malformed
            }
        }
        return .structure(name: name, fields: list)
    }

    private mutating func field() throws(DecodingFailure) -> GobType.Field {
        try budget.take()
        var name: [UInt8] = []
        var type = 0
        try fields { (reader, field) throws(DecodingFailure) in
            switch field {
            case 1: name = try reader.name()
            case 2: type = try reader.typeNumber()
            default: throw .malformed
            }
        }
        return GobType.Field(name: name, type: type)
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

/// Reads the grammar of Java's serialisation stream (Java Object Serialization Specification, §6.4). Classes are names
/// and fields, objects their fields' values.
struct JavaReader {
    private static let firstHandle: UInt32 = 0x7E_0000
    /// How many classes an object may have above each other.
    static let longestLine = 32

    var cursor: ByteCursor
    var budget: DecodingBudget
    var shared = SharedValues()
    /// The classes, by their handles.
    var classes: [Int: JavaClass] = [:]

    init(_ bytes: UnsafeRawBufferPointer, _ limits: DecodingLimits) throws(DecodingFailure) {
        cursor = ByteCursor(bytes)
        budget = try DecodingBudget(limits, for: bytes)
        guard try cursor.bigEndian(UInt16.self) == 0xACED else { throw .malformed }
        guard try cursor.bigEndian(UInt16.self) == 5 else { throw .unsupported }
    }

    /// An object, an array, a text, a class or nothing.
    mutating func value(depth: Int) throws(DecodingFailure) -> DecodedValue {
        try budget.take()
        guard let code = JavaCode(rawValue: try cursor.byte()) else { throw .malformed }
        switch code {
        case .null: return .null
        case .reference:
            let handle = try handle()
            if let type = classes[handle] { return .opaque(type.name) }
            return try shared.value(handle, &budget, depth: depth)
        case .object: return try object(depth)
        case .array: return try array(depth)
        case .string, .longString: return try text(code)
        case .enumeration:
            let type = try classDescription(depth)
            let opening = shared.open(budget, depth: depth)
            let value = DecodedValue.object(
                className: type?.name ?? "", members: DecodedMap(["": try sharedText()]))
            return shared.close(opening, value, budget)
        case .class:
            let type = try classDescription(depth)
            let value = DecodedValue.opaque(type?.name ?? "class")
            shared.add(value)
            return value
        case .classDescription, .proxyClassDescription:
            cursor.move(to: cursor.offset - 1)
            return .opaque(try classDescription(depth)?.name ?? "class")
        case .blockData, .endBlockData, .longBlockData, .reset, .exception: throw .unsupported
        }
    }

    // MARK: - Texts

    /// A text where only one may stand, or the handle of an earlier one: else a value could nest without end.
    mutating func sharedText() throws(DecodingFailure) -> DecodedValue {
        try budget.take()
        guard let code = JavaCode(rawValue: try cursor.byte()) else { throw .malformed }
        switch code {
        case .string, .longString: return try text(code)
        case .reference:
            let value = try shared.value(handle(), &budget, depth: 0)
            guard case .text = value else { throw .malformed }
            return value
        default: throw .malformed
        }
    }

    private mutating func text(_ code: JavaCode) throws(DecodingFailure) -> DecodedValue {
        let count =
            code == .string ? Int(try cursor.bigEndian(UInt16.self)) : Int(clamping: try cursor.bigEndian(UInt64.self))
        let bytes = try cursor.bytes(count)
        try budget.take(bytes: count)
        let text = DecodedValue.text(try ModifiedUTF8.decode(bytes))
        shared.add(text)
        return text
    }

    mutating func name() throws(DecodingFailure) -> [UInt8] {
        let bytes = try cursor.bytes(Int(try cursor.bigEndian(UInt16.self)))
        guard bytes.count <= 1024 else { throw .unsupported }
        return try ModifiedUTF8.decode(bytes)
    }

    mutating func handle() throws(DecodingFailure) -> Int {
        let wire = try cursor.bigEndian(UInt32.self)
        guard wire >= Self.firstHandle else { throw .malformed }
        return Int(wire - Self.firstHandle)
    }

    // MARK: - Objects

    private mutating func object(_ depth: Int) throws(DecodingFailure) -> DecodedValue {
        guard let type = try classDescription(depth) else { throw .malformed }
        let opening = shared.open(budget, depth: depth)
        var line = [type]
        while let parent = line.last?.parent {
            guard let next = classes[parent], line.count <= Self.longestLine + 1 else { throw .malformed }
            line.append(next)
        }
        var object = JavaObject(className: type.name)
        for type in line.reversed() { try read(type, into: &object, depth + 1) }
        return shared.close(opening, KnownJavaClass.value(object), budget)
    }

    /// Reads what one class of an object's line has in the stream.
    private mutating func read(_ type: JavaClass, into object: inout JavaObject, _ depth: Int) throws(DecodingFailure) {
        if type.flags.contains(.serializable) {
            for field in type.fields { object.fields.append(.text(field.name), try value(of: field.type, depth)) }
            if type.flags.contains(.writeMethod) { object.add(try annotation(depth)) }
        } else if type.flags.contains(.externalizable) {
            // Without blocks only the class itself knows where its bytes end.
            guard type.flags.contains(.blockData) else { throw .unsupported }
            object.isExternal = true
            object.add(try annotation(depth))
        }
    }

    private mutating func array(_ depth: Int) throws(DecodingFailure) -> DecodedValue {
        guard let type = try classDescription(depth) else { throw .malformed }
        let opening = shared.open(budget, depth: depth)
        let name = Array(type.name.utf8)
        guard name.count >= 2, name[0] == UInt8(ascii: "[") else { throw .malformed }
        let count = Int(try cursor.bigEndian(UInt32.self))
        guard count <= cursor.remaining else { throw .truncated }
        if name[1] == UInt8(ascii: "B") {
            return shared.close(opening, try budget.text(cursor.bytes(count)), budget)
        }
        var items: [DecodedValue] = []
        items.reserveCapacity(DecodingBudget.room(for: count))
        for _ in 0..<count { items.append(try value(of: name[1], depth + 1)) }
        return shared.close(opening, .list(items), budget)
    }

    /// A value of a type: primitive, or an object.
    private mutating func value(of type: UInt8, _ depth: Int) throws(DecodingFailure) -> DecodedValue {
        if type == UInt8(ascii: "L") || type == UInt8(ascii: "[") { return try value(depth: depth) }
        try budget.take()
        return try cursor.javaPrimitive(type)
    }

    /// What a class wrote beside its fields: blocks of bytes, and objects.
    mutating func annotation(_ depth: Int) throws(DecodingFailure) -> (data: [UInt8], objects: [DecodedValue]) {
        var data: [UInt8] = []
        var objects: [DecodedValue] = []
        while true {
            switch cursor.next.flatMap(JavaCode.init) {
            case .endBlockData:
                _ = try cursor.byte()
                return (data, objects)
            case .blockData, .longBlockData:
                let isLong = try cursor.byte() == JavaCode.longBlockData.rawValue
                let bytes = try cursor.bytes(
                    isLong ? Int(cursor.bigEndian(UInt32.self)) : Int(cursor.byte()))
                try budget.take(bytes: bytes.count)
                data += bytes
            case nil: throw cursor.isAtEnd ? .truncated : .malformed
            default: objects.append(try value(depth: depth))
            }
        }
    }
}

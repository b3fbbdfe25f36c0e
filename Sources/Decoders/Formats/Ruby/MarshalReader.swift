/// Reads Ruby's Marshal format 4.8 (ruby/ruby, marshal.c, r_object_for; doc/marshal.rdoc).
struct MarshalReader {
    var cursor: ByteCursor
    var budget: DecodingBudget
    var symbols: [[UInt8]] = []
    private var shared = SharedValues()

    init(_ bytes: UnsafeRawBufferPointer, _ limits: DecodingLimits) throws(DecodingFailure) {
        cursor = ByteCursor(bytes)
        budget = try DecodingBudget(limits, for: bytes)
        guard try cursor.byte() == 4 else { throw .malformed }
        guard try cursor.byte() <= 8 else { throw .unsupported }
    }

    /// A value that stands inside `depth` others.
    mutating func value(depth: Int) throws(DecodingFailure) -> DecodedValue {
        // Its instance variables follow a value, except where its kind reads them itself.
        var hasVariables = false
        return try value(depth, hasVariables: &hasVariables)
    }

    private mutating func value(_ depth: Int, hasVariables: inout Bool) throws(DecodingFailure) -> DecodedValue {
        try budget.take()
        let type = try cursor.byte()
        switch type {
        case UInt8(ascii: "0"): return .null
        case UInt8(ascii: "T"): return .boolean(true)
        case UInt8(ascii: "F"): return .boolean(false)
        case UInt8(ascii: "i"): return .integer(Int64(try number()))
        case UInt8(ascii: ":"):
            let symbol = try newSymbol(isVariable: &hasVariables, depth)
            return .text(symbol)
        case UInt8(ascii: ";"): return .text(try knownSymbol())
        case UInt8(ascii: "@"): return try shared.value(number(), &budget, depth: depth)
        default: break
        }
        try budget.check(depth: depth)
        switch type {
        case UInt8(ascii: "I"): return try withVariables(depth)
        case UInt8(ascii: "\""): return try leaf(budget.text(bytes()))
        case UInt8(ascii: "f"): return try leaf(float())
        case UInt8(ascii: "l"): return try leaf(bigNumber())
        case UInt8(ascii: "c"), UInt8(ascii: "m"), UInt8(ascii: "M"): return try leaf(.opaque(text(bytes())))
        case UInt8(ascii: "/"): return try expression(depth, &hasVariables)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "{"), UInt8(ascii: "}"): return try hash(depth, hasDefault: type == UInt8(ascii: "}"))
        case UInt8(ascii: "o"), UInt8(ascii: "S"): return try object(depth)
        case UInt8(ascii: "u"): return try dumped(depth, &hasVariables)
        case UInt8(ascii: "U"):
            let name = try className(depth)
            let opening = shared.open(budget, depth: depth)
            _ = try value(depth: depth + 1)
            return shared.close(opening, .opaque(name), budget)
        case UInt8(ascii: "C"):
            let name = try className(depth)
            return Self.named(name, try value(depth + 1, hasVariables: &hasVariables))
        case UInt8(ascii: "e"):
            _ = try className(depth)
            return try value(depth + 1, hasVariables: &hasVariables)
        case UInt8(ascii: "d"): throw .unsupported
        default: throw .malformed
        }
    }

    // MARK: - Values with parts

    private mutating func leaf(_ value: DecodedValue) throws(DecodingFailure) -> DecodedValue {
        shared.add(value)
        return value
    }

    /// A value and then its instance variables. Those of texts say the encoding, which is passed over; an object of a
    /// subclass keeps them as members.
    private mutating func withVariables(_ depth: Int) throws(DecodingFailure) -> DecodedValue {
        var hasVariables = true
        let value = try value(depth + 1, hasVariables: &hasVariables)
        if hasVariables { try skipVariables(depth) }
        return value
    }

    mutating func skipVariables(_ depth: Int) throws(DecodingFailure) {
        for _ in 0..<(try count()) {
            _ = try symbol(depth)
            _ = try value(depth: depth + 1)
        }
    }

    private mutating func array(_ depth: Int) throws(DecodingFailure) -> DecodedValue {
        let count = try count()
        let opening = shared.open(budget, depth: depth)
        var items: [DecodedValue] = []
        items.reserveCapacity(DecodingBudget.room(for: count))
        for _ in 0..<count { items.append(try value(depth: depth + 1)) }
        return shared.close(opening, .list(items), budget)
    }

    private mutating func hash(_ depth: Int, hasDefault: Bool) throws(DecodingFailure) -> DecodedValue {
        let count = try count()
        let opening = shared.open(budget, depth: depth)
        var members = DecodedMap()
        members.reserve(DecodingBudget.room(for: count))
        for _ in 0..<count {
            let key = try value(depth: depth + 1)
            members.append(key, try value(depth: depth + 1))
        }
        if hasDefault { _ = try value(depth: depth + 1) }
        return shared.close(opening, .map(members), budget)
    }

    /// An object or a Struct: its class, and named members.
    private mutating func object(_ depth: Int) throws(DecodingFailure) -> DecodedValue {
        let opening = shared.open(budget, depth: depth)
        let name = try className(depth)
        let count = try count()
        var members = DecodedMap()
        for _ in 0..<count {
            let member = try symbol(depth)
            members.append(.text(member), try value(depth: depth + 1))
        }
        return shared.close(opening, .object(className: name, members: members), budget)
    }

    /// What a class dumped of itself by `_dump`. It gets its number after the variables of its text.
    private mutating func dumped(_ depth: Int, _ hasVariables: inout Bool) throws(DecodingFailure) -> DecodedValue {
        let name = try className(depth)
        _ = try bytes()
        if hasVariables {
            hasVariables = false
            try skipVariables(depth)
        }
        return try leaf(.opaque(name))
    }

    private mutating func expression(_ depth: Int, _ hasVariables: inout Bool) throws(DecodingFailure) -> DecodedValue {
        let source = try budget.text(bytes())
        _ = try cursor.byte()
        shared.add(source)
        if hasVariables {
            hasVariables = false
            try skipVariables(depth)
        }
        return source
    }

    /// A text, an array or a hash of a class of one's own.
    private static func named(_ name: String, _ value: DecodedValue) -> DecodedValue {
        switch value {
        case .map(let members): .object(className: name, members: members)
        case .text: .object(className: name, members: DecodedMap(["": value]))
        default: value
        }
    }
}

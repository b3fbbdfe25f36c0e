internal import JSON

/// JSON (RFC 8259), through the parser of the JSON module.
struct JSONDecoder: ValueDecoder {
    var name: String { Decoding.json.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        var budget = try DecodingBudget(limits, for: bytes)
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(
                parsing: Array(bytes), maximumDepth: limits.maximumDepth, maximumBytes: limits.maximumBytes)
        } catch {
            throw DecodingFailure(error)
        }
        return try Self.value(document, &budget)
    }

    private static func value(
        _ value: JSONValue, _ budget: inout DecodingBudget
    ) throws(DecodingFailure) -> DecodedValue {
        try budget.take()
        switch value {
        case .null: return .null
        case .bool(let flag): return .boolean(flag)
        case .integer(let number): return .integer(number)
        case .double(let number): return .number(number)
        case .string(let text): return .text(text)
        case .array(let items):
            var list: [DecodedValue] = []
            list.reserveCapacity(items.count)
            for item in items { list.append(try Self.value(item, &budget)) }
            return .list(list)
        case .object(let members):
            var map = DecodedMap()
            map.reserve(members.count)
            for (key, value) in members {
                try budget.take()
                map.append(.text(key), try Self.value(value, &budget))
            }
            return .map(map)
        }
    }
}

extension DecodingFailure {
    fileprivate init(_ error: JSONError) {
        self =
            switch error {
            case .tooDeep: .tooDeep
            case .tooLarge, .outOfMemory: .tooLarge
            case .empty: .truncated
            case .invalid, .notUTF8, .numberTooLarge, .duplicateKey: .malformed
            }
    }
}

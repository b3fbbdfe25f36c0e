extension JSONValue {
    /// What a value encodes itself as; members in the order in which it does.
    ///
    /// - Throws: `EncodingError` for a number that is not finite, and whatever the value's own `encode(to:)` throws.
    public init(encoding value: some Encodable) throws {
        let slot = JSONSlot()
        var container = JSONValueEncoder(slot: slot).singleValueContainer()
        try container.encode(value)
        self = slot.value
    }

    /// Decodes a type. Keys that it does not know are passed over.
    ///
    /// - Throws: `DecodingError`, which names the place and never the value.
    public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONValueDecoder(self).singleValueContainer().decode(type)
    }
}

extension JSONValue: Codable {
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let flag): try flag.encode(to: encoder)
        case .integer(let number): try number.encode(to: encoder)
        case .double(let number): try number.encode(to: encoder)
        case .string(let text): try text.encode(to: encoder)
        case .array(let items): try items.encode(to: encoder)
        case .object(let members): try members.encode(to: encoder)
        }
    }

    public init(from decoder: any Decoder) throws {
        if let decoder = decoder as? JSONValueDecoder {
            self = decoder.value
            return
        }
        if let members = try? JSONObject(from: decoder) {
            self = .object(members)
        } else if let items = try? [JSONValue](from: decoder) {
            self = .array(items)
        } else {
            self = try Self.scalar(decoder.singleValueContainer())
        }
    }

    private static func scalar(_ container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if let flag = try? container.decode(Bool.self) { return .bool(flag) }
        if let number = try? container.decode(Int64.self) { return .integer(number) }
        if let number = try? container.decode(Double.self) { return .double(number) }
        return .string(try container.decode(String.self))
    }
}

extension JSONObject: Codable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: JSONCodingKey.self)
        for (key, value) in self { try container.encode(value, forKey: .name(key)) }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: JSONCodingKey.self)
        self.init()
        for key in container.allKeys { self[key.stringValue] = try container.decode(JSONValue.self, forKey: key) }
    }
}

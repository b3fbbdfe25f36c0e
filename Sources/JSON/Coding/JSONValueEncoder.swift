/// Encodes to a `JSONValue`, members in the order in which they are encoded.
struct JSONValueEncoder: Encoder {
    let slot: JSONSlot
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(slot: JSONSlot = JSONSlot(), codingPath: [any CodingKey] = []) {
        self.slot = slot
        self.codingPath = codingPath
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.becomeObject()
        return KeyedEncodingContainer(KeyedContainer(slot: slot, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.becomeArray()
        return UnkeyedContainer(slot: slot, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        SingleContainer(slot: slot, codingPath: codingPath)
    }
}

extension JSONValue {
    /// The scalars that a container is handed; nil where the value encodes itself.
    fileprivate init?(scalar value: some Encodable) {
        switch value {
        case let value as JSONValue: self = value
        case let value as String: self = .string(value)
        case let value as Bool: self = .bool(value)
        case let value as Double: self = .double(value)
        case let value as Float: self = .double(Double(value))
        case let value as any BinaryInteger:
            self = Int64(exactly: value).map { .integer($0) } ?? .double(Double(value))
        default: return nil
        }
    }
}

extension JSONSlot {
    fileprivate func encode(_ value: some Encodable, _ codingPath: [any CodingKey]) throws {
        if let number = value as? any BinaryFloatingPoint, !Double(number).isFinite {
            throw EncodingError.invalidValue(
                value, .init(codingPath: codingPath, debugDescription: "JSON has no way to write this number"))
        }
        if let scalar = JSONValue(scalar: value) {
            set(scalar)
        } else {
            try value.encode(to: JSONValueEncoder(slot: self, codingPath: codingPath))
        }
    }
}

private struct KeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: JSONSlot
    let codingPath: [any CodingKey]

    func encodeNil(forKey key: Key) { slot.member(key.stringValue).set(.null) }

    // What most members are, without finding out at run time what they are.
    func encode(_ value: String, forKey key: Key) { slot.member(key.stringValue).set(.string(value)) }
    func encode(_ value: Bool, forKey key: Key) { slot.member(key.stringValue).set(.bool(value)) }
    func encode(_ value: Int, forKey key: Key) { slot.member(key.stringValue).set(.integer(Int64(value))) }
    func encode(_ value: Int64, forKey key: Key) { slot.member(key.stringValue).set(.integer(value)) }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        try slot.member(key.stringValue).encode(value, codingPath + [key])
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder(JSONCodingKey.name("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

    private func encoder(_ key: any CodingKey) -> JSONValueEncoder {
        JSONValueEncoder(slot: slot.member(key.stringValue), codingPath: codingPath + [key])
    }
}

private struct UnkeyedContainer: UnkeyedEncodingContainer {
    let slot: JSONSlot
    let codingPath: [any CodingKey]

    var count: Int { slot.count }

    func encodeNil() { slot.item().set(.null) }

    func encode(_ value: String) { slot.item().set(.string(value)) }

    func encode(_ value: some Encodable) throws {
        let path = codingPath + [JSONCodingKey.position(count)]
        try slot.item().encode(value, path)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder() }

    private func encoder() -> JSONValueEncoder {
        let path = codingPath + [JSONCodingKey.position(count)]
        return JSONValueEncoder(slot: slot.item(), codingPath: path)
    }
}

private struct SingleContainer: SingleValueEncodingContainer {
    let slot: JSONSlot
    let codingPath: [any CodingKey]

    func encodeNil() { slot.set(.null) }
    func encode(_ value: String) { slot.set(.string(value)) }
    func encode(_ value: Int) { slot.set(.integer(Int64(value))) }
    func encode(_ value: some Encodable) throws { try slot.encode(value, codingPath) }
}

/// A value that is being encoded: containers fill it while the encoder that made it still holds it.
final class JSONSlot {
    private enum Content {
        case empty
        case value(JSONValue)
        case array([JSONSlot])
        case object([(key: String, slot: JSONSlot)])
    }

    private var content = Content.empty

    /// What was encoded; `{}` where nothing was, as for a type without properties.
    var value: JSONValue {
        switch content {
        case .empty: .object([:])
        case .value(let value): value
        case .array(let slots): .array(slots.map(\.value))
        case .object(let members): .object(JSONObject(members.lazy.map { (key: $0.key, value: $0.slot.value) }))
        }
    }

    var count: Int {
        if case .array(let slots) = content { slots.count } else { 0 }
    }

    func set(_ value: JSONValue) { content = .value(value) }

    /// A second keyed container of the same encoder adds to the first.
    func becomeObject() {
        if case .object = content { return }
        content = .object([])
    }

    func becomeArray() {
        if case .array = content { return }
        content = .array([])
    }

    func member(_ key: String) -> JSONSlot {
        let slot = JSONSlot()
        if case .object(var members) = content {
            content = .empty  // so that the array is not copied
            members.append((key, slot))
            content = .object(members)
        }
        return slot
    }

    func item() -> JSONSlot {
        let slot = JSONSlot()
        if case .array(var slots) = content {
            content = .empty
            slots.append(slot)
            content = .array(slots)
        }
        return slot
    }
}

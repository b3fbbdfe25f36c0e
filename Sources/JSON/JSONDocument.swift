internal import CSimdJSON

/// A parsed document that lives as long as the closure it is given to. A path is the keys from the document's top; a
/// number as a step takes that item of an array. Where a key stands twice, its last value counts.
@safe public struct JSONDocument: ~Copyable {
    private let root: csimdjson_value

    init(root: csimdjson_value) { unsafe self.root = unsafe root }

    /// Whether anything stands at a path, be it `null`.
    public func contains(_ path: [String]) -> Bool { unsafe find(path) != nil }

    /// Whether an object stands at a path; at the document's top for an empty one.
    public func isObject(at path: [String] = []) -> Bool { has(CSIMDJSON_OBJECT, at: path) }

    /// Whether an array stands at a path.
    public func isArray(at path: [String]) -> Bool { has(CSIMDJSON_ARRAY, at: path) }

    /// The text at a path. Nil where there is none, or something else.
    public func string(at path: [String]) -> String? {
        guard let value = unsafe find(path), unsafe csimdjson_kind_of(value) == CSIMDJSON_STRING else { return nil }
        return unsafe csimdjson_string(value).string
    }

    /// The whole number at a path that fits 64 bits. Nil where there is none, or something else.
    public func integer(at path: [String]) -> Int64? {
        guard let value = unsafe find(path), unsafe csimdjson_kind_of(value) == CSIMDJSON_INTEGER else { return nil }
        return unsafe csimdjson_integer(value)
    }

    /// The number at a path. Nil where there is none.
    public func double(at path: [String]) -> Double? {
        guard let value = unsafe find(path) else { return nil }
        switch unsafe csimdjson_kind_of(value) {
        case CSIMDJSON_INTEGER, CSIMDJSON_DOUBLE: return unsafe csimdjson_double(value)
        default: return nil
        }
    }

    /// The flag at a path. Nil where there is none, or something else.
    public func bool(at path: [String]) -> Bool? {
        guard let value = unsafe find(path), unsafe csimdjson_kind_of(value) == CSIMDJSON_BOOL else { return nil }
        return unsafe csimdjson_bool(value)
    }

    /// The value at a path as text: a string as it is, a number or a flag as JSON writes it. Nil for anything else.
    public func scalarText(at path: [String]) -> String? {
        unsafe find(path).flatMap { unsafe Self.scalarText($0) }
    }

    /// The texts at a path: those of an array's items, or the one of the value itself; numbers and flags as JSON
    /// writes them. Empty where there are none; items of another kind are left out.
    public func scalarTexts(at path: [String]) -> [String] {
        guard let value = unsafe find(path) else { return [] }
        guard unsafe csimdjson_kind_of(value) == CSIMDJSON_ARRAY else {
            return unsafe Self.scalarText(value).map { [$0] } ?? []
        }
        var rest = unsafe csimdjson_items(value)
        var item = unsafe csimdjson_value()
        var texts: [String] = []
        while unsafe csimdjson_next_item(&rest, &item) {
            if let text = unsafe Self.scalarText(item) { texts.append(text) }
        }
        return texts
    }

    /// Whether the value at a path, or an item of the array that stands there, is one of a set of texts; numbers and
    /// flags are compared as JSON writes them.
    public func matches(at path: [String], any wanted: JSONTextSet) -> Bool {
        guard let value = unsafe find(path) else { return false }
        guard unsafe csimdjson_kind_of(value) == CSIMDJSON_ARRAY else { return unsafe Self.matches(value, wanted) }
        var rest = unsafe csimdjson_items(value)
        var item = unsafe csimdjson_value()
        while unsafe csimdjson_next_item(&rest, &item) {
            if unsafe Self.matches(item, wanted) { return true }
        }
        return false
    }

    // MARK: - Within the document

    private func has(_ kind: csimdjson_kind, at path: [String]) -> Bool {
        unsafe find(path).map { unsafe csimdjson_kind_of($0) == kind } ?? false
    }

    private static func scalarText(_ value: csimdjson_value) -> String? {
        switch unsafe csimdjson_kind_of(value) {
        case CSIMDJSON_STRING: unsafe csimdjson_string(value).string
        case CSIMDJSON_INTEGER: unsafe String(csimdjson_integer(value))
        case CSIMDJSON_DOUBLE: unsafe unsignedText(value) ?? JSONNumber.text(csimdjson_double(value))
        case CSIMDJSON_BOOL: unsafe csimdjson_bool(value) ? "true" : "false"
        default: nil
        }
    }

    /// Every digit of a whole number that only fits without a sign: an id, not a measure.
    private static func unsignedText(_ value: csimdjson_value) -> String? {
        var number: UInt64 = 0
        return unsafe csimdjson_unsigned(value, &number) ? String(number) : nil
    }

    private static func matches(_ value: csimdjson_value, _ wanted: JSONTextSet) -> Bool {
        if unsafe csimdjson_kind_of(value) == CSIMDJSON_STRING {
            return unsafe wanted.contains(csimdjson_string(value).buffer)
        }
        return unsafe scalarText(value).map { wanted.contains($0) } ?? false
    }

    private func find(_ path: [String]) -> csimdjson_value? {
        var value = unsafe root
        for step in path {
            guard let next = unsafe Self.member(value, step) ?? Self.item(value, step) else { return nil }
            unsafe value = unsafe next
        }
        return unsafe value
    }

    private static func member(_ object: csimdjson_value, _ name: String) -> csimdjson_value? {
        guard unsafe csimdjson_kind_of(object) == CSIMDJSON_OBJECT else { return nil }
        var found = unsafe csimdjson_value()
        var name = name
        let wasFound = name.withUTF8 { key in
            unsafe key.withMemoryRebound(to: CChar.self) { key in
                unsafe csimdjson_find(object, key.baseAddress, key.count, &found)
            }
        }
        return unsafe wasFound ? found : nil
    }

    private static func item(_ array: csimdjson_value, _ step: String) -> csimdjson_value? {
        guard unsafe csimdjson_kind_of(array) == CSIMDJSON_ARRAY, var position = UInt32(step) else { return nil }
        var rest = unsafe csimdjson_items(array)
        var item = unsafe csimdjson_value()
        while unsafe csimdjson_next_item(&rest, &item) {
            if position == 0 { return unsafe item }
            position -= 1
        }
        return nil
    }
}

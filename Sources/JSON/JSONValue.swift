/// A JSON value (RFC 8259).
public enum JSONValue: Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A whole number written without point or exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number.
    case double(Double)
    /// A text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Named members.
    case object(JSONObject)
}

// MARK: - Reading

extension JSONValue {
    /// The text, or nil for another kind.
    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number, where it is whole and fits 64 bits: `5` and `5.0` alike.
    public var integerValue: Int64? {
        switch self {
        case .integer(let number): number
        case .double(let number): Int64(exactly: number)
        default: nil
        }
    }

    /// The number. A whole one beyond 2⁵³ is rounded.
    public var doubleValue: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    /// Whether it is `true`; nil for another kind.
    public var boolValue: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    /// The items, or nil for another kind.
    public var arrayValue: [JSONValue]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The members, or nil for another kind.
    public var objectValue: JSONObject? {
        if case .object(let members) = self { members } else { nil }
    }

    /// Whether it is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// A member of an object. Nil where there is none, or this is no object; setting then does nothing.
    public subscript(key: String) -> JSONValue? {
        get { objectValue?[key] }
        set {
            guard case .object(var members) = self else { return }
            self = .null  // so that the members are changed in place and not copied
            members[key] = newValue
            self = .object(members)
        }
    }

    /// An item of an array. Nil where there is none, or this is no array.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// The value at a path of keys and positions, as `passport.user` or `items.0.id`. A key that itself has a point
    /// in it cannot be reached.
    public func value(at dottedPath: String) -> JSONValue? {
        var value = self
        for step in dottedPath.split(separator: ".", omittingEmptySubsequences: false) {
            guard let next = value[String(step)] ?? Int(step).flatMap({ value[$0] }) else { return nil }
            value = next
        }
        return value
    }
}

// MARK: - Equality

extension JSONValue: Hashable {
    /// Numbers are equal where they have the same value (`1` and `1.0`), texts and keys where they have the same
    /// bytes, objects whatever the order of their members.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.integer(let whole), .double(let number)), (.double(let number), .integer(let whole)):
            Int64(exactly: number) == whole
        case (.double(let left), .double(let right)): left == right || (left.isNaN && right.isNaN)
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .integer(let number): hasher.combine(number)
        case .double(let number):
            if let whole = Int64(exactly: number) {
                hasher.combine(whole)
            } else {
                hasher.combine(number.isNaN ? Double.nan.bitPattern : number.bitPattern)
            }
        case .string(let text): text.hashBytes(into: &hasher)
        case .array(let items): hasher.combine(items)
        case .object(let members): hasher.combine(members)
        }
    }
}

// MARK: - Literals

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral items: JSONValue...) { self = .array(items) }
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(JSONObject(members.lazy.map { (key: $0.0, value: $0.1) }))
    }
}

extension JSONValue: CustomStringConvertible {
    /// The compact form.
    public var description: String { compact }
}

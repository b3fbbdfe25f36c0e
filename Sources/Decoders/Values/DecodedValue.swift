internal import JSON

/// A plain value that was read out of serialised bytes. Nothing in it was ever constructed or called: what was an
/// instance of a class is its name and its members.
///
/// As a tree it is no larger and no deeper than `DecodingLimits` allow, also where the bytes shared one part many times.
public enum DecodedValue: Sendable, Hashable {
    /// Nothing: `null`, `nil`, `None`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A whole number.
    case integer(Int64)
    /// A whole number above those that `integer` holds.
    case unsigned(UInt64)
    /// A number with a point.
    case number(Double)
    /// Text in whatever encoding it was written, a symbol, or bytes. A whole number beyond 64 bits is its decimal digits.
    case text([UInt8])
    /// Values in order: an array, a list, a tuple, a set.
    case list([DecodedValue])
    /// Values by their keys.
    case map(DecodedMap)
    /// An instance of a class or an enumeration. A member whose name is empty is what the whole stands for: the text
    /// of a UUID, the name of an enumeration's case, the bytes of an object with a format of its own.
    case object(className: String, members: DecodedMap)
    /// Something that stands here and was passed over, by a name for it: it has no plain value (a function, an object
    /// that contains itself). Whoever looks for something in it must say "unknown", and not "is not there".
    case opaque(String)
}

// MARK: - Reading

extension DecodedValue {
    /// A text from characters.
    static func text(_ characters: String) -> DecodedValue { .text(Array(characters.utf8)) }

    /// A whole number, whichever case holds it.
    init(_ number: UInt64) { self = Int64(exactly: number).map(Self.integer) ?? .unsigned(number) }

    /// The value as text: a text that is UTF-8, the digits of a whole number, `true` or `false`, any other number as
    /// JSON writes it, and what stands for an object as a whole. Nil for anything else.
    public var scalarText: String? {
        switch self {
        case .text(let bytes): String(validating: bytes, as: UTF8.self)
        case .integer(let number): String(number)
        case .unsigned(let number): String(number)
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let number): JSONValue.double(number).compact
        case .object(_, let members): members.wholeText
        case .null, .list, .map, .opaque: nil
        }
    }

    /// The texts that stand here: that of the value itself or those of a list's items. Items of another kind are left
    /// out.
    public var scalarTexts: [String] {
        if case .list(let items) = self { return items.compactMap(\.scalarText) }
        return scalarText.map { [$0] } ?? []
    }

    /// The members of a map or an object; nil for anything else.
    public var members: DecodedMap? {
        switch self {
        case .map(let members), .object(_, let members): members
        default: nil
        }
    }

    /// The items of a list; nil for anything else.
    public var items: [DecodedValue]? {
        if case .list(let items) = self { items } else { nil }
    }
}

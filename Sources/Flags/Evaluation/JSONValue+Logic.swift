internal import JSON

/// JavaScript's ways with values of different kinds, as JSONLogic has them.
extension JSONValue {
    /// Nothing, false, 0, and an empty text or array are not true; all else is.
    var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .integer(let number): number != 0
        case .double(let number): number != 0 && !number.isNaN
        case .string(let text): !text.isEmpty
        case .array(let items): !items.isEmpty
        case .object: true
        }
    }

    /// The value as a number; not a number where it is none.
    var logicNumber: Double {
        switch self {
        case .null: 0
        case .bool(let value): value ? 1 : 0
        case .integer(let number): Double(number)
        case .double(let number): number
        case .string(let text): Self.number(text)
        case .array(let items): items.isEmpty ? 0 : items.count == 1 ? items[0].logicNumber : .nan
        case .object: .nan
        }
    }

    /// A number, whole where it can be.
    static func logicNumber(_ number: Double) -> JSONValue {
        Int64(exactly: number).map { .integer($0) } ?? .double(number)
    }

    /// The value as text.
    var logicText: String {
        switch self {
        case .string(let text): text
        case .array(let items): items.map(\.logicText).joined(separator: ",")
        case .object: "[object Object]"
        case .double(let number): number.isFinite ? Self.logicNumber(number).compact : "NaN"
        case .null, .bool, .integer: compact
        }
    }

    /// `==` of JavaScript. Two arrays or objects are never the same one.
    func looselyEquals(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.null, _), (_, .null): return false
        case (.string(let one), .string(let other)): return one == other
        case (.array, .array), (.array, .object), (.object, .array), (.object, .object): return false
        case (.string, .array), (.string, .object), (.array, .string), (.object, .string):
            return logicText == other.logicText
        default: return logicNumber == other.logicNumber
        }
    }

    /// Below, above or 0 for as much as; nil where they cannot be compared. Texts, and what has no better form than its
    /// text, are compared as texts, all else as numbers.
    func order(to other: JSONValue) -> Int? {
        if case (.string(let one), .string(let other)) = (primitive, other.primitive) {
            if one == other { return 0 }
            return one.utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
        }
        let (one, other) = (logicNumber, other.logicNumber)
        if one.isNaN || other.isNaN { return nil }
        return one < other ? -1 : one > other ? 1 : 0
    }

    /// JavaScript compares arrays and objects by their text.
    private var primitive: JSONValue {
        switch self {
        case .array, .object: .string(logicText)
        default: self
        }
    }

    /// What stands at a dotted path; nil where nothing does. Of an array and of a text it may be an item's place, or
    /// `length`.
    func variable(_ path: JSONValue) -> JSONValue? {
        let text = path.logicText
        guard path != .null, !text.isEmpty else { return self }
        var value = self
        for step in text.split(separator: ".", omittingEmptySubsequences: false) {
            let next: JSONValue? =
                switch value {
                case .object(let members): members[String(step)]
                case .array(let items):
                    step == "length" ? .integer(Int64(items.count)) : Self.place(step).flatMap { value[$0] }
                case .string(let text): Self.part(step, of: text)
                default: nil
                }
            guard let next else { return nil }
            value = next
        }
        return value == .null ? nil : value
    }

    private static func place(_ step: Substring) -> Int? {
        Int(step).flatMap { String($0) == step ? $0 : nil }
    }

    private static func part(_ step: Substring, of text: String) -> JSONValue? {
        let scalars = text.unicodeScalars
        if step == "length" { return .integer(Int64(scalars.count)) }
        guard let place = place(step), place >= 0,
            let index = scalars.index(scalars.startIndex, offsetBy: place, limitedBy: scalars.endIndex),
            index < scalars.endIndex
        else { return nil }
        return .string(String(scalars[index]))
    }

    private static func number(_ text: String) -> Double {
        let space = " \t\n\r".utf8
        let bytes = Array(text.utf8.drop { space.contains($0) }.reversed().drop { space.contains($0) }.reversed())
        if bytes.isEmpty { return 0 }
        guard bytes.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }) else { return .nan }
        return Double(String(decoding: bytes, as: UTF8.self)) ?? .nan
    }
}

extension String {
    /// Whether a text stands in this one, byte by byte.
    func holds(_ part: String) -> Bool {
        let (text, part) = (Array(utf8), Array(part.utf8))
        guard !part.isEmpty else { return true }
        guard text.count >= part.count else { return false }
        return (0...text.count - part.count).contains { text[$0..<$0 + part.count] == part[...] }
    }
}

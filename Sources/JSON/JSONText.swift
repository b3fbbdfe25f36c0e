/// A JSON text in which single values can be changed while every other byte stays as it is: the order of members, the
/// spaces, the spelling of numbers.
public struct JSONText: Sendable {
    /// A step from a value to one inside it.
    public enum Step: Sendable, Hashable {
        /// Into an object.
        case member(String)
        /// Into an array.
        case item(Int)
    }

    /// The text.
    public private(set) var bytes: [UInt8]
    /// What it says.
    public private(set) var value: JSONValue

    private static let depth = 128
    private static let limit = 16 << 20

    /// Parses a text in UTF-8. One in which a key stands twice in one object is refused: whose value counts then
    /// depends on who reads it.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        value = try JSONValue(parsing: bytes, maximumDepth: Self.depth, maximumBytes: Self.limit, strict: true)
        self.bytes = bytes
    }

    /// The value at a path; nil where there is none.
    public func value(at path: [Step]) -> JSONValue? {
        var value = value
        for step in path {
            let next: JSONValue? =
                switch step {
                case .member(let name): value[name]
                case .item(let index): value[index]
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }

    /// The bytes of the value at a path; nil where there is none.
    public func text(at path: [Step]) -> [UInt8]? { range(of: path).map { Array(bytes[$0]) } }

    /// Puts a value's text in the place of the one at a path. False where there is none.
    public mutating func replace(_ path: [Step], with text: [UInt8]) throws(JSONError) -> Bool {
        guard let range = range(of: path) else { return false }
        try change(range, to: text)
        return true
    }

    /// Adds a member to the object at a path, behind its last one and laid out as it is. False where there is no object,
    /// or it has that member.
    public mutating func append(_ name: String, _ text: [UInt8], to path: [Step]) throws(JSONError) -> Bool {
        guard case .object(let object) = value(at: path), object[name] == nil, let place = range(of: path) else {
            return false
        }
        let members = JSONSpans(bytes).members(of: place.lowerBound)
        let key = Array(JSONValue.string(name).compact.utf8)
        guard let first = members.first, let last = members.last else {
            try change(place.lowerBound + 1..<place.lowerBound + 1, to: key + Array(": ".utf8) + text)
            return true
        }
        let colon = Array(bytes[first.key.upperBound..<first.value.lowerBound])
        let comma =
            members.count > 1
            ? Array(bytes[first.value.upperBound..<members[1].key.lowerBound])
            : [UInt8(ascii: ",")] + leading(of: place.lowerBound, members: members)
        try change(last.value.upperBound..<last.value.upperBound, to: comma + key + colon + text)
        return true
    }

    /// Takes a member out of the object at a path, with its comma: after `append`, the text is as it was before. False
    /// where there is none.
    public mutating func remove(_ name: String, from path: [Step]) throws(JSONError) -> Bool {
        guard case .object(let object) = value(at: path), let place = range(of: path),
            let index = object.keys.firstIndex(of: name)
        else { return false }
        let members = JSONSpans(bytes).members(of: place.lowerBound)
        let member = members[index]
        if index > 0 {
            try change(members[index - 1].value.upperBound..<member.value.upperBound, to: [])
        } else {
            let end = members.count > 1 ? members[1].key.lowerBound : member.value.upperBound
            try change(member.key.lowerBound..<end, to: [])
        }
        return true
    }

    /// What stands before the first member of the object, or the first item of the array, at a path: where it is on a
    /// line of its own, the line break and the spaces. Nil where there is none, or it is empty.
    public func indentation(at path: [Step]) -> [UInt8]? {
        guard let place = range(of: path) else { return nil }
        let spans = JSONSpans(bytes)
        let first: Int? =
            value(at: path)?.arrayValue == nil
            ? spans.members(of: place.lowerBound).first?.key.lowerBound
            : spans.items(of: place.lowerBound).first?.lowerBound
        return first.map { Array(bytes[place.lowerBound + 1..<$0]) }
    }

    // MARK: -

    private func leading(of start: Int, members: [JSONSpans.Member]) -> [UInt8] {
        members.first.map { Array(bytes[start + 1..<$0.key.lowerBound]) } ?? []
    }

    func range(of path: [Step]) -> Range<Int>? {
        guard value(at: path) != nil else { return nil }
        let spans = JSONSpans(bytes)
        var value = value
        var start = spans.start
        for step in path {
            switch step {
            case .member(let name):
                guard let index = value.objectValue?.keys.firstIndex(of: name), let next = value[name] else {
                    return nil
                }
                start = spans.members(of: start)[index].value.lowerBound
                value = next
            case .item(let index):
                guard let next = value[index] else { return nil }
                start = spans.items(of: start)[index].lowerBound
                value = next
            }
        }
        return start..<spans.end(of: start)
    }

    mutating func change(_ range: Range<Int>, to text: [UInt8]) throws(JSONError) {
        var changed = bytes
        changed.replaceSubrange(range, with: text)
        self = try JSONText(parsing: changed)
    }
}

/// The members of a JSON object, in their order, each key once. Keys are compared byte by byte.
public struct JSONObject: Sendable {
    /// One member.
    public typealias Element = (key: String, value: JSONValue)

    private var members: [Element] = []
    /// Where each key stands; kept only for objects that are too long to be searched through.
    private var positions: [UTF8Text: Int]?
    private static let longestSearch = 16

    public init() {}

    /// A later value of a key replaces an earlier one, in its place.
    public init(_ members: some Sequence<Element>) {
        self.members.reserveCapacity(members.underestimatedCount)
        for (key, value) in members { self[key] = value }
    }

    /// The number of members.
    public var count: Int { members.count }
    /// Whether there are none.
    public var isEmpty: Bool { members.isEmpty }
    /// The keys, in their order.
    public var keys: [String] { members.map(\.key) }
    /// The values, in the order of their keys.
    public var values: [JSONValue] { members.map(\.value) }

    /// The value of a key. Setting keeps the member's place or appends it; nil removes it.
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): members[position].value = value
            case (nil, let value?): append(key, value)
            case (let position?, nil):
                members.remove(at: position)
                reindex()
            case (nil, nil): break
            }
        }
    }

    /// Takes the members of another; where both have a key, the other's value is taken.
    public mutating func merge(_ other: JSONObject) {
        for (key, value) in other { self[key] = value }
    }

    private func position(of key: String) -> Int? {
        if let positions { return positions[UTF8Text(key)] }
        return members.firstIndex { $0.key.hasSameBytes(as: key) }
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        members.append((key, value))
        if positions != nil {
            positions?[UTF8Text(key)] = members.count - 1
        } else if members.count > Self.longestSearch {
            reindex()
        }
    }

    private mutating func reindex() {
        guard members.count > Self.longestSearch else {
            positions = nil
            return
        }
        var found: [UTF8Text: Int] = [:]
        found.reserveCapacity(members.count)
        for (position, member) in members.enumerated() { found[UTF8Text(member.key)] = position }
        positions = found
    }
}

extension JSONObject: Sequence {
    public func makeIterator() -> IndexingIterator<[Element]> { members.makeIterator() }
    public var underestimatedCount: Int { members.count }
}

extension JSONObject: Hashable {
    /// Two objects with equal members are equal, in whatever order those stand (RFC 8259 §1: an unordered collection).
    public static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        var sum = 0
        for (key, value) in members {
            var member = Hasher()
            key.hashBytes(into: &member)
            member.combine(value)
            sum ^= member.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(members.lazy.map { (key: $0.0, value: $0.1) })
    }
}

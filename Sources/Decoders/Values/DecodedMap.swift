/// Values by their keys, in the order in which they were written. A key can be any value, and it can stand twice: its
/// last value counts, as in every language these come from.
public struct DecodedMap: Sendable, Hashable {
    /// A key and its value.
    public struct Entry: Sendable, Hashable {
        /// The key, or the name of a member.
        public var key: DecodedValue
        /// Its value.
        public var value: DecodedValue

        /// An entry.
        public init(key: DecodedValue, value: DecodedValue) {
            self.key = key
            self.value = value
        }
    }

    /// All entries, as they were written.
    public private(set) var entries: [Entry] = []

    /// A map of entries.
    public init(_ entries: [Entry] = []) { self.entries = entries }

    /// Named members.
    init(_ members: KeyValuePairs<String, DecodedValue>) {
        entries = members.map { Entry(key: .text($0.key), value: $0.value) }
    }

    /// How many entries there are.
    public var count: Int { entries.count }
    /// Whether there are none.
    public var isEmpty: Bool { entries.isEmpty }

    mutating func append(_ key: DecodedValue, _ value: DecodedValue) { entries.append(Entry(key: key, value: value)) }

    mutating func reserve(_ count: Int) { entries.reserveCapacity(count) }

    /// The value of a key by its text, byte for byte, or by the digits of a whole number; else that of a member whose
    /// bare name this is: Ruby's `@name`, and PHP's protected and private members, written `\0*\0name` and
    /// `\0Class\0name`.
    public subscript(name: some StringProtocol) -> DecodedValue? {
        var name = String(name)
        return name.withUTF8 { name in
            let name = UnsafeRawBufferPointer(name)
            return entries.last { Self.isNamed($0.key, name) }?.value
                ?? entries.last { Self.isDecorated($0.key, name) }?.value
        }
    }

    /// What stands for the whole object, as text.
    var wholeText: String? {
        guard let value = entries.first(where: { $0.key == .text([]) })?.value, value.members == nil else { return nil }
        return value.scalarText
    }

    private static func isNamed(_ key: DecodedValue, _ name: UnsafeRawBufferPointer) -> Bool {
        switch key {
        case .text(let bytes): bytes.count == name.count && bytes.elementsEqual(name)
        case .integer(let number): name.count <= 20 && name.elementsEqual(String(number).utf8)
        case .unsigned(let number): name.count <= 20 && name.elementsEqual(String(number).utf8)
        default: false
        }
    }

    private static func isDecorated(_ key: DecodedValue, _ name: UnsafeRawBufferPointer) -> Bool {
        guard case .text(let bytes) = key, bytes.count > name.count, let first = bytes.first else { return false }
        let mark = bytes.count - name.count
        guard bytes[mark...].elementsEqual(name) else { return false }
        if first == UInt8(ascii: "@") { return mark == 1 }
        return first == 0 && mark > 2 && bytes[mark - 1] == 0 && !bytes[1..<(mark - 1)].contains(0)
    }
}

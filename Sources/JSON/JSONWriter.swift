/// Writes values as text.
struct JSONWriter {
    /// What stands between the tokens and what is escaped.
    enum Form {
        /// No white space.
        case compact
        /// A member or an item a line, two spaces a level.
        case pretty
        /// RFC 8785: no white space, keys sorted, nothing escaped that need not be, numbers as doubles.
        case canonical
    }

    private let form: Form
    private(set) var bytes: [UInt8] = []

    init(_ form: Form) {
        self.form = form
        bytes.reserveCapacity(256)
    }

    mutating func write(_ value: JSONValue, level: Int = 0) {
        switch value {
        case .null: write("null")
        case .bool(let flag): write(flag ? "true" : "false")
        case .integer(let number): write(number)
        case .double(let number): write(number)
        case .string(let text): quote(text)
        case .array(let items): write(items, level)
        case .object(let members): write(members, level)
        }
    }

    mutating func write(_ number: Int64) {
        // Beyond 2⁵³ a reader that takes every number for a double, as RFC 8785 §3.2.2.3 demands, would write another.
        let isExact = number.magnitude <= 1 << 53
        write(form == .canonical && !isExact ? JSONNumber.text(Double(number)) : String(number))
    }

    private mutating func write(_ number: Double) {
        let text = JSONNumber.text(number)
        write(text)
        // The fewest digits of so large a number may be those of another whole one: it is to be read as a double.
        if form != .canonical && number.magnitude > 0x1p53 && text.utf8.allSatisfy({ $0 <= UInt8(ascii: "9") }) {
            write(".0")
        }
    }

    private mutating func write(_ items: [JSONValue], _ level: Int) {
        bytes.append(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            separate(index, level + 1)
            write(item, level: level + 1)
        }
        if !items.isEmpty { breakLine(level) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ members: JSONObject, _ level: Int) {
        bytes.append(UInt8(ascii: "{"))
        if form == .canonical, !members.hasCanonicalOrder {
            let sorted = members.sorted { $0.key.comesBeforeInUTF16($1.key) }
            for (index, member) in sorted.enumerated() { write(member, index, level) }
        } else {
            var index = 0
            for member in members {
                write(member, index, level)
                index += 1
            }
        }
        if !members.isEmpty { breakLine(level) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func write(_ member: JSONObject.Element, _ index: Int, _ level: Int) {
        separate(index, level + 1)
        quote(member.key)
        write(form == .pretty ? ": " : ":")
        write(member.value, level: level + 1)
    }

    private mutating func separate(_ index: Int, _ level: Int) {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        breakLine(level)
    }

    private mutating func breakLine(_ level: Int) {
        guard form == .pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
    }

    private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Forgets what was written and keeps the room.
    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    /// Takes bytes as they are: tokens of the caller's.
    mutating func write(verbatim token: StaticString) {
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: token.utf8Start, count: token.utf8CodeUnitCount))
    }

    /// Hands the bytes to somebody who appends what needs no escaping.
    mutating func write(with body: (inout [UInt8]) -> Void) { body(&bytes) }

    mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in unsafe quote(utf8) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Copies what stands between the characters that are escaped.
    private mutating func quote(_ utf8: UnsafeBufferPointer<UInt8>) {
        var copied = 0
        var index = 0
        // The canonical form writes every other character as it is.
        let plainEnd: UInt8 = form == .canonical ? 0xFF : 0x7F
        while index < utf8.count {
            if index + 8 <= utf8.count, unsafe Self.isPlain(utf8, index) {
                index += 8
                continue
            }
            let byte = unsafe utf8[index]
            guard byte < 0x20 || byte >= plainEnd || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            let character = unsafe utf8[index..<index + length]
            if let escaped = unsafe Self.escape(character, form) {
                unsafe bytes.append(contentsOf: utf8[copied..<index])
                write(escaped)
                copied = index + length
            }
            index += length
        }
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[copied...]))
    }

    /// Whether the eight bytes from an offset on are ASCII and none of them may have to be escaped: each byte of a word
    /// is looked at in one step (Warren, Hacker's Delight, 6–1: a byte that is zero, or less than another).
    private static func isPlain(_ utf8: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Bool {
        let word = unsafe UnsafeRawBufferPointer(utf8).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        func hasZero(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
        let control = (word &- ones &* 0x20) & ~word
        let quote = hasZero(word ^ ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = hasZero(word ^ ones &* UInt64(UInt8(ascii: "\\")))
        let delete = hasZero(word ^ ones &* 0x7F)
        return (word | control | quote | backslash | delete) & tops == 0
    }

    /// What is written instead of a character; nil where it stands as it is.
    private static func escape(_ character: Slice<UnsafeBufferPointer<UInt8>>, _ form: Form) -> String? {
        var iterator = unsafe character.makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = unsafe decoder.decode(&iterator) else { return nil }
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\u{8}": return "\\b"
        case "\t": return "\\t"
        case "\n": return "\\n"
        case "\u{C}": return "\\f"
        case "\r": return "\\r"
        case "\0"..."\u{1F}": return escapedByNumber(scalar)
        // JSON allows these as they are, but a terminal obeys some of them and others hide text.
        case _ where form != .canonical && scalar.isHazardous: return escapedByNumber(scalar)
        default: return nil
        }
    }

    /// All of those that are escaped lie in the Basic Multilingual Plane: four digits are enough.
    private static func escapedByNumber(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}

extension Unicode.Scalar {
    /// Control characters, separators of lines and paragraphs, marks that change the direction of writing.
    fileprivate var isHazardous: Bool {
        switch value {
        case 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}

extension JSONValue {
    /// On one line, without white space, members in their order. Control characters and marks that change the
    /// direction of writing are escaped, so that it can be printed.
    public var compact: String { written(.compact) }

    /// The bytes of `compact`.
    public var compactBytes: [UInt8] {
        var writer = JSONWriter(.compact)
        writer.write(self)
        return writer.bytes
    }

    /// A member or an item a line, indented by two spaces a level; no line break at its end. Escaped like `compact`.
    public var pretty: String { written(.pretty) }

    /// The JSON Canonicalization Scheme (RFC 8785): the bytes that are hashed and signed. As it demands, a whole
    /// number beyond 2⁵³ is written as the nearest double; one that must stay exact belongs in a string.
    public var canonical: [UInt8] {
        var writer = JSONWriter(.canonical)
        writer.write(self)
        return writer.bytes
    }

    private func written(_ form: JSONWriter.Form) -> String {
        var writer = JSONWriter(form)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

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

    init(_ form: Form) { self.form = form }

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

    private mutating func write(_ number: Int64) {
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
        var sorted = Array(members)
        if form == .canonical { sorted.sort { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) } }
        for (index, member) in sorted.enumerated() {
            separate(index, level + 1)
            quote(member.key)
            write(form == .pretty ? ": " : ":")
            write(member.value, level: level + 1)
        }
        if !sorted.isEmpty { breakLine(level) }
        bytes.append(UInt8(ascii: "}"))
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

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            write(text)
        } else {
            for scalar in text.unicodeScalars { escape(scalar) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": write("\\\"")
        case "\\": write("\\\\")
        case "\u{8}": write("\\b")
        case "\t": write("\\t")
        case "\n": write("\\n")
        case "\u{C}": write("\\f")
        case "\r": write("\\r")
        case "\0"..."\u{1F}": escapeByNumber(scalar)
        // JSON allows these as they are, but a terminal obeys some of them and others hide text.
        case _ where form != .canonical && scalar.isHazardous: escapeByNumber(scalar)
        default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// All of those that are escaped lie in the Basic Multilingual Plane: four digits are enough.
    private mutating func escapeByNumber(_ scalar: Unicode.Scalar) {
        let digits = String(scalar.value, radix: 16)
        write("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
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

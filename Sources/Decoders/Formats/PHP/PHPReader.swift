/// Reads what PHP's `serialize()` writes (php-src, ext/standard/var_unserializer.re).
///
/// References (`R:`, `r:`) name an earlier value by its number. What they name is read again at its place, so it costs
/// its elements again: values that refer to values that refer to values stay within the limits. What refers to a value
/// that it stands in is opaque.
struct PHPReader {
    var cursor: ByteCursor
    var budget: DecodingBudget
    /// Where each numbered value begins.
    private var places: [Int] = []
    /// Where the containers begin that are being read now.
    private var open: [Int] = []
    /// Whether values get numbers: not while a reference is followed.
    private var isNumbering = true
    /// Whether numbers are known to be right: an object with a format of its own may use up any number of them.
    private var isNumberingExact = true

    init(_ bytes: UnsafeRawBufferPointer, _ limits: DecodingLimits) throws(DecodingFailure) {
        cursor = ByteCursor(bytes)
        budget = try DecodingBudget(limits, for: bytes)
    }

    /// Reads a value that stands inside `depth` others.
    mutating func value(depth: Int) throws(DecodingFailure) -> DecodedValue {
        try budget.take()
        let place = cursor.offset
        let type = try cursor.byte()
        if isNumbering, isNumberingExact, type != UInt8(ascii: "R") { places.append(place) }
        if type == UInt8(ascii: "N") {
            try cursor.expect(";")
            return .null
        }
        try cursor.expect(":")
        switch type {
        case UInt8(ascii: "b"): return .boolean(try boolean())
        case UInt8(ascii: "i"): return .integer(try number(before: ";"))
        case UInt8(ascii: "d"): return .number(try double())
        case UInt8(ascii: "s"):
            let text = try budget.text(quoted())
            try cursor.expect(";")
            return text
        case UInt8(ascii: "S"): return try escapedText()
        case UInt8(ascii: "a"): return .map(try members(at: place, depth))
        case UInt8(ascii: "O"):
            let name = try className()
            try cursor.expect(":")
            return .object(className: name, members: try members(at: place, depth))
        case UInt8(ascii: "E"): return try enumeration()
        case UInt8(ascii: "C"): return try custom()
        case UInt8(ascii: "R"), UInt8(ascii: "r"): return try reference(depth)
        default: throw .malformed
        }
    }

    // MARK: - Parts

    private mutating func boolean() throws(DecodingFailure) -> Bool {
        let digit = try cursor.byte()
        guard digit == UInt8(ascii: "0") || digit == UInt8(ascii: "1") else { throw .malformed }
        try cursor.expect(";")
        return digit == UInt8(ascii: "1")
    }

    private mutating func number(before terminator: Unicode.Scalar) throws(DecodingFailure) -> Int64 {
        let digits = try cursor.bytes(through: UInt8(ascii: terminator), atMost: 24)
        guard let number = DecimalText.integer(digits) else { throw .malformed }
        return number
    }

    private mutating func length(before terminator: Unicode.Scalar) throws(DecodingFailure) -> Int {
        let length = try number(before: terminator)
        guard length >= 0 else { throw .malformed }
        guard length <= cursor.remaining else { throw .truncated }
        return Int(length)
    }

    private mutating func double() throws(DecodingFailure) -> Double {
        let digits = try cursor.bytes(through: UInt8(ascii: ";"), atMost: 400)
        if digits.elementsEqual("INF".utf8) { return .infinity }
        if digits.elementsEqual("-INF".utf8) { return -.infinity }
        if digits.elementsEqual("NAN".utf8) { return .nan }
        guard let number = DecimalText.double(digits) else { throw .malformed }
        return number
    }

    /// `5:"hello"`
    private mutating func quoted() throws(DecodingFailure) -> UnsafeRawBufferPointer {
        let count = try length(before: ":")
        try cursor.expect("\"")
        let bytes = try cursor.bytes(count)
        try cursor.expect("\"")
        return bytes
    }

    private mutating func className() throws(DecodingFailure) -> String {
        let bytes = try quoted()
        guard bytes.count <= 1024, let name = String(validating: bytes, as: UTF8.self) else { throw .malformed }
        try budget.take(bytes: bytes.count)
        return name
    }

    /// Text in which a backslash and two hexadecimal digits are a byte; its length is that without the backslashes.
    private mutating func escapedText() throws(DecodingFailure) -> DecodedValue {
        let count = try length(before: ":")
        try budget.take(bytes: count)
        try cursor.expect("\"")
        var text: [UInt8] = []
        for _ in 0..<count {
            let byte = try cursor.byte()
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let high = DecimalText.hexadecimalDigit(try cursor.byte()),
                let low = DecimalText.hexadecimalDigit(try cursor.byte())
            else { throw .malformed }
            text.append(high << 4 | low)
        }
        try cursor.expect("\"")
        try cursor.expect(";")
        return .text(text)
    }

    /// `2:{key value key value}`
    private mutating func members(at place: Int, _ depth: Int) throws(DecodingFailure) -> DecodedMap {
        try budget.check(depth: depth)
        let count = try length(before: ":")
        try cursor.expect("{")
        open.append(place)
        var members = DecodedMap()
        members.reserve(DecodingBudget.room(for: count))
        for _ in 0..<count {
            let key = try key()
            members.append(key, try value(depth: depth + 1))
        }
        open.removeLast()
        try cursor.expect("}")
        return members
    }

    private mutating func key() throws(DecodingFailure) -> DecodedValue {
        let numbered = isNumbering
        isNumbering = false
        defer { isNumbering = numbered }
        switch cursor.next {
        case UInt8(ascii: "i"), UInt8(ascii: "s"), UInt8(ascii: "S"): return try value(depth: 0)
        default: throw cursor.isAtEnd ? .truncated : .malformed
        }
    }

    /// `E:11:"Suit:Hearts";`
    private mutating func enumeration() throws(DecodingFailure) -> DecodedValue {
        let parts = try className().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .malformed }
        try cursor.expect(";")
        return .object(className: String(parts[0]), members: DecodedMap(["": .text(String(parts[1]))]))
    }

    /// `C:3:"Foo":2:{hi}`, what a class with the old interface `Serializable` wrote for itself.
    private mutating func custom() throws(DecodingFailure) -> DecodedValue {
        let name = try className()
        try cursor.expect(":")
        let count = try length(before: ":")
        try cursor.expect("{")
        _ = try cursor.bytes(count)
        try cursor.expect("}")
        if isNumbering { isNumberingExact = false }
        return .opaque(name)
    }

    private mutating func reference(_ depth: Int) throws(DecodingFailure) -> DecodedValue {
        let number = try number(before: ";")
        guard number > 0 else { throw .malformed }
        guard number <= places.count else {
            if isNumberingExact { throw .malformed }
            return .opaque("reference")
        }
        let place = places[Int(number) - 1]
        guard !open.contains(place) else { return .opaque("cycle") }
        try budget.check(depth: depth)
        let (after, numbered) = (cursor.offset, isNumbering)
        cursor.move(to: place)
        isNumbering = false
        open.append(place)
        let value = try value(depth: depth + 1)
        open.removeLast()
        isNumbering = numbered
        cursor.move(to: after)
        return value
    }
}

/// Numbers, bytes and symbols.
extension MarshalReader {
    /// A whole number of up to four bytes (marshal.c, r_long).
    mutating func number() throws(DecodingFailure) -> Int {
        let first = Int(Int8(bitPattern: try cursor.byte()))
        switch first {
        case 0: return 0
        case 5...127: return first - 5
        case -128...(-5): return first + 5
        default:
            var number = first < 0 ? -1 : 0
            for place in 0..<abs(first) {
                number &= ~(0xFF << (8 * place))
                number |= Int(try cursor.byte()) << (8 * place)
            }
            return number
        }
    }

    mutating func count() throws(DecodingFailure) -> Int {
        let count = try number()
        guard count >= 0 else { throw .malformed }
        guard count <= cursor.remaining else { throw .truncated }
        return count
    }

    mutating func bytes() throws(DecodingFailure) -> UnsafeRawBufferPointer { try cursor.bytes(count()) }

    func text(_ bytes: UnsafeRawBufferPointer) throws(DecodingFailure) -> String {
        guard bytes.count <= 1024 else { throw .unsupported }
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func float() throws(DecodingFailure) -> DecodedValue {
        let digits = try bytes()
        switch String(decoding: digits.prefix(8), as: UTF8.self) {
        case "inf": return .number(.infinity)
        case "-inf": return .number(-.infinity)
        case "nan": return .number(.nan)
        default:
            guard let number = DecimalText.double(digits) else { throw .malformed }
            return .number(number)
        }
    }

    mutating func bigNumber() throws(DecodingFailure) -> DecodedValue {
        let sign = try cursor.byte()
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { throw .malformed }
        let magnitude = try cursor.bytes(count() * 2)
        guard magnitude.count <= 256 else { throw .tooLarge }
        guard let value = BigInteger.value(magnitude: Array(magnitude), isNegative: sign == UInt8(ascii: "-")) else {
            throw .tooLarge
        }
        return value
    }

    // MARK: - Symbols

    mutating func newSymbol(isVariable: inout Bool, _ depth: Int) throws(DecodingFailure) -> [UInt8] {
        let bytes = try bytes()
        try budget.take(bytes: bytes.count)
        let symbol = Array(bytes)
        symbols.append(symbol)
        if isVariable {
            isVariable = false
            try skipVariables(depth)
        }
        return symbol
    }

    mutating func knownSymbol() throws(DecodingFailure) -> [UInt8] {
        let number = try number()
        guard symbols.indices.contains(number) else { throw .malformed }
        try budget.share(symbols[number])
        return symbols[number]
    }

    /// A symbol that stands inside `depth` others: one with variables has symbols within.
    mutating func symbol(_ depth: Int) throws(DecodingFailure) -> [UInt8] {
        try budget.take()
        var no = false
        switch try cursor.byte() {
        case UInt8(ascii: ":"): return try newSymbol(isVariable: &no, depth)
        case UInt8(ascii: ";"): return try knownSymbol()
        case UInt8(ascii: "I"):
            try budget.check(depth: depth)
            var yes = true
            try cursor.expect(":")
            return try newSymbol(isVariable: &yes, depth + 1)
        default: throw .malformed
        }
    }

    mutating func className(_ depth: Int) throws(DecodingFailure) -> String {
        let name = try symbol(depth)
        guard name.count <= 1024 else { throw .unsupported }
        return String(decoding: name, as: UTF8.self)
    }
}

/// The instructions that push a value without parts.
enum PickleScalar {
    static func read(_ code: PickleCode, _ cursor: inout ByteCursor) throws(DecodingFailure) -> DecodedValue {
        switch code {
        case .none: return .null
        case .newtrue: return .boolean(true)
        case .newfalse: return .boolean(false)
        case .int: return try integerLine(&cursor)
        case .long: return try longLine(&cursor)
        case .binint: return .integer(Int64(try cursor.littleEndian(Int32.self)))
        case .binint1: return .integer(Int64(try cursor.byte()))
        case .binint2: return .integer(Int64(try cursor.littleEndian(UInt16.self)))
        case .long1: return try long(Int(cursor.byte()), &cursor)
        case .long4: return try long(Int(cursor.littleEndian(Int32.self)), &cursor)
        case .float:
            guard let number = pythonFloat(try cursor.bytes(through: newline, atMost: 400)) else { throw .malformed }
            return .number(number)
        case .binfloat: return .number(Double(bitPattern: try cursor.bigEndian()))
        case .string: return .text(try quoted(cursor.bytes(through: newline)))
        case .unicode: return .text(try RawUnicodeEscape.decode(cursor.bytes(through: newline)))
        case .binstring: return try text(Int(cursor.littleEndian(Int32.self)), &cursor)
        case .shortBinstring, .shortBinbytes, .shortBinunicode: return try text(Int(cursor.byte()), &cursor)
        case .binbytes, .binunicode: return try text(Int(cursor.littleEndian(UInt32.self)), &cursor)
        case .binbytes8, .binunicode8, .bytearray8:
            return try text(Int(clamping: cursor.littleEndian(UInt64.self)), &cursor)
        default: throw .malformed
        }
    }

    private static let newline = UInt8(ascii: "\n")

    private static func text(_ count: Int, _ cursor: inout ByteCursor) throws(DecodingFailure) -> DecodedValue {
        .text(Array(try cursor.bytes(count)))
    }

    /// `I01` and `I00` are truth values.
    private static func integerLine(_ cursor: inout ByteCursor) throws(DecodingFailure) -> DecodedValue {
        let line = try cursor.bytes(through: newline, atMost: 1024)
        if line.elementsEqual("01".utf8) { return .boolean(true) }
        if line.elementsEqual("00".utf8) { return .boolean(false) }
        return try decimal(line)
    }

    /// `L123L`
    private static func longLine(_ cursor: inout ByteCursor) throws(DecodingFailure) -> DecodedValue {
        let line = try cursor.bytes(through: newline, atMost: 1024)
        let isMarked = line.last == UInt8(ascii: "L")
        return try decimal(UnsafeRawBufferPointer(rebasing: line.dropLast(isMarked ? 1 : 0)))
    }

    /// Digits beyond 64 bits stay text.
    private static func decimal(_ digits: UnsafeRawBufferPointer) throws(DecodingFailure) -> DecodedValue {
        if let number = DecimalText.integer(digits) { return .integer(number) }
        let isNegative = digits.first == UInt8(ascii: "-")
        let magnitude = digits.dropFirst(isNegative ? 1 : 0)
        guard (19...1024).contains(magnitude.count), magnitude.first != UInt8(ascii: "0"),
            magnitude.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .malformed }
        let text = String(decoding: digits, as: UTF8.self)
        return UInt64(text).map(DecodedValue.unsigned) ?? .text(text)
    }

    /// A two's complement number, its lowest byte first.
    private static func long(_ count: Int, _ cursor: inout ByteCursor) throws(DecodingFailure) -> DecodedValue {
        guard let value = BigInteger.value(twosComplement: try cursor.bytes(count)) else { throw .tooLarge }
        return value
    }

    private static func pythonFloat(_ text: UnsafeRawBufferPointer) -> Double? {
        switch String(decoding: text, as: UTF8.self) {
        case "inf": .infinity
        case "-inf": -.infinity
        case "nan": .nan
        default: DecimalText.double(text)
        }
    }

    /// A Python 2 string as `repr` writes it: quoted, with escapes.
    private static func quoted(_ line: UnsafeRawBufferPointer) throws(DecodingFailure) -> [UInt8] {
        guard line.count >= 2, let quote = line.first, quote == line.last,
            quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
        else { throw .malformed }
        var text: [UInt8] = []
        var cursor = ByteCursor(UnsafeRawBufferPointer(rebasing: line[1..<(line.count - 1)]))
        while !cursor.isAtEnd {
            let byte = try cursor.byte()
            text.append(byte == UInt8(ascii: "\\") ? try escape(&cursor) : byte)
        }
        return text
    }

    private static func escape(_ cursor: inout ByteCursor) throws(DecodingFailure) -> UInt8 {
        switch try cursor.byte() {
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
        case UInt8(ascii: "'"): return UInt8(ascii: "'")
        case UInt8(ascii: "\""): return UInt8(ascii: "\"")
        case UInt8(ascii: "x"):
            guard let high = DecimalText.hexadecimalDigit(try cursor.byte()),
                let low = DecimalText.hexadecimalDigit(try cursor.byte())
            else { throw .malformed }
            return high << 4 | low
        default: throw .malformed
        }
    }
}

/// Goes through a text that simdjson refuses and finds the first byte at which it stops being JSON (RFC 8259):
/// simdjson says that something is wrong, not where. Does not recurse, so that depth costs nothing.
@safe struct JSONFaultScan {
    /// What may stand next.
    private enum Expectation { case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd, nothing }

    private let bytes: UnsafeRawBufferPointer
    private var offset = 0
    /// For each open array or object, innermost last, whether it is an object.
    private var isObject: [Bool] = []

    private init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = unsafe bytes }

    /// Nil where the text is JSON.
    static func fault(in bytes: UnsafeRawBufferPointer) -> JSONError? {
        var scan = unsafe JSONFaultScan(bytes)
        do throws(Fault) {
            try scan.run()
            return nil
        } catch {
            let place = unsafe JSONPlace(of: scan.offset, in: bytes)
            switch error {
            case .syntax: return .invalid(at: place)
            case .notUTF8: return .notUTF8(at: place)
            case .number: return .numberTooLarge(at: place)
            case .empty: return .empty
            }
        }
    }

    /// What is wrong at the present offset.
    private enum Fault: Error { case syntax, notUTF8, number, empty }

    private var next: UInt8? { unsafe offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { offset += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func run() throws(Fault) {
        var expected = Expectation.value
        skipSpace()
        guard next != nil else { throw .empty }
        while next != nil {
            expected = try token(expected)
            skipSpace()
        }
        guard expected == .nothing else { throw .syntax }
    }

    private mutating func token(_ expected: Expectation) throws(Fault) -> Expectation {
        switch expected {
        case .nothing: throw .syntax
        case .colon:
            guard take(":") else { throw .syntax }
            return .value
        case .commaOrEnd:
            if take(",") { return isObject.last == true ? .key : .value }
            return try close()
        case .valueOrEnd: return next == UInt8(ascii: "]") ? try close() : try value()
        case .value: return try value()
        case .keyOrEnd where next == UInt8(ascii: "}"): return try close()
        case .key, .keyOrEnd:
            guard next == UInt8(ascii: "\"") else { throw .syntax }
            try string()
            return .colon
        }
    }

    private mutating func close() throws(Fault) -> Expectation {
        guard let inObject = isObject.last, take(inObject ? "}" : "]") else { throw .syntax }
        isObject.removeLast()
        return afterValue
    }

    private var afterValue: Expectation { isObject.isEmpty ? .nothing : .commaOrEnd }

    private mutating func value() throws(Fault) -> Expectation {
        switch next {
        case UInt8(ascii: "["):
            offset += 1
            isObject.append(false)
            return .valueOrEnd
        case UInt8(ascii: "{"):
            offset += 1
            isObject.append(true)
            return .keyOrEnd
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
        return afterValue
    }

    private mutating func word(_ word: StaticString) throws(Fault) {
        for scalar in word.description.unicodeScalars {
            guard take(scalar) else { throw .syntax }
        }
    }

    // MARK: - Numbers

    private mutating func number() throws(Fault) {
        let start = offset
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        let text = unsafe String(decoding: bytes[start..<offset], as: UTF8.self)
        guard Double(text)?.isFinite == true else {
            offset = start
            throw .number
        }
    }

    private mutating func digits() throws(Fault) {
        guard let byte = next, isDigit(byte) else { throw .syntax }
        while let byte = next, isDigit(byte) { offset += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    // MARK: - Texts

    private mutating func string() throws(Fault) {
        offset += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20: throw .syntax
            case 0x20..<0x80: offset += 1
            default: try multiByteScalar()
            }
        }
        throw .syntax
    }

    private mutating func escape() throws(Fault) {
        let start = offset
        offset += 1
        guard let byte = next else { throw .syntax }
        guard byte == UInt8(ascii: "u") else {
            guard #""\/bfnrt"#.utf8.contains(byte) else { throw .syntax }
            offset += 1
            return
        }
        let unit = try hexadecimalUnit()
        if UTF16.isLeadSurrogate(unit), next == UInt8(ascii: "\\") {
            offset += 1
            if next == UInt8(ascii: "u"), UTF16.isTrailSurrogate(try hexadecimalUnit()) { return }
        }
        if UTF16.isSurrogate(unit) {
            offset = start
            throw .notUTF8
        }
    }

    /// `uXXXX`
    private mutating func hexadecimalUnit() throws(Fault) -> UInt16 {
        offset += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw .syntax }
            unit = unit << 4 | UInt16(digit)
            offset += 1
        }
        return unit
    }

    private mutating func multiByteScalar() throws(Fault) {
        var iterator = unsafe bytes[offset..<min(offset + 4, bytes.count)].makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = unsafe decoder.decode(&iterator) else { throw .notUTF8 }
        offset += UTF8.width(scalar)
    }
}

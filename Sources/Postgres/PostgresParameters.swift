internal import Glibc

/// The parameters of a statement as libpq wants them, one behind the other in the same memory, which is wiped at its end.
/// Bytes, and numbers whose type is given, are in the binary format (PQsendQueryParams, PostgreSQL documentation 34.3.1).
@safe struct PostgresParameters: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    /// Where each begins; nil for null.
    private let starts: [Int?]
    private let lengths: [Int32]
    private let formats: [Int32]
    private let types: [UInt32]

    init(_ values: [PostgresValue], areTyped: Bool) throws(PostgresError) {
        var bytes: [UInt8] = []
        var (starts, lengths, formats, types): ([Int?], [Int32], [Int32], [UInt32]) = ([], [], [], [])
        for value in values {
            let start = bytes.count
            let isBinary = try value.write(to: &bytes, areTyped: areTyped)
            lengths.append(Int32(clamping: bytes.count - start))
            if !isBinary { bytes.append(0) }
            starts.append(value == .null ? nil : start)
            formats.append(isBinary ? 1 : 0)
            types.append(value.type(areTyped: areTyped))
        }
        // One byte at least, so that there is an address even where there is nothing.
        unsafe memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 1, alignment: 8)
        unsafe memory.copyBytes(from: bytes)
        unsafe bytes.withUnsafeMutableBytes { bytes in
            if let start = bytes.baseAddress { unsafe explicit_bzero(start, bytes.count) }
        }
        (self.starts, self.lengths, self.formats, self.types) = (starts, lengths, formats, types)
    }

    deinit {
        if let start = unsafe memory.baseAddress { unsafe explicit_bzero(start, memory.count) }
        unsafe memory.deallocate()
    }

    borrowing func withPointers<Value>(
        _ body: ([UnsafePointer<CChar>?], [Int32], [Int32], [UInt32]) -> Value
    ) -> Value {
        let base = unsafe UnsafeRawPointer(memory.baseAddress)
        let pointers = unsafe starts.map { start in
            unsafe start.flatMap { start in unsafe base.map { unsafe ($0 + start).assumingMemoryBound(to: CChar.self) } }
        }
        return unsafe body(pointers, lengths, formats, types)
    }
}

extension PostgresValue {
    /// The number of the parameter's type; 0 for what the statement wants.
    func type(areTyped: Bool) -> UInt32 {
        switch self {
        case .bytes: 17
        case .integer where areTyped: 20
        case .text where areTyped: 25
        default: 0
        }
    }

    /// Appends its bytes; whether they are in the binary format.
    fileprivate func write(to bytes: inout [UInt8], areTyped: Bool) throws(PostgresError) -> Bool {
        switch self {
        case .null: return false
        case .boolean(let value): bytes.append(value ? UInt8(ascii: "t") : UInt8(ascii: "f"))
        case .integer(let number):
            if areTyped {
                PostgresBinary.append(number, to: &bytes)
                return true
            }
            bytes += String(number).utf8
        case .double(let number): bytes += String(number).utf8
        case .text(let text):
            guard !text.utf8.contains(0) else { throw .value("PostgreSQL holds no text with a NUL in it") }
            bytes += text.utf8
        case .bytes(let value):
            bytes += value
            return true
        }
        return false
    }
}

/// Numbers as they go over the wire: the most significant byte first.
enum PostgresBinary {
    static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        var shift = number.bitWidth - 8
        while shift >= 0 {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            shift -= 8
        }
    }
}

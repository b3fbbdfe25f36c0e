/// Reads bytes from left to right and never beyond their end. It lives no longer than the bytes.
struct ByteCursor {
    private let start: UnsafeRawPointer?
    /// How many bytes there are.
    let end: Int
    /// Where the next byte stands.
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        start = bytes.baseAddress
        end = bytes.count
    }

    /// How many bytes are left.
    var remaining: Int { end - offset }
    var isAtEnd: Bool { offset == end }

    /// The next byte, which is not taken; nil at the end.
    var next: UInt8? { offset < end ? start?.load(fromByteOffset: offset, as: UInt8.self) : nil }

    /// Takes a byte.
    mutating func byte() throws(DecodingFailure) -> UInt8 {
        guard offset < end, let start else { throw .truncated }
        defer { offset += 1 }
        return start.load(fromByteOffset: offset, as: UInt8.self)
    }

    /// Takes a byte that must be this one.
    mutating func expect(_ character: Unicode.Scalar) throws(DecodingFailure) {
        guard try byte() == UInt8(ascii: character) else { throw .malformed }
    }

    /// Takes a byte if it stands next.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        offset += 1
        return true
    }

    /// Takes bytes, without a copy.
    mutating func bytes(_ count: Int) throws(DecodingFailure) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remaining else { throw .truncated }
        guard let start else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        defer { offset += count }
        return UnsafeRawBufferPointer(start: start + offset, count: count)
    }

    /// Takes the bytes up to a terminator, which is taken too and not returned.
    mutating func bytes(through terminator: UInt8, atMost limit: Int = .max) throws(DecodingFailure)
        -> UnsafeRawBufferPointer
    {
        guard let start else { throw .truncated }
        let rest = UnsafeRawBufferPointer(start: start + offset, count: min(remaining, limit))
        guard let length = rest.firstIndex(of: terminator) else { throw remaining > limit ? .malformed : .truncated }
        offset += length + 1
        return UnsafeRawBufferPointer(rebasing: rest[..<length])
    }

    /// Takes all that is left.
    mutating func rest() -> UnsafeRawBufferPointer {
        defer { offset = end }
        return UnsafeRawBufferPointer(start: start.map { $0 + offset }, count: remaining)
    }

    /// Takes a number, its highest byte first.
    mutating func bigEndian<Number: FixedWidthInteger & BitwiseCopyable>(
        _: Number.Type = Number.self
    ) throws(DecodingFailure) -> Number { Number(bigEndian: try load()) }

    /// Takes a number, its lowest byte first.
    mutating func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(
        _: Number.Type = Number.self
    ) throws(DecodingFailure) -> Number { Number(littleEndian: try load()) }

    /// Goes back or ahead to a place that was there before.
    mutating func move(to place: Int) { offset = min(max(place, 0), end) }

    private mutating func load<Number: FixedWidthInteger & BitwiseCopyable>() throws(DecodingFailure) -> Number {
        let size = MemoryLayout<Number>.size
        guard size <= remaining, let start else { throw .truncated }
        defer { offset += size }
        return start.loadUnaligned(fromByteOffset: offset, as: Number.self)
    }
}

internal import Glibc

/// Bytes that grow at their end. Room is set aside first, and then written to without further checks.
public struct ByteBuffer: ~Copyable, @unchecked Sendable {
    // Safe to send: the memory has one owner.
    private(set) var base: UnsafeMutableRawPointer
    public private(set) var count = 0
    private(set) var capacity: Int

    /// An empty buffer.
    public init(capacity: Int = 4096) {
        self.capacity = max(capacity, 64)
        base = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { base.deallocate() }

    /// All that was written.
    public var bytes: Bytes { Bytes(start: base, count: count) }

    /// Forgets what was written, and keeps the room.
    public mutating func clear() { count = 0 }

    /// Forgets what was written behind an offset.
    mutating func cut(to count: Int) { self.count = min(count, self.count) }

    /// Makes room for so many bytes more.
    @inline(__always)
    public mutating func reserve(_ more: Int) {
        if count + more > capacity { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        memcpy(larger, base, count)
        base.deallocate()
        base = larger
    }

    /// Adds bytes.
    @inline(__always)
    public mutating func append(_ bytes: Bytes) {
        reserve(bytes.count)
        appendReserved(bytes)
    }

    /// Adds bytes for which there is room.
    @inline(__always)
    mutating func appendReserved(_ bytes: Bytes) {
        guard let source = bytes.baseAddress else { return }
        memcpy(base + count, source, bytes.count)
        count += bytes.count
    }

    /// Adds a text.
    public mutating func append(_ text: StaticString) { append(Bytes(text)) }

    /// Adds a text.
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(Bytes($0)) }
    }

    /// Adds a byte.
    @inline(__always)
    public mutating func append(byte: UInt8) {
        reserve(1)
        appendReserved(byte: byte)
    }

    /// Adds a byte for which there is room.
    @inline(__always)
    mutating func appendReserved(byte: UInt8) {
        base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Adds the eight bytes of a word, of which only some are kept. There must be room for eight.
    @inline(__always)
    mutating func appendReserved(word: UInt64, keeping kept: Int) {
        base.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
        count += kept
    }

    /// Adds a whole number in decimal digits.
    mutating func append(decimal number: Int64) {
        reserve(20)
        var rest = number.magnitude
        if number < 0 { appendReserved(byte: UInt8(ascii: "-")) }
        var width = 1
        var limit: UInt64 = 10
        while rest >= limit, width < 20 {
            width += 1
            let (next, overflowed) = limit.multipliedReportingOverflow(by: 10)
            if overflowed { break }
            limit = next
        }
        var place = count + width - 1
        count += width
        while place >= count - width {
            base.storeBytes(of: UInt8(truncatingIfNeeded: rest % 10) + 0x30, toByteOffset: place, as: UInt8.self)
            rest /= 10
            place -= 1
        }
    }

    /// Adds a number of exactly so many digits, with zeros before it. There must be room.
    @inline(__always)
    mutating func appendReserved(_ number: Int, digits: Int) {
        var rest = number
        var place = count + digits - 1
        count += digits
        while place >= count - digits {
            base.storeBytes(of: UInt8(truncatingIfNeeded: rest % 10) + 0x30, toByteOffset: place, as: UInt8.self)
            rest /= 10
            place -= 1
        }
    }

    /// Lets `body` write behind what is there, into room for `count` bytes; it returns how many it wrote.
    mutating func fill(_ count: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows -> Int {
        reserve(count)
        let written = try body(UnsafeMutableRawBufferPointer(start: base + self.count, count: count))
        self.count += written
        return written
    }
}

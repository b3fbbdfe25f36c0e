internal import Glibc

/// Bytes of a row that somebody else owns: valid as long as the row is.
public typealias Bytes = UnsafeRawBufferPointer

extension UnsafeRawBufferPointer {
    /// No bytes.
    static var none: Bytes { Bytes(start: nil, count: 0) }

    /// The bytes of a text that lives as long as the program.
    init(_ text: StaticString) { self.init(start: text.utf8Start, count: text.utf8CodeUnitCount) }

    /// The bytes from one offset to before another. The offsets must be right.
    @inline(__always)
    func part(_ start: Int, _ end: Int) -> Bytes {
        guard let baseAddress else { return .none }
        return Bytes(start: baseAddress + start, count: end - start)
    }

    /// The bytes from an offset on.
    @inline(__always)
    func from(_ start: Int) -> Bytes { part(start, count) }

    /// Whether they are the bytes of a text.
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && isSame(text.utf8Start, count)
    }

    /// Whether they are other bytes.
    @inline(__always)
    func equals(_ other: Bytes) -> Bool {
        guard count == other.count, let start = other.baseAddress else { return count == other.count }
        return isSame(start, count)
    }

    /// Whether they are those of an array.
    func equals(_ other: [UInt8]) -> Bool { other.withUnsafeBytes { equals($0) } }

    /// Whether they are the bytes of a text in small letters, in whatever case.
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = self[index]
            guard (byte.isLetter ? byte | 0x20 : byte) == text.utf8Start[index] else { return false }
        }
        return true
    }

    /// Whether they begin with a text.
    @inline(__always)
    func begins(_ text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && isSame(text.utf8Start, text.utf8CodeUnitCount)
    }

    /// Whether the first bytes are the same as those at an address.
    @inline(__always)
    private func isSame(_ other: UnsafeRawPointer, _ length: Int) -> Bool {
        guard let baseAddress else { return length == 0 }
        return memcmp(baseAddress, other, length) == 0
    }

    /// Where a byte stands first, from an offset on.
    @inline(__always)
    func position(of byte: UInt8, from start: Int = 0) -> Int? {
        guard start < count, let base = baseAddress, let found = memchr(base + start, Int32(byte), count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// Where a byte stands last.
    func lastPosition(of byte: UInt8) -> Int? {
        var offset = count - 1
        while offset >= 0, self[offset] != byte { offset -= 1 }
        return offset >= 0 ? offset : nil
    }

    /// Where a text stands first, from an offset on.
    func position(of text: Bytes, from start: Int = 0) -> Int? {
        guard let first = text.first else { return start }
        var offset = start
        while let place = position(of: first, from: offset), place + text.count <= count {
            if part(place, place + text.count).equals(text) { return place }
            offset = place + 1
        }
        return nil
    }

    /// Where a text stands first, from an offset on.
    func position(of text: StaticString, from start: Int = 0) -> Int? { position(of: Bytes(text), from: start) }

    /// Without spaces, tabs and carriage returns around them.
    var trimmed: Bytes {
        var (start, end) = (0, count)
        while start < end, self[start].isBlank { start += 1 }
        while end > start, self[end - 1].isBlank { end -= 1 }
        return start == end ? .none : part(start, end)
    }

    /// The whole number that decimal digits, perhaps behind a minus, write; nil where they are none or too many.
    var decimal: Int64? {
        var offset = 0
        let isNegative = count > 1 && self[0] == UInt8(ascii: "-")
        if isNegative { offset = 1 }
        guard count > offset, count - offset <= 18 else { return nil }
        var value: Int64 = 0
        while offset < count {
            let digit = self[offset] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int64(digit)
            offset += 1
        }
        return isNegative ? -value : value
    }

    /// The text; what is no UTF-8 becomes U+FFFD.
    var text: String { String(decoding: self, as: UTF8.self) }

    /// Whether they are UTF-8.
    var isUTF8: Bool { String(validating: self, as: UTF8.self) != nil }
}

extension UInt8 {
    /// A space, a tab or a carriage return.
    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0D }
    /// `0` to `9`.
    var isDigit: Bool { self &- 0x30 < 10 }
    /// A letter of ASCII.
    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
}

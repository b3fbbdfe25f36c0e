internal import Basics

// The pieces that times are written in.

extension TimeReader {
    /// The number that two digits at an offset write.
    @inline(__always)
    func two(_ text: Bytes, _ offset: Int) -> Int? {
        guard offset + 2 <= text.count else { return nil }
        let (high, low) = (text[offset] &- 0x30, text[offset + 1] &- 0x30)
        guard high < 10, low < 10 else { return nil }
        return Int(high) * 10 + Int(low)
    }

    /// The number that one digit at an offset writes.
    func digit(_ text: Bytes, _ offset: Int) -> Int? {
        guard offset < text.count, text[offset].isDigit else { return nil }
        return Int(text[offset] - 0x30)
    }

    /// The seconds since midnight that `16:24:57` at an offset means.
    func timeOfDay(_ text: Bytes, _ offset: Int) -> Int? {
        guard offset + 8 <= text.count, text[offset + 2] == UInt8(ascii: ":"), text[offset + 5] == UInt8(ascii: ":"),
            let hour = two(text, offset), let minute = two(text, offset + 3), let second = two(text, offset + 6),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// The month that three letters at an offset name.
    static func month(_ text: Bytes, _ offset: Int) -> Int? {
        guard offset + 3 <= text.count else { return nil }
        let name = text.part(offset, offset + 3)
        let names: [StaticString] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return names.firstIndex { name.equals($0) }.map { $0 + 1 }
    }

    /// The days since 1970 of a date that exists.
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        guard (1...12).contains(month), day >= 1, day <= daysIn(month: month, year: year) else { return nil }
        return daysSinceEpoch(year: year, month: month, day: day)
    }

    /// The microseconds that a fraction of a second at an offset writes, how fine it is, and where it ends. No point, no
    /// fraction.
    @inline(__always)
    static func fraction(_ text: Bytes, _ offset: Int) -> (microseconds: Int, TimePrecision, end: Int) {
        guard offset < text.count, text[offset] == UInt8(ascii: ".") || text[offset] == UInt8(ascii: ",") else {
            return (0, .second, offset)
        }
        var end = offset + 1
        var value = 0
        var digits = 0
        while end < text.count {
            let digit = text[end] &- 0x30
            guard digit < 10 else { break }
            if digits < 6 { value = value * 10 + Int(digit) }
            digits += 1
            end += 1
        }
        if digits < 6 { for _ in digits..<6 { value *= 10 } }
        return (value, TimePrecision(fractionDigits: digits), end)
    }
}

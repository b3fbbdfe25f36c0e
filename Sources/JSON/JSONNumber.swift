/// Numbers as ECMAScript writes them (ECMA-262 §6.1.6.1.20, Number::toString), which RFC 8785 §3.2.2.3 asks for.
enum JSONNumber {
    /// A number that JSON cannot say (NaN, infinity) becomes `null`, as in JavaScript's `JSON.stringify`.
    static func text(_ number: Double) -> String {
        guard number.isFinite else { return "null" }
        guard number != 0 else { return "0" }
        let (digits, exponent) = shortestDigits(number.magnitude)
        return (number < 0 ? "-" : "") + text(digits, exponent)
    }

    /// The number is 0.digits × 10^exponent.
    private static func text(_ digits: [UInt8], _ exponent: Int) -> String {
        let count = digits.count
        var text: [UInt8] = []
        if exponent >= count && exponent <= 21 {
            text = digits + repeatElement(zero, count: exponent - count)
        } else if exponent > 0 && exponent <= 21 {
            text = digits[..<exponent] + [point] + digits[exponent...]
        } else if exponent > -6 && exponent <= 0 {
            text = [zero, point] + repeatElement(zero, count: -exponent) + digits
        } else {
            text = [digits[0]]
            if count > 1 { text += [point] + digits[1...] }
            text += Array("e\(exponent > 0 ? "+" : "-")\((exponent - 1).magnitude)".utf8)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The fewest digits that are read back as the same number, as 0.digits × 10^exponent. Swift's description has
    /// them, in one of the forms `123.45`, `5e-324` and `1.5e+300`.
    private static func shortestDigits(_ number: Double) -> (digits: [UInt8], exponent: Int) {
        let parts = number.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        var digits = Array(mantissa.joined().utf8)
        var exponent = mantissa[0].utf8.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        let leading = digits.prefix { $0 == zero }.count
        digits.removeFirst(leading)
        exponent -= leading
        while digits.last == zero { digits.removeLast() }
        return (digits, exponent)
    }

    private static let zero = UInt8(ascii: "0")
    private static let point = UInt8(ascii: ".")
}

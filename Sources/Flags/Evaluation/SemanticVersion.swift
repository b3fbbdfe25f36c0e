/// A version as flagd's `sem_ver` reads it: Semantic Versioning 2.0.0, with a `v` before it if need be, and minor and
/// patch left out where they are 0.
struct SemanticVersion: Comparable {
    let numbers: [UInt64]
    let preRelease: [Substring]

    init?(_ text: String) {
        var rest = text[...]
        if rest.first == "v" || rest.first == "V" { rest.removeFirst() }
        guard rest.utf8.count <= 256 else { return nil }
        if let plus = rest.firstIndex(of: "+") {
            guard Self.identifiers(rest[rest.index(after: plus)...], areNumbersStrict: false) != nil else { return nil }
            rest = rest[..<plus]
        }
        var preRelease: [Substring] = []
        if let dash = rest.firstIndex(of: "-") {
            guard let found = Self.identifiers(rest[rest.index(after: dash)...], areNumbersStrict: true) else {
                return nil
            }
            preRelease = found
            rest = rest[..<dash]
        }
        var numbers: [UInt64] = []
        for part in rest.split(separator: ".", omittingEmptySubsequences: false) {
            guard Self.isNumber(part), part == "0" || part.first != "0", let number = UInt64(part) else { return nil }
            numbers.append(number)
        }
        guard (1...3).contains(numbers.count) else { return nil }
        self.numbers = numbers + Array(repeating: 0, count: 3 - numbers.count)
        self.preRelease = preRelease
    }

    /// Whether the comparison holds; nil for an operator that there is not.
    func holds(_ comparison: String, _ other: SemanticVersion) -> Bool? {
        switch comparison {
        case "=": self == other
        case "!=": self != other
        case "<": self < other
        case "<=": self <= other
        case ">": self > other
        case ">=": self >= other
        case "^": numbers[0] == other.numbers[0]
        case "~": numbers[..<2] == other.numbers[..<2]
        default: nil
        }
    }

    /// Section 11 of the specification.
    static func < (left: Self, right: Self) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        if left.preRelease.isEmpty || right.preRelease.isEmpty {
            return !left.preRelease.isEmpty && right.preRelease.isEmpty
        }
        for (one, other) in zip(left.preRelease, right.preRelease) where one != other {
            switch (UInt64(one), UInt64(other)) {
            case (let one?, let other?): return one < other
            case (.some, nil): return true
            case (nil, .some): return false
            case (nil, nil): return one.utf8.lexicographicallyPrecedes(other.utf8)
            }
        }
        return left.preRelease.count < right.preRelease.count
    }

    private static func identifiers(_ text: Substring, areNumbersStrict: Bool) -> [Substring]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let areValid = parts.allSatisfy { part in
            guard !part.isEmpty, part.utf8.allSatisfy({ isNumberByte($0) || isLetterOrDash($0) }) else { return false }
            return !(areNumbersStrict && isNumber(part) && part.first == "0" && part != "0")
        }
        return areValid ? parts : nil
    }

    private static func isNumber(_ text: Substring) -> Bool { !text.isEmpty && text.utf8.allSatisfy(isNumberByte) }
    private static func isNumberByte(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetterOrDash(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
    }
}

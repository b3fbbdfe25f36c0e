public import Configuration

/// A number that another is compared with: `< 0.05`, `>= 3`, `!= 0`.
public struct Comparison: Sendable, Hashable {
    /// How.
    public enum Operator: String, Sendable, CaseIterable {
        case less = "<"
        case atMost = "<="
        case equal = "=="
        case different = "!="
        case atLeast = ">="
        case greater = ">"
    }

    public let comparison: Operator
    /// Finite.
    public let bound: Double

    public init(_ comparison: Operator, _ bound: Double) {
        self.comparison = comparison
        self.bound = bound
    }

    /// Reads `<= 5` and `<=5`; one `=` will do for two. Nil for anything else.
    public init?(_ text: String) {
        let text = text.drop { $0 == " " }
        let sign = text.prefix { "<>=!".contains($0) }
        let number = text.dropFirst(sign.count).drop { $0 == " " }
        guard let comparison = Operator(rawValue: sign == "=" ? "==" : String(sign)),
            number.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }),
            let bound = Double(number), bound.isFinite
        else { return nil }
        self.init(comparison, bound)
    }

    /// Decodes `"< 0.05"`.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        guard let comparison = Comparison(try node.string()) else {
            throw node.failure(
                "'\(node.path)' is no comparison with a number",
                hint: "as \"> 0.05\": \(Operator.allCases.map(\.rawValue).joined(separator: ", ")) and a number, in quotes")
        }
        self = comparison
    }

    /// Whether a number is so; never for NaN, of which nothing is known.
    public func holds(for number: Double) -> Bool {
        guard !number.isNaN else { return false }
        return switch comparison {
        case .less: number < bound
        case .atMost: number <= bound
        case .equal: number == bound
        case .different: number != bound
        case .atLeast: number >= bound
        case .greater: number > bound
        }
    }

    /// What holds for exactly those numbers for which this does not.
    public var opposite: Comparison {
        let other: Operator =
            switch comparison {
            case .less: .atLeast
            case .atMost: .greater
            case .equal: .different
            case .different: .equal
            case .atLeast: .less
            case .greater: .atMost
            }
        return Comparison(other, bound)
    }

    /// Which of two numbers is farther from being so.
    func isWorse(_ left: Double, than right: Double) -> Bool {
        switch comparison {
        case .less, .atMost: left > right
        case .atLeast, .greater: left < right
        case .equal: abs(left - bound) > abs(right - bound)
        case .different: abs(left - bound) < abs(right - bound)
        }
    }
}

extension Comparison: CustomStringConvertible {
    /// As it is written: `<= 5`.
    public var description: String { "\(comparison.rawValue) \(bound.plain)" }
}

extension Double {
    /// As people write it: a whole number without its point, others with at most six digits that count.
    public var plain: String {
        if isNaN { return "NaN" }
        if isInfinite { return self > 0 ? "+Inf" : "-Inf" }
        if let whole = Int64(exactly: self), abs(self) < 1e15 { return String(whole) }
        guard abs(self) >= 1e-4, abs(self) < 1e15 else { return String(self) }
        var scale = 1.0
        while abs(self) * scale < 1e5 && scale < 1e10 { scale *= 10 }
        let rounded = (self * scale).rounded() / scale
        return Int64(exactly: rounded).map(String.init) ?? String(rounded)
    }
}

extension Comparison: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

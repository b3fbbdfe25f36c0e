internal import JSON

extension JSONLogic {
    /// The operations on values that are known already.
    mutating func operate(
        _ name: String, _ arguments: [JSONValue], _ data: JSONValue
    ) throws(Problem) -> JSONValue {
        let first = arguments.first ?? .null
        let second = arguments.dropFirst().first ?? .null
        switch name {
        case "==": return .bool(first.looselyEquals(second))
        case "!=": return .bool(!first.looselyEquals(second))
        case "===": return .bool(first == second)
        case "!==": return .bool(first != second)
        case "<", "<=", ">", ">=": return .bool(Self.isOrdered(arguments, name))
        case "!": return .bool(!first.isTruthy)
        case "!!": return .bool(first.isTruthy)
        case "in":
            if case .array(let items) = second { return .bool(items.contains(first)) }
            if case .string(let text) = second { return .bool(text.holds(first.logicText)) }
            return false
        case "var": return data.variable(first) ?? second
        case "missing": return .array(Self.missing(first.arrayValue ?? arguments, in: data))
        case "missing_some":
            let names = second.arrayValue ?? []
            let missing = Self.missing(names, in: data)
            return .array(Double(names.count - missing.count) >= first.logicNumber ? [] : missing)
        case "merge": return try built(.array(arguments.flatMap { $0.arrayValue ?? [$0] }))
        case "cat": return try built(.string(joined(arguments)))
        case "substr": return try built(.string(Self.substring(first.logicText, second, arguments.dropFirst(2).first)))
        case "+": return .logicNumber(arguments.reduce(0) { $0 + $1.logicNumber })
        case "*": return .logicNumber(arguments.reduce(1) { $0 * $1.logicNumber })
        case "-" where arguments.count == 1: return .logicNumber(-first.logicNumber)
        case "-": return .logicNumber(first.logicNumber - second.logicNumber)
        case "/": return .logicNumber(first.logicNumber / second.logicNumber)
        case "%":
            return .logicNumber(first.logicNumber.truncatingRemainder(dividingBy: second.logicNumber))
        case "min", "max": return .logicNumber(Self.extreme(arguments.map(\.logicNumber), isLeast: name == "min"))
        // What it is for is to print its argument; here it is only passed on.
        case "log": return first
        case "starts_with", "ends_with":
            guard arguments.count == 2, let text = first.stringValue, let part = second.stringValue else {
                return .null
            }
            let (text8, part8) = (Array(text.utf8), Array(part.utf8))
            return .bool(name == "starts_with" ? text8.starts(with: part8) : text8.suffix(part8.count) == part8[...])
        case "sem_ver":
            guard arguments.count == 3, let comparison = second.stringValue,
                let one = SemanticVersion(first.logicText), let other = SemanticVersion(arguments[2].logicText)
            else { return .null }
            return one.holds(comparison, other).map { .bool($0) } ?? .null
        case "fractional": return fractional.apply(arguments)
        default: throw .unknownOperation(name)
        }
    }

    /// Two values, or three of which the one in the middle lies between the others.
    private static func isOrdered(_ values: [JSONValue], _ sign: String) -> Bool {
        guard values.count >= 2 else { return false }
        return zip(values, values.dropFirst()).prefix(2).allSatisfy { one, other in
            guard let order = one.order(to: other) else { return false }
            switch sign {
            case "<": return order < 0
            case "<=": return order <= 0
            case ">": return order > 0
            default: return order >= 0
            }
        }
    }

    /// Those of several names at which nothing stands, or an empty text.
    private static func missing(_ names: [JSONValue], in data: JSONValue) -> [JSONValue] {
        names.filter { [nil, .string("")].contains(data.variable($0)) }
    }

    /// The values as one text. flagd's evaluator writes nothing for `null` and takes spaces at the ends away
    /// (diegoholiveira/jsonlogic, strings.go, `concat`); the one for Python does neither.
    private func joined(_ values: [JSONValue]) -> String {
        guard fractional.hashing == .text else { return values.map(\.logicText).joined() }
        let text = values.map { $0 == .null ? "" : $0.logicText }.joined()
        guard values.count > 1 else { return text }
        return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// From an index, where a negative one counts from the end, a number of characters, or with a negative one all but
    /// so many at the end.
    private static func substring(_ text: String, _ index: JSONValue, _ length: JSONValue?) -> String {
        let scalars = Array(text.unicodeScalars)
        let start = whole(index)
        let from = start < 0 ? max(0, scalars.count + start) : min(start, scalars.count)
        var end = scalars.count
        if let length, length != .null {
            let count = whole(length)
            end = count < 0 ? max(from, scalars.count + count) : min(scalars.count, from + count)
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars[from..<end])
        return String(result)
    }

    /// A number without its fraction, within bounds that no text reaches; 0 for what is none.
    private static func whole(_ value: JSONValue) -> Int {
        let number = value.logicNumber
        return number.isNaN ? 0 : Int(max(-1e9, min(1e9, number.rounded(.towardZero))))
    }

    /// The least or greatest; no number where one of them is none.
    private static func extreme(_ numbers: [Double], isLeast: Bool) -> Double {
        if numbers.contains(where: \.isNaN) { return .nan }
        return (isLeast ? numbers.min() : numbers.max()) ?? .nan
    }
}

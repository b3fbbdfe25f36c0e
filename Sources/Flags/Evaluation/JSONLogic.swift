internal import Basics
internal import JSON

/// The part of JSONLogic (jsonlogic.com) that flagd's rules are made of, with flagd's own operations. It is bounded in
/// depth and in steps, whatever the rules are and refer to; what is not known is an error and never passed over.
struct JSONLogic {
    /// Why rules cannot be applied.
    enum Problem: Error {
        case tooDeep
        case tooLong
        case unknownOperation(String)
        case unknownReference(String)

        var reason: String {
            switch self {
            case .tooDeep: "its rules stand inside each other, or refer to each other, more than 100 levels deep"
            case .tooLong: "its rules take too many steps"
            case .unknownOperation(let name): "the operation '\(name.printable)' is not known"
            case .unknownReference(let name): "it refers to '\(name.printable)', which is not under $evaluators"
            }
        }
    }

    /// The rules that others refer to by `{"$ref": NAME}`.
    private let rules: JSONObject
    private let fractional: Fractional
    private var steps = 0

    private static let depth = 100
    private static let mostSteps = 100_000

    init(rules: JSONObject, fractional: Fractional) {
        self.rules = rules
        self.fractional = fractional
    }

    /// What a rule comes to for a context.
    mutating func apply(_ rule: JSONValue, to data: JSONValue) throws(Problem) -> JSONValue {
        try apply(rule, data, depth: 0)
    }

    private mutating func apply(_ rule: JSONValue, _ data: JSONValue, depth: Int) throws(Problem) -> JSONValue {
        steps += 1
        guard depth <= Self.depth else { throw .tooDeep }
        guard steps <= Self.mostSteps else { throw .tooLong }
        switch rule {
        case .array(let items): return .array(try all(items, data, depth))
        case .object(let members):
            guard members.count == 1, let name = members.keys.first, let operand = members[name] else { return rule }
            if name == "$ref" {
                let reference = operand.stringValue ?? operand.compact
                guard let target = rules[reference] else { throw .unknownReference(reference) }
                return try apply(target, data, depth: depth + 1)
            }
            let arguments = operand.arrayValue ?? [operand]
            switch name {
            case "if", "?:": return try choose(arguments, data, depth)
            case "and", "or":
                var last = JSONValue.null
                for argument in arguments {
                    last = try apply(argument, data, depth: depth + 1)
                    if last.isTruthy == (name == "or") { break }
                }
                return last
            default: return try operate(name, try all(arguments, data, depth), data)
            }
        default: return rule
        }
    }

    private mutating func all(
        _ items: [JSONValue], _ data: JSONValue, _ depth: Int
    ) throws(Problem) -> [JSONValue] {
        var values: [JSONValue] = []
        for item in items { values.append(try apply(item, data, depth: depth + 1)) }
        return values
    }

    /// Pairs of condition and result, and at the end what is left.
    private mutating func choose(
        _ arguments: [JSONValue], _ data: JSONValue, _ depth: Int
    ) throws(Problem) -> JSONValue {
        var rest = arguments[...]
        while rest.count > 1, let condition = rest.popFirst(), let result = rest.popFirst() {
            if try apply(condition, data, depth: depth + 1).isTruthy {
                return try apply(result, data, depth: depth + 1)
            }
        }
        return try rest.first.map { value throws(Problem) in try apply(value, data, depth: depth + 1) } ?? .null
    }

    private func operate(
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
        case "cat": return .string(arguments.map(\.logicText).joined())
        case "+": return .logicNumber(arguments.reduce(0) { $0 + $1.logicNumber })
        case "*": return .logicNumber(arguments.reduce(1) { $0 * $1.logicNumber })
        case "-" where arguments.count == 1: return .logicNumber(-first.logicNumber)
        case "-": return .logicNumber(first.logicNumber - second.logicNumber)
        case "/": return .logicNumber(first.logicNumber / second.logicNumber)
        case "%":
            return .logicNumber(first.logicNumber.truncatingRemainder(dividingBy: second.logicNumber))
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
}

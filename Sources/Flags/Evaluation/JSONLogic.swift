internal import Basics
internal import JSON

/// JSONLogic (jsonlogic.com; jwadhams/json-logic-js, logic.js), of which flagd's rules are made, with flagd's own
/// operations. It is bounded in depth, in steps and in what it builds, whatever the rules are and refer to; what is not
/// known is an error and never passed over.
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
    let fractional: Fractional
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

    mutating func apply(_ rule: JSONValue, _ data: JSONValue, depth: Int) throws(Problem) -> JSONValue {
        guard depth <= Self.depth else { throw .tooDeep }
        try charge(1)
        switch rule {
        case .array(let items): return try built(.array(try all(items, data, depth)))
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
            case "map", "filter", "reduce", "all", "some", "none":
                return try overItems(name, arguments, data, depth)
            default: return try operate(name, try all(arguments, data, depth), data)
            }
        default: return rule
        }
    }

    /// What has been made of other values: large ones count as many steps, so that none can be made to grow without end.
    mutating func built(_ value: JSONValue) throws(Problem) -> JSONValue {
        try charge(value.nodes(atMost: Self.mostSteps))
        return value
    }

    private mutating func charge(_ count: Int) throws(Problem) {
        steps += count
        guard steps <= Self.mostSteps else { throw .tooLong }
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
}

extension JSONValue {
    /// How much it is: its values, and of texts each 16 bytes. Not counted further than said.
    fileprivate func nodes(atMost most: Int) -> Int {
        var count = 1
        switch self {
        case .string(let text): count += text.utf8.count / 16
        case .array(let items):
            for item in items where count < most { count += item.nodes(atMost: most - count) }
        case .object(let members):
            for member in members.values where count < most { count += member.nodes(atMost: most - count) }
        default: break
        }
        return count
    }
}

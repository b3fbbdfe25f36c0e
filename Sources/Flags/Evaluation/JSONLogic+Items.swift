internal import JSON

extension JSONLogic {
    /// The operations that apply a rule to each item of an array, which is then all that the rule sees.
    mutating func overItems(
        _ name: String, _ arguments: [JSONValue], _ data: JSONValue, _ depth: Int
    ) throws(Problem) -> JSONValue {
        let depth = depth + 1
        let items = try arguments.first.map { rule throws(Problem) in try apply(rule, data, depth: depth) }?.arrayValue
        let rule = arguments.dropFirst().first ?? .null
        switch name {
        case "reduce":
            var result = try apply(arguments.dropFirst(2).first ?? .null, data, depth: depth)
            for item in items ?? [] {
                result = try apply(rule, ["current": item, "accumulator": result], depth: depth)
            }
            return result
        case "map":
            var results: [JSONValue] = []
            for item in items ?? [] { results.append(try apply(rule, item, depth: depth)) }
            return try built(.array(results))
        // Of an empty array not all are true, by JSONLogic's own word.
        case "all" where (items ?? []).isEmpty: return false
        default:
            var chosen: [JSONValue] = []
            for item in items ?? [] {
                let isTruthy = try apply(rule, item, depth: depth).isTruthy
                if isTruthy { chosen.append(item) }
                if name == "all" && !isTruthy { return false }
                if name == "some" && isTruthy { return true }
                if name == "none" && isTruthy { return false }
            }
            return name == "filter" ? .array(chosen) : .bool(name != "some")
        }
    }
}

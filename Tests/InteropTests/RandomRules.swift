import JSON
import TestSupport

/// Random rules in JSONLogic, made by kind, so that they mostly make sense: of what makes none, evaluators make different
/// things (json-logic-js, its port for Python and flagd's for Go each their own).
struct RandomRules {
    /// What a rule gives.
    enum Kind: CaseIterable { case text, number, truth, texts, numbers }

    /// What the variables are: all of the context, an item, or what `reduce` gives.
    private enum Scope {
        case context
        case item(Kind)
        case reduction(Kind)
    }

    var random: SeededNumbers

    /// The variables of each kind; some are not there in some contexts.
    private static let variables: [Kind: [String]] = [
        .text: ["email", "plan", "org.name", "empty", "tags.0"], .number: ["age", "seats", "debt", "scores.1"],
        .truth: ["beta", "banned"], .texts: ["tags", "org.teams", "none"], .numbers: ["scores", "none"],
    ]

    /// Contexts in which they are.
    static let contexts: [JSONValue] = [
        [
            "targetingKey": "u1", "email": "ann@example.com", "plan": "pro", "org": ["name": "Ümit & Co", "teams": ["a", "b"]],
            "empty": "", "tags": ["new", "é", "beta-7", ""], "age": 41, "seats": 0, "debt": -12, "beta": true,
            "banned": false, "scores": [3, 1, -2, 40], "none": [],
        ],
        [
            "targetingKey": "u2", "email": "12", "plan": "free", "org": ["name": "", "teams": []], "empty": "",
            "tags": ["x"], "age": 7, "seats": 250, "debt": 0, "beta": false, "banned": true, "scores": [5, 5], "none": [],
        ],
        [
            "targetingKey": "u3", "email": "bob@example.org", "plan": "max", "org": ["name": "42", "teams": ["42", "7"]],
            "empty": "", "tags": ["12", "plan", "pro"], "age": 18, "seats": 12, "debt": -1, "beta": true, "banned": true,
            "scores": [0, 1000000, -7], "none": [],
        ],
    ]

    /// A rule that comes to one of twenty variants by the text of what it gives.
    mutating func rule() -> JSONValue {
        let kind = random.pick(Kind.allCases)
        var value = expression(kind, 4, .context)
        // The text of `true` is `True` to the one for Python.
        if kind == .truth { value = ["if": [value, "yes", "no"]] }
        let shares: [JSONValue] = (0..<20).map { [.string("v\($0)"), 1] }
        return ["fractional": .array([["cat": [["cat": ["=", value]]]]] + shares)]
    }

    private mutating func expression(_ kind: Kind, _ depth: Int, _ scope: Scope) -> JSONValue {
        if depth == 0 || random.next() % 5 == 0 { return leaf(kind, scope) }
        let next = depth - 1
        if random.next() % 8 == 0 { return choice(kind, next, scope) }
        switch kind {
        case .text: return text(next, scope)
        case .number: return number(next, scope)
        case .truth: return truth(next, scope)
        case .texts, .numbers: return list(kind, next, scope)
        }
    }

    private mutating func choice(_ kind: Kind, _ depth: Int, _ scope: Scope) -> JSONValue {
        let (one, other) = (expression(kind, depth, scope), expression(kind, depth, scope))
        let condition = expression(random.pick(Kind.allCases), depth, scope)
        return random.pick([
            ["if": [condition, one, other]], ["?:": [condition, one, other]], ["and": [one, other]], ["or": [one, other]],
            ["if": [condition, one, expression(.truth, depth, scope), other, one]],
        ])
    }

    private mutating func text(_ depth: Int, _ scope: Scope) -> JSONValue {
        let (one, other) = (expression(.text, depth, scope), expression(.text, depth, scope))
        let place: JSONValue = random.pick([0, 1, -1, 3, -4, 99, -99])
        let count: JSONValue = random.pick([0, 1, 2, -1, -2, 99, -99])
        return random.pick([
            ["cat": [one, other]], ["cat": [one, expression(.number, depth, scope)]], ["substr": [one, place]],
            ["substr": [one, place, count]], ["log": one], ["cat": expression(.texts, depth, scope)],
            ["reduce": [
                expression(.texts, depth, scope), ["cat": [["var": "accumulator"], ["var": "current"]]],
                leaf(.text, .item(.number)),
            ]],
        ])
    }

    private mutating func number(_ depth: Int, _ scope: Scope) -> JSONValue {
        let (one, other) = (expression(.number, depth, scope), expression(.number, depth, scope))
        return random.pick([
            ["+": [one, other]], ["-": [one, other]], ["*": [one, 3]], ["-": [0, one]], ["min": [one, other, 5]],
            ["max": [one, other]], ["/": [["*": [one, 4]], 2]], ["%": [["max": [one, 0]], 7]],
            ["reduce": [
                expression(.numbers, depth, scope),
                expression(.number, min(depth, 2), .reduction(.number)), leaf(.number, .item(.text)),
            ]],
        ])
    }

    private mutating func truth(_ depth: Int, _ scope: Scope) -> JSONValue {
        let (one, other) = (expression(.text, depth, scope), expression(.text, depth, scope))
        let (low, high) = (expression(.number, depth, scope), expression(.number, depth, scope))
        let many = random.pick([Kind.texts, .numbers])
        let items = expression(many, depth, scope)
        let test = expression(.truth, min(depth, 2), .item(many == .texts ? .text : .number))
        // An empty text is 0 to JavaScript and to flagd, and no number to the one for Python.
        let digits: JSONValue = .string(random.pick(["7", "-12", "0", "41.5", "x", "7x"]))
        let order = random.pick(["<", "<=", ">", ">="])
        return random.pick([
            ["==": [one, other]], ["!=": [one, other]], ["===": [low, high]], ["!==": [one, other]],
            ["==": [low, digits]], [order: [low, high]], [order: [low, high, 9]], [order: [one, other]],
            [order: [low, digits]], ["!": [items]], ["!!": [one]], ["!": one], ["in": [one, other]],
            ["in": [one, expression(.texts, depth, scope)]], ["all": [items, test]], ["some": [items, test]],
            ["none": [items, test]], ["starts_with": [one, other]], ["ends_with": [one, other]],
            ["sem_ver": [version(), .string(random.pick(["=", "!=", "<", "<=", ">", ">=", "^", "~", "?"])), version()]],
        ])
    }

    private mutating func list(_ kind: Kind, _ depth: Int, _ scope: Scope) -> JSONValue {
        let one: Kind = kind == .texts ? .text : .number
        let source = random.pick([Kind.texts, .numbers])
        let item: Kind = source == .texts ? .text : .number
        let (made, test) = (
            expression(one, min(depth, 2), .item(item)), expression(.truth, min(depth, 2), .item(one))
        )
        let names: JSONValue = .array((0..<3).map { _ in .string(random.pick(["age", "nobody", "empty", "tags.9", "plan"])) })
        let lists: [JSONValue] = [
            ["map": [expression(source, depth, scope), made]], ["filter": [expression(kind, depth, scope), test]],
            ["merge": [expression(kind, depth, scope), expression(one, depth, scope)]],
            [expression(one, depth, scope), expression(one, depth, scope)],
        ]
        guard kind == .texts else { return random.pick(lists) }
        return random.pick(
            lists + [["missing": names], ["missing_some": [.integer(Int64(random.next() % 4)), names]]])
    }

    private mutating func leaf(_ kind: Kind, _ scope: Scope) -> JSONValue {
        let isVariable = random.next() % 3 > 0
        switch scope {
        case .context where isVariable:
            // What is nobody's is compared otherwise by each of them.
            if kind == .text, random.next() % 8 == 0 { return ["var": ["nobody", "none"]] }
            return ["var": .string(random.pick(Self.variables[kind] ?? []))]
        case .item(let item) where isVariable && item == kind: return ["var": ""]
        case .reduction(let item) where isVariable && item == kind:
            return ["var": .string(random.pick(["accumulator", "current"]))]
        default: break
        }
        switch kind {
        case .text: return .string(random.pick(["", "a", "pro", "example.com", "é", "7", "Ümit", "-12", " "]))
        case .number: return .integer(Int64(random.next() % 50) - 20)
        case .truth: return .bool(random.next() % 2 == 0)
        case .texts: return ["pro", "", "7", "beta"]
        case .numbers: return [1, -3, 0, 12]
        }
    }

    private mutating func version() -> JSONValue {
        .string(
            random.pick([
                "1.0.0", "v1.2.3", "1.2", "2", "1.0.0-rc.1", "1.0.0-rc.2", "1.0.0-rc.10", "1.0.0+b7", "x", "1.2.3.4", "01.0.0",
            ]))
    }
}

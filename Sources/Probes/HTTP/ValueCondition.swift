internal import Basics
public import Configuration
public import JSON

/// What a value in an answer should be.
public enum ValueCondition: Sendable, Hashable {
    /// The same: numbers by their value, all else exactly.
    case equals(JSONValue)
    /// Something else.
    case differs(JSONValue)
    /// A number that is so.
    case compares(Comparison)
    /// Anything, if only it is there.
    case exists

    /// Decodes `ok`, `5`, `true`, `"< 100"` (a comparison), `{equals: "< 100"}`, `{differs: down}` or `{exists: true}`.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        guard node.kind == .mapping else {
            if let text = node.scalarText, let comparison = Comparison(text) {
                self = .compares(comparison)
            } else {
                self = .equals(try Self.value(node))
            }
            return
        }
        var mapping = try node.mapping()
        let equal = mapping.optional("equals")
        let different = mapping.optional("differs")
        let exists = mapping.optional("exists")
        try mapping.finish()
        guard [equal, different, exists].count(where: { $0 != nil }) == 1 else {
            throw node.failure("'\(node.path)' should say one thing", hint: "equals, differs or exists: true")
        }
        if let equal {
            self = .equals(try Self.value(equal))
        } else if let different {
            self = .differs(try Self.value(different))
        } else {
            guard try exists?.bool() == true else {
                throw node.failure("'\(node.path)' can only ask for what exists", hint: "as {exists: true}")
            }
            self = .exists
        }
    }

    private static func value(_ node: ConfigurationNode) throws(ConfigurationError) -> JSONValue {
        let text = try node.string()
        return node.isQuoted ? .string(text) : scalar(text)
    }

    /// What a word means: `true`, `false`, `null`, a number, and else the word itself.
    static func scalar(_ text: String) -> JSONValue {
        guard let value = try? JSONValue(parsing: text), value.arrayValue == nil, value.objectValue == nil else {
            return .string(text)
        }
        return value
    }

    /// Whether a value is so; nil stands for one that is not there.
    func holds(for value: JSONValue?) -> Bool {
        guard let value else { return false }
        return switch self {
        case .equals(let wanted): value == wanted
        case .differs(let other): value != other
        case .compares(let comparison): value.doubleValue.map(comparison.holds) ?? false
        case .exists: true
        }
    }
}

extension ValueCondition: CustomStringConvertible {
    /// As people say it.
    public var description: String {
        switch self {
        case .equals(let value): value.shown
        case .differs(let value): "not \(value.shown)"
        case .compares(let comparison): comparison.description
        case .exists: "anything"
        }
    }
}

extension JSONValue {
    /// A value in a sentence: short, and fit for a terminal.
    var shown: String {
        let text = stringValue ?? compact
        return (text.count > 80 ? text.prefix(79) + "…" : text).description.printable
    }
}

/// One expectation written as a word, as on a command line: `status=ok`, `queues.0.waiting<100`, `error!=true`.
public struct FieldExpectation: Sendable, Hashable {
    /// Keys and positions with points between them.
    public let path: String
    /// What stands there.
    public let condition: ValueCondition

    public init(path: String, _ condition: ValueCondition) {
        self.path = path
        self.condition = condition
    }

    /// Nil where it is not of this form. A path alone asks whether there is something.
    public init?(_ text: String) {
        let path = text.prefix { !"<>=!".contains($0) }
        let rest = text.dropFirst(path.count)
        let name = String(path.reversed().drop { $0 == " " }.reversed())
        guard !name.isEmpty else { return nil }
        if rest.isEmpty {
            self.init(path: name, .exists)
        } else if let comparison = Comparison(String(rest)), !"=!".contains(rest.first ?? "=") {
            self.init(path: name, .compares(comparison))
        } else {
            let sign = rest.hasPrefix("!=") ? "!=" : rest.hasPrefix("==") ? "==" : "="
            guard rest.hasPrefix(sign) else { return nil }
            let value = ValueCondition.scalar(String(rest.dropFirst(sign.count).drop { $0 == " " }))
            self.init(path: name, sign == "!=" ? .differs(value) : .equals(value))
        }
    }
}

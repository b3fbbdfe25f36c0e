internal import Basics
public import Configuration
public import Probes

/// When a step is done: a small structure, not a language of expressions.
public indirect enum StepCondition: Sendable {
    /// A step came to an end of some kind.
    case step(String, StepEnd, at: ConfigurationNode)
    /// What a step found out is so.
    case output(step: String, name: String, ValueTest, at: ConfigurationNode)
    /// An input is so.
    case input(String, ValueTest, at: ConfigurationNode)
    /// What the description of the system says at a path is so.
    case system(String, ValueTest, at: ConfigurationNode)
    case not(StepCondition)
    case all([StepCondition])
    case any([StepCondition])

    /// How a step can have ended.
    public enum StepEnd: String, Sendable, CaseIterable { case done, failed, skipped }

    /// What is asked of a value.
    public enum ValueTest: Sendable {
        case equals(String)
        case compares(Comparison)
        case exists(Bool)
    }

    static let fields: [Field] = [
        Field("step", .text, "A step, by its id."),
        Field("is", .choice(StepEnd.allCases.map(\.rawValue)), "With step: how it ended."),
        Field("output", .text, "With step: what it found out, by its name."),
        Field("input", .text, "An input, by its name."),
        Field("system", .text, "A path in system.yaml, as services.api.url."),
        Field("equals", .scalar, "The value is this."),
        Field("compare", .comparison, "The value is a number and is so, as \"> 0\"."),
        Field("exists", .boolean, "Whether there is a value at all."),
        Field("not", .condition, "The opposite."),
        Field("all", .list(.condition), "All of these hold."),
        Field("any", .list(.condition), "One of these holds at least."),
    ]

    init(node: ConfigurationNode) throws(ConfigurationError) {
        let fields = try FieldReader(node, Self.fields)
        let subjects = ["step", "input", "system", "not", "all", "any"].filter { fields[$0] != nil }
        guard subjects.count == 1, let subject = subjects.first else {
            throw node.failure(
                "a condition should say one thing", hint: "one of step, input, system, not, all and any, as {step: health, is: failed}")
        }
        func test() throws(ConfigurationError) -> ValueTest {
            let tests = ["equals", "compare", "exists"].filter { fields[$0] != nil }
            guard tests.count == 1 else {
                throw node.failure("a condition on a value should say what is asked", hint: "one of equals, compare and exists")
            }
            if let equals = fields["equals"] { return .equals(equals.scalarText ?? "") }
            if let compare = fields["compare"] { return .compares(try Comparison(node: compare)) }
            return .exists(try fields.flag("exists"))
        }
        func only(_ allowed: [String]) throws(ConfigurationError) {
            for field in Self.fields where !allowed.contains(field.name) {
                if let stray = fields[field.name] {
                    throw stray.failure("'\(field.name)' does not go with '\(subject)' in a condition")
                }
            }
        }
        let tests = ["equals", "compare", "exists"]
        switch subject {
        case "step":
            let step = try fields.requiredText("step")
            if let output = try fields.text("output") {
                try only(["step", "output"] + tests)
                self = .output(step: step, name: output, try test(), at: node)
            } else {
                try only(["step", "is"])
                guard let end: StepEnd = try fields.choice("is") else {
                    throw node.failure("a condition on a step should say how it ended", hint: "as {step: health, is: failed}")
                }
                self = .step(step, end, at: node)
            }
        case "input":
            try only(["input"] + tests)
            self = .input(try fields.requiredText("input"), try test(), at: node)
        case "system":
            try only(["system"] + tests)
            self = .system(try fields.requiredText("system"), try test(), at: node)
        default:
            try only([subject])
            let inner = fields[subject] ?? node
            if subject == "not" {
                self = .not(try StepCondition(node: inner))
                return
            }
            var parts: [StepCondition] = []
            for item in try inner.sequence() { parts.append(try StepCondition(node: item)) }
            guard !parts.isEmpty else { throw inner.failure("'\(inner.path)' has no conditions") }
            self = subject == "all" ? .all(parts) : .any(parts)
        }
    }
}

extension StepCondition: CustomStringConvertible {
    /// In words: `health failed`.
    public var description: String {
        switch self {
        case .step(let step, .done, _): "\(step) is done"
        case .step(let step, .failed, _): "\(step) failed"
        case .step(let step, .skipped, _): "\(step) was skipped"
        case .output(let step, let name, let test, _): "\(step).\(name) \(test)"
        case .input(let name, let test, _): "the input \(name) \(test)"
        case .system(let path, let test, _): "\(path) of the system \(test)"
        case .not(let inner): "not (\(inner))"
        case .all(let parts): parts.map(\.description).joined(separator: ", and ")
        case .any(let parts): parts.map(\.description).joined(separator: ", or ")
        }
    }
}

extension StepCondition.ValueTest: CustomStringConvertible {
    public var description: String {
        switch self {
        case .equals(let value): "is \(value.printable)"
        case .compares(let comparison): "is \(comparison)"
        case .exists(true): "is there"
        case .exists(false): "is not there"
        }
    }

    /// Whether a value is so; a list where one of its items is. What is not a number compares with nothing.
    func holds(for value: ConfigurationValue) -> Bool {
        switch (self, value) {
        case (.exists(let wanted), .null): !wanted
        case (.exists(let wanted), .list(let items)) where items.isEmpty: !wanted
        case (.exists(let wanted), .scalar("", _)): !wanted
        case (.exists(let wanted), _): wanted
        case (.equals(let wanted), .scalar(let text, _)): text == wanted
        case (.compares(let comparison), .scalar(let text, _)): Double(text).map(comparison.holds(for:)) ?? false
        case (_, .list(let items)): items.contains { holds(for: $0) }
        default: false
        }
    }
}

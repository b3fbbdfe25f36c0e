internal import Basics
internal import Configuration
internal import JSON

/// What the variables of a playbook stand for, at some point of a run or where it is only looked at.
struct Scope: Sendable {
    /// The inputs that have a value, or would have.
    var inputs: [String: ConfigurationNode.Replacement] = [:]
    /// The inputs that the playbook has.
    var inputNames: [String] = []
    /// The description of the system.
    var system: ConfigurationNode?
    /// The steps before this point, by their ids.
    var steps: [String: Step] = [:]
    /// Facts about the run: `id`, `incident`, `playbook`; one that has none yet is nil.
    var run: [String: String?] = [:]
    /// Whether values that are not known stand for something that they could be.
    var takesSamples = false

    /// A step, and what it found out.
    struct Step: Sendable {
        /// nil where it was not done yet.
        var end: StepCondition.StepEnd?
        /// What it can find out.
        var names: [String]
        /// What it did find out; nil where that is not known.
        var outputs: JSONObject?
    }

    static let roots = ["inputs", "system", "steps", "run"]

    /// What a reference stands for.
    func replacement(_ reference: ForeignReference) throws(ConfigurationError) -> ConfigurationNode.Replacement {
        let parts = reference.name.split(separator: ".", omittingEmptySubsequences: false)
        let shown = "${\(reference.name.printable)}"
        guard parts.count >= 2, !parts.contains(""), let root = parts.first, Self.roots.contains(String(root)) else {
            let nearest = parts.first.flatMap { Spelling.nearest(to: String($0), among: Self.roots) }
            throw reference.node.failure(
                "\(shown) is no variable",
                hint: nearest.map { "did you mean '${\($0).…}'?" } ?? "inputs.NAME, system.PATH, steps.ID.NAME, run.id, env:NAME or file:PATH")
        }
        let name = String(parts[1])
        switch root {
        case "inputs":
            guard parts.count == 2, inputNames.contains(name) else {
                throw reference.node.failure("\(shown): the playbook has no input '\(name.printable)'", hint: hint(name, inputNames))
            }
            return inputs[name] ?? .value(.null)
        case "system":
            guard let system else {
                throw reference.node.failure("\(shown): the system has no description", hint: "write a system.yaml beside the playbook")
            }
            guard let node = system.value(at: Array(parts.dropFirst())) else {
                throw reference.node.failure("\(shown): the description of the system has nothing there", hint: systemHint(parts, system))
            }
            guard !node.isNull else {
                if takesSamples { return .value(.text(name)) }
                throw reference.node.failure(
                    "\(shown) is not filled in", hint: "give it under 'systems:' in firebreak.yaml, or in a file with --system")
            }
            return .node(node)
        case "steps": return try output(reference, name, Array(parts.dropFirst(2)))
        default:
            guard parts.count == 2, let fact = run[name] else {
                throw reference.node.failure("\(shown) is no fact about the run", hint: "there are: \(run.keys.sorted().joined(separator: ", "))")
            }
            if let fact { return .value(.text(fact)) }
            if takesSamples { return .value(.text(name)) }
            throw reference.node.failure("\(shown): the run has none yet", hint: "put a step 'incident: {open: …}' before, or give --incident")
        }
    }

    private func output(
        _ reference: ForeignReference, _ id: String, _ path: [Substring]
    ) throws(ConfigurationError) -> ConfigurationNode.Replacement {
        guard let step = steps[id] else {
            throw reference.node.failure(
                "${\(reference.name.printable)}: there is no step '\(id.printable)' before this one", hint: hint(id, Array(steps.keys)))
        }
        guard let name = path.first.map(String.init), step.names.contains(name) else {
            throw reference.node.failure(
                "${\(reference.name.printable)}: the step '\(id)' does not find out such a thing",
                hint: step.names.isEmpty ? "it finds out nothing" : "it finds out: \(step.names.joined(separator: ", "))")
        }
        if let outputs = step.outputs {
            return .value(ConfigurationValue(Self.value(in: outputs, at: path)))
        }
        guard !takesSamples else { return .value(.scalar("1", isText: false)) }
        throw reference.node.failure(
            "${\(reference.name.printable)}: the step '\(id)' \(step.end == .skipped ? "was skipped" : "has not found it out")",
            hint: "let a `when` keep this step from being done then")
    }

    /// What stands in outputs at a path of names and positions; null where nothing does.
    private static func value(in outputs: JSONObject, at path: [Substring]) -> JSONValue {
        path.dropFirst().reduce(path.first.flatMap { outputs[String($0)] } ?? .null) { value, part in
            value[String(part)] ?? Int(part).flatMap { value[$0] } ?? .null
        }
    }

    private func hint(_ name: String, _ known: [String]) -> String {
        if let nearest = Spelling.nearest(to: name, among: known) { return "did you mean '\(nearest)'?" }
        return known.isEmpty ? "there are none" : "there are: \(known.sorted().joined(separator: ", "))"
    }

    private func systemHint(_ parts: [Substring], _ system: ConfigurationNode) -> String? {
        var node = system
        for part in parts.dropFirst() {
            guard let next = node.value(at: [part]) else {
                guard let keys = try? node.mapping().keys else { return nil }
                return hint(String(part), keys)
            }
            node = next
        }
        return nil
    }

    /// A value with every variable of the playbook's replaced; `${env:…}` and `${file:…}` stay.
    func resolve(_ node: ConfigurationNode) throws(ConfigurationError) -> ConfigurationNode {
        try node.replacingReferences { reference throws(ConfigurationError) in try replacement(reference) }
    }

    /// Whether a condition holds; nil where that is not known yet.
    func holds(_ condition: StepCondition) throws(ConfigurationError) -> Bool? {
        switch condition {
        case .step(let id, let end, let node):
            guard let step = steps[id] else { throw unknownStep(id, node) }
            return step.end.map { $0 == end }
        case .output(let id, let name, let test, let node):
            guard let step = steps[id] else { throw unknownStep(id, node) }
            let path = name.split(separator: ".", omittingEmptySubsequences: false)
            guard let first = path.first, step.names.contains(String(first)) else {
                throw node.failure("the step '\(id)' does not find out '\(name.printable)'", hint: hint(name, step.names))
            }
            guard step.end != nil else { return nil }
            guard let outputs = step.outputs else { return step.end == .skipped ? test.holds(for: .null) : nil }
            return test.holds(for: ConfigurationValue(Self.value(in: outputs, at: path)))
        case .input(let name, let test, let node):
            guard inputNames.contains(name) else {
                throw node.failure("the playbook has no input '\(name.printable)'", hint: hint(name, inputNames))
            }
            switch inputs[name] {
            case .value(let value)?: return test.holds(for: value)
            case .node(let node)?: return test.holds(for: node.value)
            case .environment?: return test.holds(for: .text("…"))
            case nil: return test.holds(for: .null)
            }
        case .system(let path, let test, _):
            return test.holds(for: system?.value(at: path.split(separator: "."))?.value ?? .null)
        case .not(let inner): return try holds(inner).map { !$0 }
        case .all(let parts):
            var isKnown = true
            for part in parts {
                guard let holds = try holds(part) else { isKnown = false; continue }
                if !holds { return false }
            }
            return isKnown ? true : nil
        case .any(let parts):
            var isKnown = true
            for part in parts {
                guard let holds = try holds(part) else { isKnown = false; continue }
                if holds { return true }
            }
            return isKnown ? false : nil
        }
    }

    private func unknownStep(_ id: String, _ node: ConfigurationNode) -> ConfigurationError {
        node.failure("there is no step '\(id.printable)' before this one", hint: hint(id, Array(steps.keys)))
    }
}

extension ConfigurationValue {
    /// What JSON stands for.
    init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .scalar(value ? "true" : "false", isText: false)
        case .integer(let value): self = .scalar(String(value), isText: false)
        case .double: self = .scalar(json.compact, isText: false)
        case .string(let text): self = .text(text)
        case .array(let items): self = .list(items.map(ConfigurationValue.init))
        case .object(let members): self = .mapping(members.map { .init($0.key, ConfigurationValue($0.value)) })
        }
    }

    /// As JSON; a number that is one, else the text.
    var json: JSONValue {
        switch self {
        case .null: .null
        case .scalar("true", isText: false): true
        case .scalar("false", isText: false): false
        case .scalar(let text, isText: false): Int64(text).map { .integer($0) } ?? Double(text).map { .double($0) } ?? .string(text)
        case .scalar(let text, isText: true): .string(text)
        case .list(let items): .array(items.map(\.json))
        case .mapping(let entries): .object(JSONObject(entries.map { ($0.key, $0.value.json) }))
        }
    }
}

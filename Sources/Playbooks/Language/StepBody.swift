internal import Basics
public import Configuration

/// What a step does.
public indirect enum StepBody: Sendable {
    /// One thing, of a kind; its fields are decoded when their variables are known.
    case action(StepKind, ConfigurationNode)
    /// Several at the same time.
    case parallel([PlaybookStep])
    /// Another playbook, by its name, with its inputs.
    case call(String, inputs: ConfigurationNode?, at: ConfigurationNode)

    static let callFields: [Field] = [
        .required("name", .text, "The playbook, as flowstate-ai/security-response, or its name alone in the same folder."),
        Field("inputs", .map(.any), "Its inputs."),
    ]

    /// The kind as people say it: `sessions revoke`.
    public var name: String {
        switch self {
        case .action(let kind, _): kind.name
        case .parallel: "parallel"
        case .call: "playbook"
        }
    }

    /// Takes the one kind that a step has.
    init(_ fields: FieldReader, taken: inout Set<String>) throws(ConfigurationError) {
        let present = StepKinds.names.filter { name in
            fields[name].map { name != StepKinds.evidence || $0.kind != .scalar } ?? false
        }
        guard present.count == 1, let name = present.first, let node = fields[name] else {
            guard present.isEmpty else {
                throw fields.node.failure("a step has one kind, and this has \(present.joined(separator: " and "))", hint: "make two steps of it")
            }
            throw fields.node.failure("a step needs a kind", hint: "one of \(StepKinds.names.joined(separator: ", "))")
        }
        switch name {
        case StepKinds.parallel:
            var steps: [PlaybookStep] = []
            for item in try node.sequence() { steps.append(try PlaybookStep(node: item, taken: &taken)) }
            guard !steps.isEmpty else { throw node.failure("'\(node.path)' has no steps") }
            self = .parallel(steps)
        case StepKinds.call:
            let fields = try FieldReader(node, Self.callFields)
            self = .call(try fields.requiredText("name"), inputs: fields["inputs"], at: node)
        default:
            self = try StepKinds.action(name, node)
        }
    }
}

internal import Basics
public import Configuration

/// One step of a playbook.
public struct PlaybookStep: Sendable {
    /// How it is called; unique in its playbook.
    public let id: String
    /// What it is for, in a few words; nil where the kind says enough.
    public let title: String?
    /// What it does.
    public let body: StepBody
    /// Only then it is done; nil for always.
    public let condition: StepCondition?
    /// How long it may take; nil for as long as its kind allows.
    public let timeout: Duration?
    /// How often it is tried again when it fails.
    public let retries: Int
    /// How long is waited before it is.
    public let retryDelay: Duration
    /// What becomes of the run when it fails.
    public let onFailure: FailurePolicy
    /// What undoes it, where a later step fails.
    public let compensation: [StepBody]
    /// Whether its author says that it can be undone; nil where the kind decides.
    public let isReversible: Bool?
    /// How many people must agree before; nil for nobody.
    public let approval: ApprovalRule?
    /// Whether what it found is kept in a file whose digest stands in the journal.
    public let isEvidence: Bool
    /// Where it stands.
    public let node: ConfigurationNode

    /// What becomes of a run when a step fails.
    public enum FailurePolicy: String, Sendable, CaseIterable {
        /// It ends there.
        case abort
        /// It goes on.
        case `continue`
        /// What was done is undone, the last first.
        case compensate
    }

    /// How many people must agree.
    public struct ApprovalRule: Sendable {
        public let count: Int
        /// The roles that they may have; empty for any.
        public let roles: [String]
    }

    /// Whether it only ends the run.
    var fails: Bool {
        if case .action(let kind, _) = body { kind.type == FailStep.self } else { false }
    }

    private static let retryFields: [Field] = [
        .required("times", .integer(1...1000), "How often it is tried again when it fails."),
        Field("delay", .duration, "How long is waited before. Default: 5s."),
    ]
    private static let approvalFields: [Field] = [
        .required("count", .integer(1...20), "How many different people must agree."),
        Field("roles", .oneOrMore(.text), "The roles that they may have, as the configuration's responders have them."),
    ]

    /// What every step may have besides its kind.
    static let commonFields: [Field] = [
        Field("id", .text, "How other steps and the command line call it."),
        Field("title", .text, "What it is for, in a few words."),
        Field("when", .condition, "Only then it is done."),
        Field("timeout", .duration, "How long it may take."),
        Field("retry", .object(retryFields), "How often it is tried again when it fails."),
        Field("onFailure", .choice(FailurePolicy.allCases.map(\.rawValue)), "What becomes of the run when it fails. Default: abort."),
        Field("compensate", .either(.list(.any), .any), "A step, or a list of them, that undoes it when a later step fails."),
        Field("reversible", .boolean, "Whether it can be undone."),
        Field("approve", .object(approvalFields), "Different people who must agree before, each with their own key."),
        Field(StepKinds.evidence, .either(.boolean, .any), "true: keep what it found in a file whose digest stands in the journal."),
    ]

    static let fields = commonFields + StepKinds.names.filter { $0 != StepKinds.evidence }.map { Field($0, .any, StepKinds.help($0)) }

    /// - Parameter taken: the ids that are given already; a step without one gets one of its kind.
    init(node: ConfigurationNode, taken: inout Set<String>) throws(ConfigurationError) {
        let fields = try FieldReader(node, Self.fields)
        let body = try StepBody(fields, taken: &taken)
        if let given = try fields.text("id") {
            guard PlaybookInput.isName(given) else {
                throw node.failure(
                    "'\(given.printable)' cannot be the id of a step", hint: "letters, digits, - and _, beginning with a letter")
            }
            guard taken.insert(given).inserted else { throw node.failure("two steps have the id '\(given)'") }
            id = given
        } else {
            let name = body.name.split(separator: " ").joined(separator: "-")
            var candidate = name
            var number = 2
            while !taken.insert(candidate).inserted {
                candidate = "\(name)-\(number)"
                number += 1
            }
            id = candidate
        }
        title = try fields.text("title")
        condition = try fields["when"].map { node throws(ConfigurationError) in try StepCondition(node: node) }
        timeout = try fields.duration("timeout")
        let retry = try fields["retry"].map { node throws(ConfigurationError) in try FieldReader(node, Self.retryFields) }
        retries = try retry?.integer("times") ?? 0
        retryDelay = try retry?.duration("delay") ?? .seconds(5)
        onFailure = try fields.choice("onFailure") ?? .abort
        isReversible = try fields["reversible"]?.bool()
        let approve = try fields["approve"].map { node throws(ConfigurationError) in try FieldReader(node, Self.approvalFields) }
        approval = try approve.map { approve throws(ConfigurationError) in
            ApprovalRule(count: try approve.integer("count") ?? 1, roles: try approve.texts("roles"))
        }
        let evidence = fields[StepKinds.evidence]
        isEvidence = evidence?.kind == .scalar ? try fields.flag(StepKinds.evidence) : false
        var compensation: [StepBody] = []
        if let node = fields["compensate"] {
            for item in node.kind == .sequence ? try node.sequence() : [node] {
                let fields = try FieldReader(item, StepKinds.names.map { Field($0, .any, "") })
                var none: Set<String> = []
                let body = try StepBody(fields, taken: &none)
                guard case .action(let kind, _) = body else {
                    throw item.failure("a compensation is a single action", hint: "give a list where several are needed")
                }
                guard kind.type != FailStep.self else { throw item.failure("'fail' undoes nothing") }
                compensation.append(body)
            }
        }
        self.compensation = compensation
        self.body = body
        self.node = node
        try checkKind(fields)
    }

    /// Refuses what does not go with the step's kind.
    private func checkKind(_ fields: FieldReader) throws(ConfigurationError) {
        if timeout != nil, case .action(let kind, _) = body, !kind.type.isInterruptible {
            throw fields["timeout"]?.failure(
                "a step of the kind '\(kind.name)' cannot be interrupted, so that a timeout would have no effect",
                hint: "leave it out; what it asks for has limits of its own") ?? node.failure("timeout")
        }
        if fails {
            for name in ["retry", "timeout", "compensate", "evidence"] {
                if let stray = fields[name] { throw stray.failure("'\(name)' does not go with 'fail', which does nothing but end the run") }
            }
            if onFailure == .continue {
                throw (fields["onFailure"] ?? node).failure(
                    "'fail' ends the run, and 'onFailure: continue' lets it go on", hint: "leave the step out, or say abort or compensate")
            }
        }
        if timeout == .zero { throw node.failure("the timeout of '\(id)' should be longer than nothing") }
    }
}

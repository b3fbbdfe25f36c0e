internal import Basics
internal import Configuration

/// A kind of step: its key, the verb under it where it has several, and what it does.
public struct StepKind: Sendable {
    /// The key, as `sessions`.
    public let key: String
    /// The key under it, as `revoke`; nil where there is only one.
    public let verb: String?
    /// What does it.
    let type: any StepAction.Type

    init(_ key: String, _ verb: String?, _ type: any StepAction.Type) {
        self.key = key
        self.verb = verb
        self.type = type
    }

    /// As people say it: `sessions revoke`.
    public var name: String { verb.map { "\(key) \($0)" } ?? key }

    /// Whether its shorthand may be a list.
    var takesList: Bool {
        guard case .oneOrMore? = type.fields.first(where: { $0.name == type.shorthand })?.type else { return false }
        return true
    }

    /// Decodes what stands under its key, variables replaced.
    func decode(_ node: ConfigurationNode) throws(ConfigurationError) -> any StepAction {
        guard let field = type.shorthand, !node.isNull, node.kind == .scalar || node.kind == .sequence && takesList else {
            return try type.init(FieldReader(node, type.fields))
        }
        let whole = ConfigurationNode(.mapping([.init(field, .null)]), at: node)
        return try type.init(FieldReader(whole.overlaid(key: field, with: node), type.fields))
    }
}

/// Every kind of step there is.
public enum StepKinds {
    static let parallel = "parallel"
    static let call = "playbook"
    /// A kind where a mapping stands there; `evidence: true` is what every step may have.
    static let evidence = "evidence"
    static let fail = "fail"

    static let actions: [StepKind] = [
        StepKind("probe", "http", ProbeHTTPStep.self),
        StepKind("probe", "prometheus", ProbePrometheusStep.self),
        StepKind("probe", "queue", ProbeQueueStep.self),
        StepKind("probe", "redis", ProbeRedisStep.self),
        StepKind("probe", "tls", ProbeTLSStep.self),
        StepKind("probe", "postgres", ProbePostgresStep.self),
        StepKind("logs", "scan", ScanLogsStep.self),
        StepKind("sessions", "revoke", RevokeSessionsStep.self),
        StepKind("sessions", "count", CountSessionsStep.self),
        StepKind("secrets", "rotate", RotateSecretStep.self),
        StepKind("secrets", "rollback", RollBackSecretStep.self),
        StepKind("flags", "set", SetFlagStep.self),
        StepKind("flags", "lockdown", LockDownStep.self),
        StepKind("flags", "restore", RestoreFlagsStep.self),
        StepKind("flags", "rollout", RolloutStep.self),
        StepKind("flags", "rollback", RollBackRolloutStep.self),
        StepKind("incident", "open", OpenIncidentStep.self),
        StepKind("incident", "milestone", MilestoneStep.self),
        StepKind("incident", "note", NoteStep.self),
        StepKind("incident", "followup", FollowUpStep.self),
        StepKind("incident", "close", CloseIncidentStep.self),
        StepKind("notify", nil, NotifyStep.self),
        StepKind("report", nil, ReportStep.self),
        StepKind(evidence, "add", AddEvidenceStep.self),
        StepKind(evidence, "bundle", BundleEvidenceStep.self),
        StepKind("run", nil, RunStep.self),
        StepKind("manual", nil, ManualStep.self),
        StepKind(fail, nil, FailStep.self),
    ]

    /// The keys of all kinds.
    static let names: [String] = {
        var names: [String] = []
        for action in actions where !names.contains(action.key) { names.append(action.key) }
        return names + [parallel, call]
    }()

    /// What a kind is for, for editors.
    static func help(_ name: String) -> String {
        switch name {
        case parallel: return "Steps that are done at the same time."
        case call: return "Another playbook."
        default:
            let verbs = actions.filter { $0.key == name }
            guard verbs.first?.verb != nil else { return verbs.first?.type.help ?? "" }
            return "One of \(verbs.compactMap(\.verb).joined(separator: ", "))."
        }
    }

    /// What stands under the key of an action's kind.
    static func action(_ name: String, _ node: ConfigurationNode) throws(ConfigurationError) -> StepBody {
        let candidates = actions.filter { $0.key == name }
        if candidates.count == 1, candidates[0].verb == nil { return .action(candidates[0], node) }
        let verbs = candidates.compactMap(\.verb)
        let mapping = try node.mapping()
        for (key, _) in mapping.entries where !verbs.contains(key) {
            throw node.failure(
                "'\(name)' has no kind '\(key.printable)'",
                hint: Spelling.nearest(to: key, among: verbs).map { "did you mean '\($0)'?" } ?? "one of \(verbs.joined(separator: ", "))")
        }
        guard mapping.entries.count == 1, let entry = mapping.entries.first,
            let kind = candidates.first(where: { $0.verb == entry.key })
        else { throw node.failure("'\(name)' needs one of \(verbs.joined(separator: ", "))") }
        return .action(kind, entry.node)
    }
}

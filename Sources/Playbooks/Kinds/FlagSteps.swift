internal import Basics
internal import Configuration
internal import Flags
internal import Incidents
internal import JSON
internal import Response

/// `flags: {set: …}`.
struct SetFlagStep: StepAction {
    static let help = "Give a flag a value, keeping what was there before."
    static let fields: [Field] = [
        .required("flag", .text, "The flag."),
        .required("to", .scalar, "Its value: true, false, a number or a text."),
        Field("source", .text, "The source, where several have the flag."),
        Field("for", .duration, "How long until tick puts it back."),
    ]
    static let outputs = ["flag", "from", "to", "override"]
    private let flag: String
    private let value: FlagValue
    private let source: String?
    private let lifetime: Duration?

    init(_ fields: FieldReader) throws(ConfigurationError) {
        flag = try fields.requiredText("flag")
        let node = fields["to"]
        let text = try node?.string() ?? ""
        value = node?.isQuoted == true ? .string(text) : FlagValue(parsing: text)
        source = try fields.text("source")
        lifetime = try fields.duration("for")
    }

    private var operation: SetFlag { SetFlag(name: flag, source: source, value: value, lifetime: lifetime) }

    func forecast(_ context: StepContext) throws -> StepForecast {
        try FlagForecast.of(operation.plan(context.workspace))
    }
    func perform(_ context: StepContext) throws -> StepResult { try context.result(of: operation, Self.outputs) }
}

/// `flags: {lockdown: …}`.
struct LockDownStep: StepAction {
    static let help = "Apply a lockdown of the configuration as one unit."
    static let fields: [Field] = [
        .required("profile", .text, "The lockdown, by its name in the configuration."),
        Field("for", .duration, "How long until tick undoes it."),
        Field("once", .boolean, "Not where it was applied for the incident before, by whichever run or person."),
    ]
    static let shorthand: String? = "profile"
    static let outputs = ["lockdown", "unit"]
    private let profile: String
    private let lifetime: Duration?
    private let isOnce: Bool

    init(_ fields: FieldReader) throws(ConfigurationError) {
        profile = try fields.requiredText("profile")
        lifetime = try fields.duration("for")
        isOnce = try fields.flag("once")
    }

    private var operation: LockDown { LockDown(profile: profile, lifetime: lifetime) }

    /// What is said where it was applied for the incident before, though somebody may have lifted it since; nil where it was
    /// not. What this step began itself does not count.
    private func applied(_ context: StepContext) throws -> String? {
        guard isOnce, let incident = context.presentIncident else { return nil }
        let before = try context.workspace.journal.entries(incident: incident, kinds: [JournalKind.outcome]).contains { entry in
            entry.operation != context.operation && entry.details["action"]?.stringValue == operation.action
                && entry.details["receipt"]?["lockdown"]?.stringValue == profile && entry.details["status"] != "failed"
        }
        return before ? "\(profile.printable) was applied for \(incident) before" : nil
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        if let applied = try applied(context) { return StepForecast(applied) }
        return try FlagForecast.of(operation.plan(context.workspace))
    }

    func perform(_ context: StepContext) throws -> StepResult {
        guard let applied = try applied(context) else { return try context.result(of: operation, Self.outputs) }
        // No unit: what others did is not this run's to undo.
        return StepResult(applied, outputs: ["lockdown": .string(profile), "unit": .null], hasJournalled: false)
    }
}

/// `flags: {restore: …}`.
struct RestoreFlagsStep: StepAction {
    static let help = "Put flags back as they were before they were overridden."
    static let fields: [Field] = [
        Field("flag", .text, "The flag."),
        Field("source", .text, "With flag: the source, where several have it."),
        Field("lockdown", .text, "Everything that this lockdown changed."),
        Field("incident", .boolean, "Everything that was changed for the run's incident."),
        Field("force", .boolean, "Also where somebody else has changed it since."),
    ]
    static let shorthand: String? = "flag"
    private let flag: String?
    private let source: String?
    private let lockdown: String?
    private let isIncident: Bool
    private let isForced: Bool

    init(_ fields: FieldReader) throws(ConfigurationError) {
        flag = try fields.text("flag")
        source = try fields.text("source")
        lockdown = try fields.text("lockdown")
        isIncident = try fields.flag("incident")
        isForced = try fields.flag("force")
        guard [flag != nil, lockdown != nil, isIncident].count(where: { $0 }) == 1 else {
            throw fields.node.failure("which flags are to be restored?", hint: "say one of flag, lockdown and incident: true")
        }
    }

    private func operation(_ context: StepContext) throws -> RestoreFlags {
        let selection: OverrideSelection
        if let flag {
            selection = .flagOrOverride(flag, source: source)
        } else if let lockdown {
            selection = .lockdown(lockdown)
        } else {
            selection = .incident(try context.workspace.openIncident(context.incident).id)
        }
        return RestoreFlags(selection, isForced: isForced)
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let plan = try operation(context).plan(context.workspace)
        return StepForecast("would restore \(plan.flags.map(\.flag).joined(separator: ", "))", plan: try JSONValue(encoding: plan))
    }

    func perform(_ context: StepContext) throws -> StepResult { try context.result(of: operation(context), []) }
}

/// What is said of flags that would be changed.
private enum FlagForecast {
    static func of(_ plan: FlagsPlan) throws -> StepForecast {
        let changes = plan.changes.map { "\($0.flag) from \($0.prior.value) to \($0.target.value)" }
        return StepForecast("would set \(changes.joined(separator: ", "))", plan: try JSONValue(encoding: plan))
    }
}

internal import Configuration
internal import JSON
internal import Response
internal import Secrets

/// `secrets: {rotate: …}`.
struct RotateSecretStep: StepAction {
    static let help = "Make the next version of a secret and bring it to its destinations."
    static let fields: [Field] = [
        .required("name", .text, "The secret, by its name in the configuration."),
        Field("compromised", .boolean, "The old value has leaked: no overlap, it is retired at once."),
    ]
    static let shorthand: String? = "name"
    static let outputs = ["version", "previousVersion", "stage", "rotation", "nextStep", "nextStepAt"]
    private let name: String
    private let isCompromised: Bool
    var irreversibility: String? { isCompromised ? "the old value ends at once" : nil }

    init(_ fields: FieldReader) throws(ConfigurationError) {
        name = try fields.requiredText("name")
        isCompromised = try fields.flag("compromised")
    }

    private var operation: RotateSecret { RotateSecret(name: name, isCompromised: isCompromised) }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let plan = try operation.plan(context.workspace)
        let places = plan.destinations.map(\.name)
        return StepForecast(
            "would rotate \(name) (\(plan.kind), version \(plan.currentVersion.map(String.init) ?? "none") now)"
                + (places.isEmpty ? "" : " at \(places.joined(separator: ", "))"), plan: try JSONValue(encoding: plan))
    }

    /// A rotation with destinations that could not be reached is carried on by `tick`; what is `partial` for that reason is
    /// not done. One that this step began before it was interrupted is carried on: another would be a version too many.
    func perform(_ context: StepContext) throws -> StepResult {
        guard let begun = try context.lastRotation(of: name), ![.rollingBack, .restored, .rolledBack, .abandoned].contains(begun.state)
        else {
            return try context.result(of: operation, Self.outputs)
        }
        guard begun.state.isFinished else { return try context.result(of: AdvanceRotation(name: name), Self.outputs) }
        return try context.result(of: begun, "rotated \(name) to version \(begun.version)", stage: .current)
    }
}

/// `secrets: {rollback: …}`.
struct RollBackSecretStep: StepAction {
    static let help = "Put the previous value of a secret back everywhere."
    static let fields: [Field] = [.required("name", .text, "The secret, by its name in the configuration.")]
    static let shorthand: String? = "name"
    static let outputs = ["version", "previousVersion", "stage"]
    private let name: String

    init(_ fields: FieldReader) throws(ConfigurationError) { name = try fields.requiredText("name") }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let details = try RollBackRotation(name: name).plan(context.workspace)
        return StepForecast("would put the previous value of \(name) back", plan: try JSONValue(encoding: details))
    }

    /// What was put back before an interruption is not put back again.
    func perform(_ context: StepContext) throws -> StepResult {
        if let last = try context.lastRotation(of: name, endedSince: true), last.state == .rolledBack {
            return try context.result(of: last, "put the previous value of \(name) back", stage: .retired)
        }
        return try context.result(of: RollBackRotation(name: name), Self.outputs)
    }
}

extension StepContext {
    /// The last rotation of a secret, where it was begun (or ended) since this step was begun.
    fileprivate func lastRotation(of name: String, endedSince: Bool = false) throws -> RotationSummary? {
        guard let last = try workspace.secretHistory(name).rotations.last else { return nil }
        let instant = endedSince ? last.finishedAt : last.startedAt
        return instant.map { $0 >= startedAt } == true ? last : nil
    }

    /// What a rotation came to that was finished before an interruption.
    fileprivate func result(of rotation: RotationSummary, _ summary: String, stage: SecretStage) throws -> StepResult {
        StepResult(
            summary,
            outputs: [
                "version": .integer(Int64(rotation.version)),
                "previousVersion": rotation.previousVersion.map { .integer(Int64($0)) } ?? .null,
                "stage": .string(stage.rawValue), "rotation": .string(rotation.rotation), "nextStep": .null, "nextStepAt": .null,
            ], details: try JSONValue(encoding: rotation), hasJournalled: false)
    }
}

internal import Basics
public import Secrets
internal import Sessions

/// Makes the next version of a secret and brings it to its destinations.
public struct RotateSecret: Operation {
    public let action = "secrets.rotate"
    private let name: String
    private let isCompromised: Bool
    private let isScheduled: Bool

    /// - Parameters:
    ///   - isCompromised: the old value has leaked: no overlap, it is retired at once.
    ///   - isScheduled: a timer asks for it, and not a person.
    public init(name: String, isCompromised: Bool, isScheduled: Bool = false) {
        self.name = name
        self.isCompromised = isCompromised
        self.isScheduled = isScheduled
    }

    public var intent: String { "rotate \(name)" + (isCompromised ? ", whose value has leaked" : "") }

    public func plan(_ workspace: Workspace) throws -> RotationPlan {
        try workspace.rotations.plan(workspace.secretDefinition(name), compromised: isCompromised)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> RotationOutcome {
        let definition = try workspace.secretDefinition(name)
        var outcome = try workspace.rotations.rotate(
            definition, compromised: isCompromised, isScheduled: isScheduled)
        if isCompromised {
            for store in definition.cutoffStores { cutOff(store, workspace, &outcome) }
        }
        return outcome
    }

    /// A store that cannot be reached does not undo the rotation: it is said, and the command can be given again.
    private func cutOff(_ store: String, _ workspace: Workspace, _ outcome: inout RotationOutcome) {
        do {
            outcome.add(.init(store: store, at: try workspace.store(store).cutOffEverybody()))
        } catch {
            let message = (error as? any Failure)?.message ?? "unexpected: \(String(describing: error))"
            outcome.addFailure("tokens were not cut off in \(store): \(message)")
        }
    }
}

extension RotationOutcome: OperationReceipt {
    public var summary: String {
        let what = previousVersion.map { "version \(version) for \($0)" } ?? "first version \(version)"
        let next =
            nextStep.map { step in
                "; next: \(step.rawValue)" + (nextStepAt.map { " at \($0.formatted(fractionDigits: 0))" } ?? "")
            } ?? ""
        let trouble = self.trouble.map { "; \($0.summary)" } ?? ""
        return "\(name): \(what), \(stage.rawValue)\(next)\(trouble)"
    }
}

internal import Basics
public import Secrets

/// Makes the next version of a secret and brings it to its destinations.
public struct RotateSecret: Operation {
    public let action = "secrets.rotate"
    private let name: String
    private let isCompromised: Bool

    /// - Parameter isCompromised: the old value has leaked: no overlap, it is retired at once.
    public init(name: String, isCompromised: Bool) {
        self.name = name
        self.isCompromised = isCompromised
    }

    public var intent: String { "rotate \(name)" + (isCompromised ? ", whose value has leaked" : "") }

    public func plan(_ workspace: Workspace) throws -> RotationPlan {
        try workspace.rotations.plan(workspace.secretDefinition(name), compromised: isCompromised)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> RotationOutcome {
        try workspace.rotations.rotate(workspace.secretDefinition(name), compromised: isCompromised)
    }
}

extension RotationOutcome: OperationReceipt {
    public var summary: String {
        let what = previousVersion.map { "version \(version) for \($0)" } ?? "first version \(version)"
        let next =
            nextStep.map { step in
                "; next: \(step.rawValue)" + (nextStepAt.map { " at \($0.formatted(fractionDigits: 0))" } ?? "")
            } ?? ""
        return "\(name): \(what), \(stage.rawValue)\(next)"
    }
}

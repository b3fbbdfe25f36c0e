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

/// Carries an unfinished rotation on, as far as time allows.
public struct AdvanceRotation: Operation {
    public let action = "secrets.advance"
    private let name: String

    public init(name: String) { self.name = name }

    public var intent: String { "carry the rotation of \(name) on" }

    public func plan(_ workspace: Workspace) throws -> SecretDetails { try workspace.secretDetails(name) }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> RotationOutcome {
        guard let outcome = try workspace.rotations.advance(workspace.secretDefinition(name)) else {
            throw LookupFailure.noRotation(name: name)
        }
        return outcome
    }
}

/// Puts the previous value back everywhere.
public struct RollBackRotation: Operation {
    public let action = "secrets.rollback"
    private let name: String

    public init(name: String) { self.name = name }

    public var intent: String { "put the previous value of \(name) back" }

    public func plan(_ workspace: Workspace) throws -> SecretDetails { try workspace.secretDetails(name) }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> RotationOutcome {
        try workspace.rotations.rollback(workspace.secretDefinition(name))
    }
}

/// Ends the overlap now: the previous versions are accepted no longer.
public struct RetireSecret: Operation {
    public let action = "secrets.retire"
    private let name: String

    public init(name: String) { self.name = name }

    public var intent: String { "retire the previous versions of \(name)" }

    public func plan(_ workspace: Workspace) throws -> SecretDetails { try workspace.secretDetails(name) }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> RotationOutcome {
        try workspace.rotations.retire(workspace.secretDefinition(name))
    }
}

internal import Basics
public import Secrets

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

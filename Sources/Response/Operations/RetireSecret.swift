internal import Basics
public import Secrets

/// Ends the overlap now: the previous versions are accepted no longer.
public struct RetireSecret: Operation {
    public let action = "secrets.retire"
    private let name: String
    private let isUnproven: Bool

    /// - Parameter isUnproven: also without the proof of adoption that the configuration asks for.
    public init(name: String, isUnproven: Bool = false) {
        self.name = name
        self.isUnproven = isUnproven
    }

    public var intent: String { "retire the previous versions of \(name)" }

    public func plan(_ workspace: Workspace) throws -> SecretDetails { try workspace.secretDetails(name) }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> RotationOutcome {
        try workspace.rotations.retire(workspace.secretDefinition(name), unproven: isUnproven)
    }
}

internal import Basics
public import Secrets

/// Carries an unfinished rotation on, as far as time allows.
public struct AdvanceRotation: Operation {
    public let action = "secrets.advance"
    private let name: String
    private let isScheduled: Bool

    /// - Parameter isScheduled: a timer asks for it, and not a person, for whom attempts are counted anew.
    public init(name: String, isScheduled: Bool = false) {
        self.name = name
        self.isScheduled = isScheduled
    }

    public var intent: String { "carry the rotation of \(name) on" }

    public func plan(_ workspace: Workspace) throws -> SecretDetails { try workspace.secretDetails(name) }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> RotationOutcome {
        guard
            let outcome = try workspace.rotations.advance(
                workspace.secretDefinition(name), isScheduled: isScheduled)
        else {
            throw LookupFailure.noRotation(name: name)
        }
        return outcome
    }
}

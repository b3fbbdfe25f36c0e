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
                workspace.secretDefinition(name), isScheduled: isScheduled, onlyIfDue: isScheduled)
        else {
            throw LookupFailure.noRotation(name: name)
        }
        return outcome
    }
}

extension AdvanceRotation: BatchedOperation {
    public static func perform(
        together operations: [AdvanceRotation], _ workspace: Workspace, _ records: [OperationRecord],
        _ progress: @escaping (BatchProgress) -> Void
    ) throws -> [Result<RotationOutcome, any Error>] {
        guard let first = operations.first else { return [] }
        let definitions = try workspace.secretDefinitions(operations.map(\.name))
        return try workspace.rotations.advance(
            together: definitions, isScheduled: first.isScheduled, onlyIfDue: first.isScheduled,
            progress: progress
        ).map { advanced in
            advanced.result.flatMap { outcome in
                outcome.map(Result.success) ?? .failure(LookupFailure.noRotation(name: advanced.name))
            }
        }
    }
}

public import Basics
public import Secrets

/// Destroys the values of a secret that were retired longer ago than its `keepRetired`.
public struct DestroyRetired: Operation {
    public let action = "secrets.destroy"
    private let name: String

    public init(name: String) { self.name = name }

    public var intent: String { "destroy retired values of \(name)" }

    public func plan(_ workspace: Workspace) throws -> SecretDetails { try workspace.secretDetails(name) }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> DestructionOutcome {
        try workspace.rotations.destroyRetired(workspace.secretDefinition(name))
    }
}

extension DestroyRetired: BatchedOperation {
    public static func perform(
        together operations: [DestroyRetired], _ workspace: Workspace, _ records: [OperationRecord],
        _ progress: @escaping (BatchProgress) -> Void
    ) throws -> [Result<DestructionOutcome, any Error>] {
        try workspace.rotations.destroyRetired(together: workspace.secretDefinitions(operations.map(\.name)))
    }
}

extension DestructionOutcome: OperationReceipt {
    public var status: ExitStatus { .done }
    public var summary: String { "\(name): destroyed \(destroyed) retired value\(destroyed == 1 ? "" : "s")" }
}

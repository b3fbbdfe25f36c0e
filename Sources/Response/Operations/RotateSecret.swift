internal import Basics
public import Cryptography
public import Secrets

/// Makes the next version of a secret and brings it to its destinations.
public struct RotateSecret: Operation {
    public let action = "secrets.rotate"
    private let name: String
    private let isCompromised: Bool
    private let absentServers: [String]
    private let value: SecretBox?
    private let isScheduled: Bool

    /// - Parameters:
    ///   - isCompromised: the old value has leaked: no overlap, it is retired at once.
    ///   - absentServers: servers, as `HOST:PORT`, that an emergency does without while they are away.
    ///   - value: the new value, where somebody else made it.
    ///   - isScheduled: a timer asks for it, and not a person.
    public init(
        name: String, isCompromised: Bool, without absentServers: [String] = [], value: SecretBox? = nil,
        isScheduled: Bool = false
    ) {
        self.value = value
        self.name = name
        self.isCompromised = isCompromised
        self.absentServers = absentServers
        self.isScheduled = isScheduled
    }

    public var intent: String {
        "rotate \(name)" + (isCompromised ? ", whose value has leaked" : "")
            + (value == nil ? "" : ", to a value that was given")
            + (absentServers.isEmpty ? "" : ", without \(absentServers.joined(separator: ", "))".printable)
    }

    public func plan(_ workspace: Workspace) throws -> RotationPlan {
        try workspace.rotations.plan(
            workspace.secretDefinition(name), compromised: isCompromised, without: absentServers)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> RotationOutcome {
        try workspace.rotations.beginning(for: record.incident).rotate(
            workspace.secretDefinition(name), compromised: isCompromised, without: absentServers,
            value: value, isScheduled: isScheduled, onlyIfDue: isScheduled)
    }
}

extension RotateSecret: BatchedOperation {
    /// Of secrets that are plain (`RotationEngine.isPlain`), which cut no tokens off.
    public static func perform(
        together operations: [RotateSecret], _ workspace: Workspace, _ records: [OperationRecord],
        _ progress: @escaping (BatchProgress) -> Void
    ) throws -> [Result<RotationOutcome, any Error>] {
        guard let first = operations.first else { return [] }
        let definitions = try workspace.secretDefinitions(operations.map(\.name))
        // They are ordered together, so that all of them belong to one incident or to none.
        return try workspace.rotations.beginning(for: records.first?.incident).rotate(
            together: definitions, compromised: first.isCompromised, isScheduled: first.isScheduled, onlyIfDue: first.isScheduled,
            progress: progress
        ).map { rotated in
            rotated.result.flatMap { outcome in
                outcome.map(Result.success) ?? .failure(LookupFailure.noRotation(name: rotated.name))
            }
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

public import Secrets

/// Rotates several secrets: those that are plain together, then the others one after the other. One that fails does not
/// stop the others. Before any is touched, all are checked, but for an emergency, which waits for nothing that can do
/// without: those that are plain come first whatever the others' destinations do.
public struct RotateSecrets: Sendable {
    /// What became of one of them.
    public struct Item<Value: Sendable>: Sendable {
        /// The secret.
        public let name: String
        /// What it came to, or why it did not.
        public let result: Result<Value, any Error>
    }

    private let names: [String]
    private let isCompromised: Bool

    /// - Parameters:
    ///   - names: the secrets, each once.
    ///   - isCompromised: their old values have leaked: no overlap, they are retired at once.
    public init(names: [String], isCompromised: Bool) {
        self.names = names
        self.isCompromised = isCompromised
    }

    /// Performs the read checks for all and says what would happen to each; changes nothing.
    public func plan(
        _ workspace: Workspace, progress: @escaping (BatchProgress) -> Void = { _ in }
    ) throws -> [Item<RotationPlan>] {
        let (plain, others) = try sorted(workspace)
        var plans: [String: Result<RotationPlan, any Error>] = [:]
        let rotations = try workspace.rotations
        let together = try rotations.plan(together: plain, compromised: isCompromised, progress: progress)
        for (definition, plan) in zip(plain, together) { plans[definition.name] = plan }
        for definition in others {
            plans[definition.name] = Result { try rotations.plan(definition, compromised: isCompromised) }
        }
        return items(plans)
    }

    /// Does it. Throws only where it cannot begin.
    public func perform(
        _ workspace: Workspace, incident: String? = nil, reason: String? = nil,
        progress: @escaping (BatchProgress) -> Void = { _ in }
    ) throws -> [Item<RotationOutcome>] {
        _ = try workspace.incident(incident)
        let (plain, others) = try sorted(workspace)
        var results: [String: Result<RotationOutcome, any Error>] = [:]
        // Those that are done alone check themselves when their turn comes, which is too late for the first to wait for.
        let rotations = try workspace.rotations
        var refused: Set<String> = []
        for definition in others where !isCompromised {
            do {
                _ = try rotations.plan(definition, compromised: isCompromised)
            } catch {
                refused.insert(definition.name)
            }
        }
        let rotated = Result {
            try workspace.carryOut(
                together: plain.map { operation($0.name) }, incident: incident, reason: reason, progress: progress)
        }
        for (index, definition) in plain.enumerated() { results[definition.name] = rotated.flatMap { $0[index] } }
        // What was refused before is tried last: it fails again, which then stands in the journal, or has passed.
        for definition in others.filter({ !refused.contains($0.name) }) + others.filter({ refused.contains($0.name) }) {
            results[definition.name] = Result {
                try workspace.carryOut(operation(definition.name), incident: incident, reason: reason)
            }
        }
        return items(results)
    }

    private func operation(_ name: String) -> RotateSecret { RotateSecret(name: name, isCompromised: isCompromised) }

    private func sorted(_ workspace: Workspace) throws -> (plain: [SecretDefinition], others: [SecretDefinition]) {
        let definitions = try workspace.secretDefinitions(names)
        let rotations = try workspace.rotations
        let plain = definitions.filter(rotations.isPlain)
        return (plain, definitions.filter { !rotations.isPlain($0) })
    }

    private func items<Value>(_ results: [String: Result<Value, any Error>]) -> [Item<Value>] {
        names.compactMap { name in results[name].map { Item(name: name, result: $0) } }
    }
}

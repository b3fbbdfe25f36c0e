internal import Basics
internal import State

extension RotationEngine {
    /// Whether a secret's rotations can be done together with those of others: nothing has to be waited for but its
    /// overlap, no tokens are to be cut off, and all its destinations can be written together with their neighbours.
    public func isPlain(_ definition: SecretDefinition) -> Bool {
        definition.publishAhead == .zero && definition.adoption == nil
            && definition.cutoffStores.isEmpty && definition.destinations.allSatisfy(\.isBatching)
    }

    /// `rotate` for many plain secrets: everything is checked for all of them before anything is touched for any, each
    /// step is one transaction, each place is written once, and each reload hook runs once. One that fails does not
    /// stop the others. Throws where the work of all of them cannot go on; what is on disk then is carried on by the
    /// next call, or by `advance`.
    ///
    /// - Parameter onlyIfDue: not those that somebody else has seen to since they were found to be due
    ///   (`SecretsError.seenTo`).
    /// - Returns: what became of each, in their order.
    public func rotate(
        together definitions: [SecretDefinition], compromised: Bool = false, isScheduled: Bool = false,
        onlyIfDue: Bool = false, progress: @escaping (BatchProgress) -> Void = { _ in }
    ) throws -> [BatchedRotation] {
        let isStillDue = onlyIfDue ? { try due($0) } : { $0 }
        return try together(definitions, isScheduled, isStillDue, progress) {
            try $0.rotate($1, compromised: compromised)
        }
    }

    /// `advance` for many plain secrets.
    public func advance(
        together definitions: [SecretDefinition], isScheduled: Bool = false, onlyIfDue: Bool = false,
        progress: @escaping (BatchProgress) -> Void = { _ in }
    ) throws -> [BatchedRotation] {
        let isStillDue = onlyIfDue ? { try unfinished($0) } : { $0 }
        return try together(definitions, isScheduled, isStillDue, progress) { try $0.advance($1) }
    }

    /// `plan` for many plain secrets: why one could not be rotated, or what would be done.
    public func plan(
        together definitions: [SecretDefinition], compromised: Bool = false,
        progress: @escaping (BatchProgress) -> Void = { _ in }
    ) throws -> [Result<RotationPlan, any Error>] {
        let batch = RotationBatch(self, isScheduled: false, progress: progress)
        let loaded = try batch.load(definitions)
        var plans = try batch.plan(loaded.compactMap { try? $0.get() }, compromised: compromised)[...]
        return loaded.map { item in item.flatMap { _ in plans.popFirst() ?? .failure(SecretsError.invalidName) } }
    }

    /// Destroys the values of many secrets that were retired longer ago than `keepRetired`, in one transaction.
    public func destroyRetired(together definitions: [SecretDefinition]) throws -> [Result<DestructionOutcome, any Error>] {
        try lockedTogether(definitions) { engine, busy in
            try engine.database.write { session in
                try definitions.map { definition in
                    if let other = busy[definition.name] { return .failure(other) }
                    return .success(try destroyRetired(definition, session))
                }
            }
        }
    }

    private func together(
        _ definitions: [SecretDefinition], _ isScheduled: Bool,
        _ isStillDue: ([SecretDefinition]) throws -> [SecretDefinition], _ progress: @escaping (BatchProgress) -> Void,
        _ body: (RotationBatch, [BatchItem]) throws -> Void
    ) throws -> [BatchedRotation] {
        try witnessed {
            try lockedTogether(definitions) { engine, held in
                let batch = RotationBatch(engine, isScheduled: isScheduled, progress: progress)
                let free = definitions.filter { held[$0.name] == nil }
                let due = try isStillDue(free)
                var busy = held
                for gone in Set(free.map(\.name)).subtracting(due.map(\.name)) { busy[gone] = SecretsError.seenTo(name: gone) }
                let loaded = try batch.load(due)
                try body(batch, loaded.compactMap { try? $0.get() })
                var results = loaded.map { item in item.flatMap(batch.outcome) }[...]
                return definitions.map { definition in
                    let result = busy[definition.name].map { .failure($0) } ?? results.popFirst()
                    return BatchedRotation(name: definition.name, result: result ?? .success(nil))
                }
            }
        }
    }

    /// Runs `body` alone on the secrets, but for those on which somebody else is at work: it is given why.
    private func lockedTogether<Value>(
        _ definitions: [SecretDefinition], _ body: (RotationEngine, [String: any Failure]) throws -> Value
    ) throws -> Value {
        for definition in definitions where !SecretName.isValid(definition.name) { throw SecretsError.invalidName }
        let (lease, held) = try leases.take(freeOf: definitions.map { Self.leaseName($0.name) })
        defer { lease?.release() }
        var busy: [String: any Failure] = [:]
        if !held.isEmpty {
            let others = Dictionary(held.map { ($0.name, $0) }) { first, _ in first }
            for definition in definitions {
                guard let other = others[Self.leaseName(definition.name)] else { continue }
                busy[definition.name] = LeaseError.held(name: other.name, by: other.holder, until: other.heldUntil)
            }
        }
        guard let lease else { return try body(self, busy) }
        return try working(by: lease) { try body($0, busy) }
    }
}

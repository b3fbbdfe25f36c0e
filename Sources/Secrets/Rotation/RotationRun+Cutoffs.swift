internal import Basics

extension RotationRun {
    /// The cut-offs of a new rotation: of the configuration's stores in an emergency, and those that the rotation whose
    /// place it takes still owes.
    func cutoffs(compromised: Bool, superseding open: Rotation?) -> [CutoffRecord]? {
        var stores = compromised ? definition.cutoffStores : []
        for store in open?.owedCutoffs ?? [] where !stores.contains(store) { stores.append(store) }
        return stores.isEmpty ? nil : stores.map { CutoffRecord(store: $0, at: nil) }
    }

    /// Says where tokens could not be cut off now. In an emergency that stops nothing.
    func checkCutoffs(compromised: Bool) {
        guard compromised, let cutter = engine.cutter else { return }
        for store in definition.cutoffStores {
            do {
                try cutter.check(store)
            } catch {
                warn("tokens could not be cut off in \(store) now: \(Self.reason(error))")
            }
        }
    }

    /// Cuts tokens off wherever that is still owed. Gives the first failure; one store does not keep the others waiting.
    /// Killed after it was set and before that is on record, it is set once more, to a later instant: whoever logged in
    /// in between logs in again.
    func cutOffTokens(_ rotation: inout Rotation) throws -> (any Failure)? {
        var first: (any Failure)?
        for store in rotation.owedCutoffs {
            // Once in a call is enough of a store that does not answer.
            if let known = missedCutoffs[store] {
                first = first ?? known
                continue
            }
            guard definition.cutoffStores.contains(store), let cutter = engine.cutter else {
                let why = engine.cutter == nil ? "nothing here reaches stores" : "it is no longer configured"
                warn("tokens were not cut off in \(store): \(why)")
                rotation.steps.cutoffs?.removeAll { $0.store == store }
                try save(rotation)
                continue
            }
            try engine.boundary(beforeOutside: "before cutting off in \(store)")
            do {
                let at = try cutter.cutOff(store)
                try engine.boundary("after cutting off in \(store)")
                rotation.noteCutoff(in: store, at: at)
                try save(rotation)
            } catch let error as any Failure {
                let failure = SecretsError.consumer(what: "tokens were not cut off in \(store)", error)
                warn(failure.message)
                owes = true
                missedCutoffs[store] = failure
                first = first ?? failure
            }
        }
        return first
    }

    private static func reason(_ error: any Error) -> String {
        (error as? any Failure)?.message ?? "unexpected: \(String(describing: error))"
    }
}

extension Rotation {
    /// The stores in which tokens are still to be cut off.
    var owedCutoffs: [String] { steps.cutoffs?.filter { $0.at == nil }.map(\.store) ?? [] }

    fileprivate mutating func noteCutoff(in store: String, at instant: Timestamp) {
        guard let index = steps.cutoffs?.firstIndex(where: { $0.store == store }) else { return }
        steps.cutoffs?[index].at = instant
    }
}

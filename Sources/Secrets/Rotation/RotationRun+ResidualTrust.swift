internal import Basics

extension RotationRun {
    /// The longest that a JWKS is known to be cached where nobody says otherwise: AWS API Gateway, up to an hour.
    static let longestKeySetCache = KeyCache(
        name: "verifiers that cache the JWKS", ttl: .seconds(3600))

    /// What may remember the replaced key after it was retired: what the configuration says; for a key in a JWKS of
    /// which it says nothing, whoever was to learn of the new one within `publishAhead`, or else the longest known.
    var caches: [KeyCache] {
        if let declared = definition.caches { return declared }
        guard kind.isPublishedInKeySet else { return [] }
        guard definition.publishAhead > .zero else { return [Self.longestKeySetCache] }
        return [KeyCache(name: "verifiers that cache the JWKS", ttl: definition.publishAhead)]
    }

    /// The caches that may still accept the replaced value, each counted from its retirement.
    func trustingCaches(_ rotation: Rotation) -> [KeyCache] {
        guard rotation.previousVersion != nil, !rotation.state.isUndone else { return [] }
        return caches
    }

    /// For how long the replaced value may still be accepted: until it is retired, then until caches have run out.
    func residualTrust(_ rotation: Rotation) -> Duration {
        guard rotation.previousVersion != nil else { return .zero }
        let cache = caches.map(\.ttl).max() ?? .zero
        let wait = rotation.expectedNextStep(engine.time).map { max(.zero, $0 - now) } ?? .zero
        switch rotation.state {
        case .created, .published: return wait + (rotation.compromised ? .zero : definition.overlap) + cache
        case .promoted: return (rotation.compromised ? .zero : definition.overlap) + cache
        case .reloaded:
            return (awaitsAdoption(rotation) ? max(.zero, endOfOverlap(rotation) - now) : wait) + cache
        case .withdrawn, .retired: return cache
        // The replaced value is the valid one again.
        case .rollingBack, .restored, .rolledBack, .superseded, .abandoned: return .zero
        }
    }
}

extension RotationState {
    /// Whether the replaced value is the valid one again, or another rotation's concern.
    fileprivate var isUndone: Bool {
        switch self {
        case .rollingBack, .restored, .rolledBack, .superseded, .abandoned: true
        case .created, .published, .promoted, .reloaded, .withdrawn, .retired: false
        }
    }
}

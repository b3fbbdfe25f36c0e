internal import Basics

extension RotationRun {
    /// The longest that a JWKS is known to be cached where nobody says otherwise: AWS API Gateway, up to an hour.
    static let longestKeySetCache = Duration.seconds(3600)

    /// What the rotation has come to.
    func outcome(_ rotation: Rotation) throws -> RotationOutcome {
        let versions = try keyring.versions(of: name)
        let step = nextStep(rotation)
        let isPartial = !failed.isEmpty || reloadFailed
        let residual = residualTrust(rotation)
        if rotation.compromised, rotation.previousVersion != nil {
            if kind.isPublishedInKeySet {
                warn("verifiers that cache the JWKS may accept the old key for another \(residual.compact)")
            }
            if definition.reload.isEmpty, !destinations.isEmpty {
                warn("no reload hook is configured: consumers accept the old value until they read the new one")
            }
        }
        for record in rotation.steps.destinations where !destinations.contains(where: { $0.name == record.name }) {
            warn("\(record.name) is no longer configured and was left as it is")
        }
        return RotationOutcome(
            name: name, rotation: rotation.id,
            stage: versions.first { $0.version == rotation.version }?.stage ?? .pending, version: rotation.version,
            previousVersion: rotation.previousVersion,
            destinations: destinations.map { destination in
                let record = rotation.steps.destinations.first { $0.name == destination.name }
                let state = failed.contains(destination.name) ? .failed : record?.state ?? .pending
                return RotationOutcome.DestinationState(name: destination.name, state: state.rawValue)
            },
            nextStep: step, nextStepAt: step == nil ? nil : rotation.nextStepAt.flatMap { $0 > now ? $0 : nil },
            residualTrustSeconds: residual.inSeconds, warnings: warnings, status: isPartial ? .partial : .done)
    }

    private func nextStep(_ rotation: Rotation) -> RotationStep? {
        switch rotation.state {
        case .created: .publish
        case .published: .promote
        case .promoted: .reload
        case .reloaded: .retire
        case .rollingBack: .rollback
        case .retired, .rolledBack, .superseded, .abandoned: nil
        }
    }

    /// For how long the replaced value may still be accepted: until it is retired, then until caches have run out.
    private func residualTrust(_ rotation: Rotation) -> Duration {
        guard rotation.previousVersion != nil else { return .zero }
        let ahead = definition.publishAhead
        let cache = kind.isPublishedInKeySet ? (ahead > .zero ? ahead : Self.longestKeySetCache) : .zero
        let wait = rotation.nextStepAt.map { max(.zero, $0 - now) } ?? .zero
        switch rotation.state {
        case .created, .published: return wait + (rotation.compromised ? .zero : definition.overlap) + cache
        case .promoted: return (rotation.compromised ? .zero : definition.overlap) + cache
        case .reloaded: return wait + cache
        case .retired: return cache
        // The replaced value is the valid one again.
        case .rollingBack, .rolledBack, .superseded, .abandoned: return .zero
        }
    }
}

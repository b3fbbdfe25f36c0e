internal import Basics

extension RotationRun {
    /// What the rotation has come to.
    func outcome(_ rotation: Rotation) throws -> RotationOutcome {
        outcome(rotation, versions: try keyring.versions(of: name))
    }

    /// - Parameter versions: all that the secret has.
    func outcome(_ rotation: Rotation, versions: [SecretVersion]) -> RotationOutcome {
        let step = nextStep(rotation)
        let remark = rotation.clockRemark(engine.time)
        if let remark { warn(remark) }
        remarkOnLeftOut(rotation)
        let isPartial = !failed.isEmpty || reloadFailed || owes || trouble?.isParked == true || remark != nil
        let residual = residualTrust(rotation)
        let nextStepAt = trouble.map(\.nextTryAt) ?? rotation.expectedNextStep(engine.time)
        if rotation.compromised {
            for cache in trustingCaches(rotation) {
                warn("\(cache.name) may accept the old key for another \(cache.ttl.compact)")
            }
        }
        if rotation.compromised, rotation.previousVersion != nil, definition.reload.isEmpty, !destinations.isEmpty {
            warn("no reload hook is configured: consumers accept the old value until they read the new one")
        }
        if remark == nil, rotation.startedAt > now {
            warn("the clock was set back: the rotation began at \(rotation.startedAt.formatted(fractionDigits: 0))")
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
            nextStep: step, nextStepAt: step == nil ? nil : nextStepAt.flatMap { $0 > now ? $0 : nil },
            residualTrustSeconds: residual.inSeconds, residualTrust: trustingCaches(rotation), trouble: trouble,
            cutoffs: (rotation.steps.cutoffs ?? []).compactMap { record in
                record.at.map { RotationOutcome.TokenCutoff(store: record.store, at: $0) }
            },
            leftOut: rotation.leftOut.flatMap(\.places), warnings: warnings, status: isPartial ? .partial : .done)
    }

    /// What is to be done next; nil where the rotation is finished.
    func nextStep(_ rotation: Rotation) -> RotationStep? {
        switch rotation.state {
        case .created: .publish
        case .published: .promote
        case .promoted: .reload
        case .reloaded:
            !rotation.owedCutoffs.isEmpty ? .cutoff
                : awaitsAdoption(rotation) && definition.overlap > .zero ? .adoption : .retire
        case .withdrawn:
            !rotation.owedCutoffs.isEmpty ? .cutoff : !rotation.leftOut.isEmpty ? .complete : .confirm
        case .rollingBack: .rollback
        case .restored: .cutoff
        case .retired, .rolledBack, .superseded, .abandoned: nil
        }
    }
}

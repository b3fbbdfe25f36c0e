internal import Basics
internal import State

/// What people do to rollouts.
extension Rollouts {
    /// Stops a rollout until somebody resumes it.
    public func pause(_ rollout: Rollout, _ reason: String) throws -> Rollout {
        guard [.stepping, .holding, .baking, .holdingBack].contains(rollout.state) else {
            throw RolloutError.wrongState(flag: rollout.flag, state: rollout.state, wanted: "paused")
        }
        return try alone(rollout) { own in
            var rollout = try own.renewed(rollout)
            try own.stop(&rollout, reason)
            return rollout
        }
    }

    /// Has a paused rollout go on with what it was doing. The hold begins anew, and so does what the gates showed. Throws
    /// where the flag is not as the rollout left it.
    public func resume(_ rollout: Rollout, on source: any FlagSource, _ cause: OverrideCause) throws -> Rollout {
        guard rollout.state == .paused, let next = rollout.resumesTo else {
            throw RolloutError.wrongState(flag: rollout.flag, state: rollout.state, wanted: "resumed")
        }
        switch next {
        case .stepping:
            return try make(.step(rollout.step), in: rollout.forgettingGates, on: source, cause, isOrder: true)
        case .rollingBack:
            return try alone(rollout) { own in
                var rollout = try own.renewed(rollout)
                let reason = rollout.reason
                rollout.enter(.rollingBack, step: rollout.step, at: now)
                rollout.reason = reason
                try own.save(&rollout)
                try own.goBack(&rollout, source, false)
                return rollout
            }
        default:
            if let drift = drift(rollout, source) {
                throw RolloutError.changedOutside(flag: rollout.flag, reason: drift.reason)
            }
            return try alone(rollout) { own in
                var rollout = try own.renewed(rollout).forgettingGates
                rollout.enter(next, step: rollout.step, at: now)
                try own.save(&rollout)
                return rollout
            }
        }
    }

    /// The next step, or the end, without waiting for the hold and whatever the gates say.
    public func promotion(of rollout: Rollout, on source: any FlagSource) throws -> RolloutMove {
        let state = rollout.state == .paused ? rollout.resumesTo : rollout.state
        if state != .stepping, let drift = drift(rollout, source) {
            throw RolloutError.changedOutside(flag: rollout.flag, reason: drift.reason)
        }
        switch state {
        case .stepping: return .step(rollout.step)
        case .holding: return .step(rollout.step + 1)
        case .baking: return .finish
        default: throw RolloutError.wrongState(flag: rollout.flag, state: rollout.state, wanted: "promoted")
        }
    }

    /// Goes back, at once or in steps. One that is done can be taken back too, where nothing has overridden the flag since.
    public func rollBack(
        _ rollout: Rollout, on source: any FlagSource, _ cause: OverrideCause, gradually: Bool, reason: String,
        force: Bool = false
    ) throws -> Rollout {
        guard rollout.state != .rolledBack, rollout.state != .abandoned else {
            throw RolloutError.wrongState(flag: rollout.flag, state: rollout.state, wanted: "rolled back")
        }
        let open = rollout.state == .done ? try reopen(rollout) : rollout
        return try make(.rollBack(gradually: gradually, reason: reason), in: open, on: source, cause, isOrder: true, force: force)
    }

    /// Makes the overrides of a rollout that is done live again, so that they can be taken back.
    private func reopen(_ rollout: Rollout) throws -> Rollout {
        try alone(rollout) { own in
            var opened = try own.renewed(rollout)
            opened.enter(.baking, step: rollout.step, at: now)
            try own.database.write { session in
                let rows = OverrideRows(session)
                if let other = try rows.live(rollout.source, rollout.flag).last {
                    throw RolloutError.overridden(
                        flag: rollout.flag, source: rollout.source, override: other.id, actor: other.actor)
                }
                try rows.reopen(try rows.unit(rollout.id).filter { $0.state == .kept })
                try RolloutRows(session).update(&opened)
            }
            return opened
        }
    }

    /// Follows a rollout no more, and leaves the flag as it is. What it overrode can still be taken back with `restore`.
    public func abandon(_ rollout: Rollout, _ reason: String) throws -> Rollout {
        guard !rollout.isFinished else {
            throw RolloutError.wrongState(flag: rollout.flag, state: rollout.state, wanted: "abandoned")
        }
        return try alone(rollout) { own in
            var rollout = try own.renewed(rollout)
            rollout.enter(.abandoned, step: rollout.step, at: now)
            rollout.reason = reason
            try own.save(&rollout)
            return rollout
        }
    }
}

extension Rollout {
    /// Without what the gates showed: what they show from now on counts.
    fileprivate var forgettingGates: Rollout {
        var rollout = self
        rollout.watches = []
        return rollout
    }
}

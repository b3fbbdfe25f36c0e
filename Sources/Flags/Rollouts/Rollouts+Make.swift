internal import Basics
internal import State

extension Rollouts {
    /// Makes a move: written down before the flag is touched, and again after it. Throws `busy` where somebody else has
    /// moved the rollout since it was read.
    ///
    /// A step that fails pauses the rollout; where nothing of it held yet it ends, and the failure is thrown: once all is
    /// as it was before, and until then it goes back. Going back that fails is thrown, and tried again the next time.
    ///
    /// - Parameter isOrder: a person wants it, whatever has been seen since they looked.
    public func make(
        _ move: RolloutMove, in rollout: Rollout, on source: any FlagSource, _ cause: OverrideCause,
        isOrder: Bool = false, force: Bool = false
    ) throws -> Rollout {
        try alone(rollout) { try $0.makeAlone(move, in: rollout, source, cause, isOrder, force) }
    }

    private func makeAlone(
        _ move: RolloutMove, in found: Rollout, _ source: any FlagSource, _ cause: OverrideCause, _ isOrder: Bool,
        _ force: Bool
    ) throws -> Rollout {
        var rollout = isOrder ? try renewed(found) : found
        switch move {
        case .step(let number):
            rollout.earlierStep = number - 1
            rollout.enter(.stepping, step: number, at: now)
            try save(&rollout)
            try takeStep(&rollout, source, cause)
        case .finish: try finish(&rollout)
        case .pause(let reason): try stop(&rollout, reason)
        case .rollBack(let gradually, let reason):
            // Where the flag cannot be read now it is written down all the same that it is to go back.
            let level = (try? level(of: rollout, source)) ?? rollout.step
            rollout.earlierStep = level
            rollout.enter(.rollingBack, step: gradually ? max(0, level - 1) : 0, at: now)
            rollout.isGradual = gradually
            rollout.reason = reason
            try save(&rollout)
            try goBack(&rollout, source, force)
        case .retreat:
            rollout.earlierStep = rollout.state == .holdingBack ? rollout.step : nil
            if rollout.state == .holdingBack {
                let reason = rollout.reason
                rollout.enter(.rollingBack, step: max(0, rollout.step - 1), at: now)
                rollout.reason = reason
                try save(&rollout)
            }
            try goBack(&rollout, source, force)
        case .end(let reason):
            guard try !isUnsettled(rollout) else { throw FlagsError.unsettled(flag: rollout.flag, source: rollout.source) }
            rollout.enter(.rolledBack, step: 0, at: now)
            rollout.reason = reason
            try save(&rollout)
        }
        return rollout
    }

    // MARK: Forward

    private func takeStep(_ rollout: inout Rollout, _ source: any FlagSource, _ cause: OverrideCause) throws {
        let next: RolloutState = rollout.step == rollout.course.steps.count ? .baking : .holding
        var failures: [String] = []
        do throws(any Error) {
            let settled = try overrides.settle([source])
            failures = settled.filter { $0.unit == rollout.id }.flatMap(\.reloadFailures)
            let own = try sheets(of: rollout)
            if own.count < rollout.step {
                let change = FlagChange(
                    rollout.flag, .share(FlagShare(percent: rollout.percent, variant: rollout.course.variant)), in: source,
                    expecting: own.last?.target)
                let made = try overrides.apply(
                    [change], cause.saying("rollout to \(rollout.percent) %"), lockdown: nil, settling: [source],
                    unit: rollout.id)
                failures += made.flatMap(\.reloadFailures)
            }
        } catch let error as any Failure where error.status == .busy || error is LeaseError {
            throw error
        } catch {
            let reason = (error as? any Failure)?.message ?? "unexpected: \(String(describing: error))"
            if try sheets(of: rollout).isEmpty {
                // What may still be there of it is not over before somebody has seen that it is gone.
                rollout.enter(try isUnsettled(rollout) ? .rollingBack : .rolledBack, step: 0, at: now)
                rollout.reason = reason
                try save(&rollout)
                throw error
            }
            try stop(&rollout, reason)
            return
        }
        rollout.enter(next, step: rollout.step, at: now)
        if failures.isEmpty {
            try save(&rollout)
        } else {
            // The programs may not know of the step, so that what the gates show is not what it brings.
            try stop(&rollout, failures.joined(separator: "; "))
        }
    }

    private func finish(_ rollout: inout Rollout) throws {
        var finished = rollout
        finished.enter(.done, step: rollout.step, at: now)
        let now = now
        try database.write { session in
            for override in try OverrideRows(session).live(rollout.source, rollout.flag) where override.unit == rollout.id {
                try OverrideRows(session).end(override, .kept, at: now)
            }
            try RolloutRows(session).update(&finished)
        }
        rollout = finished
    }

    /// Stops until somebody resumes.
    func stop(_ rollout: inout Rollout, _ reason: String) throws {
        let before = rollout.state
        rollout.enter(.paused, step: rollout.step, at: now)
        rollout.resumesTo = before
        rollout.reason = reason
        try save(&rollout)
    }

    // MARK: Back

    /// Takes overrides away until only those of `step` steps are left, and finds out whether that is so.
    func goBack(_ rollout: inout Rollout, _ source: any FlagSource, _ force: Bool) throws {
        do {
            if try level(of: rollout, source) > rollout.step {
                let result = try overrides.restore(
                    .rollout(rollout.id, keeping: rollout.step), in: [source], force: force)
                if let left = result.flags.first(where: { $0.outcome == .changedSince }) {
                    try stop(&rollout, left.message ?? "somebody else has changed the flag")
                    return
                }
                rollout.failure = result.warnings.isEmpty ? nil : result.warnings.joined(separator: "; ")
            }
        } catch {
            rollout.failure = (error as? any Failure)?.message ?? "unexpected: \(String(describing: error))"
            try save(&rollout)
            throw error
        }
        let (reason, failure) = (rollout.reason, rollout.failure)
        rollout.enter(rollout.step == 0 ? .rolledBack : .holdingBack, step: rollout.step, at: now)
        (rollout.reason, rollout.failure) = (reason, failure)
        try save(&rollout)
    }

    /// How many steps the flag has really come, after what was interrupted has been finished or undone. Throws where that
    /// cannot be told yet.
    func level(of rollout: Rollout, _ source: any FlagSource) throws -> Int {
        _ = try overrides.settle([source])
        guard try !isUnsettled(rollout) else { throw FlagsError.unsettled(flag: rollout.flag, source: rollout.source) }
        return try sheets(of: rollout).count
    }

    /// Whether one of its steps may or may not have been written, or put back.
    func isUnsettled(_ rollout: Rollout) throws -> Bool {
        try database.read { try OverrideRows($0).unsettled() }.contains { $0.unit == rollout.id }
    }

    func sheets(of rollout: Rollout) throws -> [FlagOverride] {
        try database.read { try OverrideRows($0).live(rollout.source, rollout.flag) }.filter { $0.unit == rollout.id }
    }
}

extension Rollout {
    /// Goes over to a state, in which nothing has been watched yet.
    mutating func enter(_ state: RolloutState, step: Int, at now: Timestamp) {
        self.state = state
        self.step = step
        resumesTo = nil
        reason = nil
        failure = nil
        watched = .zero
        watchedAt = now
        stateSince = now
        finishedAt = state.isFinal ? now : nil
    }
}

extension OverrideCause {
    /// The same, with what is done said before the person's own words.
    fileprivate func saying(_ what: String) -> OverrideCause {
        OverrideCause(
            actor: actor, reason: reason.map { "\(what): \($0)" } ?? what, incident: incident, expiresAt: expiresAt)
    }
}

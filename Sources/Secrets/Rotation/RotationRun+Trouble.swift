internal import Basics
internal import State

extension RotationRun {
    /// Notes that a step could not be done, and when `tick` tries again: not at all where that would help nothing, or
    /// did not often enough. Tried again by hand, a parked step begins to count anew.
    ///
    /// - Parameter parks: whether too many attempts park it; what passes by itself, however late, is tried for ever.
    func note(_ failure: any Failure, at step: RotationStep, parks: Bool = true) throws {
        try put(trouble(of: failure, at: step, parks: parks))
    }

    /// What is to be noted of a failure.
    func trouble(of failure: any Failure, at step: RotationStep, parks: Bool = true) -> RotationTrouble {
        let before = trouble.flatMap { $0.step == step ? $0 : nil }
        let counted = before?.isParked == true && !isScheduled ? 0 : before?.attempts ?? 0
        let attempts = counted + 1
        let isParked = !failure.mayPass || (parks && attempts >= BackOff.attempts)
        let wait = BackOff.wait(after: attempts, of: name, asked: failure.asksForRest)
        return RotationTrouble(
            secret: name, step: step, attempts: attempts, reason: failure.message.printable,
            hint: failure.hint?.printable, since: min(before?.since ?? now, now), nextTryAt: isParked ? nil : now + wait,
            parkedAt: isParked ? now : nil)
    }

    /// Leaves the rotation to somebody.
    func park(at step: RotationStep, _ reason: String, hint: String) throws {
        try put(
            RotationTrouble(
                secret: name, step: step, attempts: (trouble?.step == step ? trouble?.attempts ?? 0 : 0) + 1,
                reason: reason, hint: hint, since: trouble?.since ?? now, nextTryAt: nil, parkedAt: now))
    }

    private func put(_ trouble: RotationTrouble) throws {
        try engine.database.write { try TroubleRows.put(trouble, $0) }
        remember(trouble)
        try engine.boundary("noted trouble")
    }

    /// Takes over what is on disk.
    func remember(_ trouble: RotationTrouble) {
        self.trouble = trouble
        if trouble.isParked { warn("the rotation is parked: \(trouble.summary)") }
    }

    /// What was to be done is done.
    func forgetTrouble() throws {
        guard trouble != nil else { return }
        try engine.database.write { try TroubleRows.remove(name, $0) }
        trouble = nil
    }
}

extension Failure {
    /// Whether the same attempt may succeed later without anybody's doing: somebody else was at it, a service was away,
    /// a disk was full, a consumer did not come up.
    fileprivate var mayPass: Bool {
        if case SecretsError.drifted? = self as? SecretsError { return false }
        return isTransient || status == .inputOutput || status == .partial
    }

    /// How long the other side wants to be left alone.
    fileprivate var asksForRest: Duration? {
        switch self as? SecretsError {
        case .destination(_, let failure)?, .consumer(_, let failure)?: (failure as? DestinationError)?.retryAfter
        default: (self as? DestinationError)?.retryAfter
        }
    }
}

internal import Basics
internal import Redis

/// One revocation from its first command to its receipt: a pass that revokes, the cut-off, the watch, and a pass that
/// counts again.
final class Revocation {
    /// The most passes that count again where one still finds something.
    private static let recounts = 3

    private let session: StoreSession
    private let store: SessionStore
    private let selector: SessionSelector
    private let watch: Duration
    private let mode: PassMode
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant
    private var first = PassTally()
    private var last: PassTally?
    private var cutoff = CutoffOutcome.notSet

    init(_ session: StoreSession, _ selector: SessionSelector, watch: Duration, includeUndecodable: Bool) {
        self.session = session
        self.selector = selector
        self.watch = watch
        store = session.store
        mode = PassMode(removes: true, includesUndecodable: includeUndecodable)
        began = clock.now
    }

    /// Does it.
    func run() throws(SessionsError) -> RevocationReceipt {
        try session.requirePrimary()
        do {
            try revoke()
        } catch {
            first = session.worker.tally
            throw interrupted(error)
        }
        try session.checkLayout(first)
        do {
            try setCutoff()
            try lookAgain()
        } catch {
            throw interrupted(error)
        }
        return receipt()
    }

    private func revoke() throws(PassFailure) {
        session.reporter.begin(.revoking)
        first = try session.pass(mode)
        session.worker.known = session.worker.seen
    }

    /// After the first pass, which has shown that the layout fits; sessions that old tokens have made since come to
    /// light in what follows.
    private func setCutoff() throws(PassFailure) {
        guard selector.isUsersOnly, let configured = store.cutoff, !session.wasCancelled else { return }
        do {
            cutoff = try configured.set(for: selector.users, on: session.worker, at: store.time.now)
        } catch {
            throw PassFailure(cause: error, unknown: 0)
        }
    }

    /// Watches, then counts; what the count still finds is revoked again, a few times.
    private func lookAgain() throws(PassFailure) {
        guard !session.wasCancelled else { return }
        if watch > .zero {
            session.reporter.begin(.watching, length: watch)
            var watcher: any Watcher = PollingWatcher(mode: mode, passLength: clock.now - began)
            try watcher.watch(session, for: watch)
        }
        for round in 1...Self.recounts where !session.wasCancelled {
            session.reporter.begin(.verifying)
            last = try session.pass(PassMode())
            guard last?.matched != 0, watch > .zero, round < Self.recounts, !session.wasCancelled else { return }
            try session.passAgain(mode)
        }
    }

    /// What is certain so far.
    private func receipt() -> RevocationReceipt {
        let recount = session.wasCancelled ? nil : last
        // What was removed and had not been met before came while the first pass went on, and was removed twice.
        let twice = max(0, first.removed - first.matched)
        let facts = Warnings.Facts(
            first: first, again: session.again, recount: recount, cutoff: cutoff,
            includesUndecodable: mode.includesUndecodable, wasCancelled: session.wasCancelled)
        return RevocationReceipt(
            store: store.name, selector: selector, examined: first.examined, matched: first.matched,
            revoked: first.removed - twice, remaining: recount?.matched,
            undecodable: max(first.undecodable, recount?.undecodable ?? 0),
            resurrected: session.again.removed + twice, cutoff: cutoff.instant, verified: facts.isVerified,
            duration: clock.now - began, warnings: Warnings.ofRevocation(facts, store, selector),
            wasCancelled: session.wasCancelled)
    }

    /// Where nothing was or may have been removed, the cause alone says all.
    private func interrupted(_ failure: PassFailure) -> SessionsError {
        last = nil
        let receipt = receipt()
        if receipt.revoked == 0, receipt.cutoff == nil, failure.unknown == 0 {
            return .redis(store: store.name, failure.cause)
        }
        return .interrupted(receipt: receipt, unknown: failure.unknown, cause: failure.cause)
    }
}

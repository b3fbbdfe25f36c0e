internal import Basics
internal import Redis

/// One revocation from its first command to its receipt: a pass that revokes, the cut-off, the watch, the replicas, and a
/// pass that counts again.
final class Revocation {
    /// What to do besides revoking.
    struct Options {
        /// How long to watch; nil until told to stop.
        var watch: Duration?
        /// Whether the wish to stop ends the watch alone, and what follows is still done.
        var holds = false
        var includesUndecodable = false
        /// How many replicas must have the removals.
        var replicas = 0
    }

    /// The most passes that count again where one still finds something.
    private static let recounts = 3

    private let session: StoreSession
    private let store: SessionStore
    private let selector: SessionSelector
    private let options: Options
    private let mode: PassMode
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant
    private var first = PassTally()
    private var last: PassTally?
    private var cutoff = CutoffOutcome.notSet
    private var replicas = ReplicaOutcome.notAsked
    private var durability: [String] = []
    /// What the store holds, where no key had the form of a session and the cut-off was set all the same.
    private var nearMisses: NearMisses?

    init(_ session: StoreSession, _ selector: SessionSelector, _ options: Options) {
        self.session = session
        self.selector = selector
        self.options = options
        store = session.store
        mode = PassMode(removes: true, includesUndecodable: options.includesUndecodable)
        began = clock.now
    }

    /// Does it.
    func run() throws(SessionsError) -> RevocationReceipt {
        try session.requirePrimary()
        do {
            try revoke()
        } catch {
            first = session.total
            throw interrupted(error)
        }
        try checkLayout()
        do {
            try setCutoff()
            try watch()
            try countAgain()
            // After the last removal: the count may have led to some.
            waitForReplicas()
        } catch {
            throw interrupted(error)
        }
        return receipt()
    }

    private func revoke() throws(PassFailure) {
        session.reporter.begin(.revoking)
        first = try session.pass(mode)
        session.findings.keep()
    }

    /// Where no key has the form of a session, that is an error, unless a cut-off applies: tokens need no session, and a
    /// revocation that was killed before its cut-off left none. The receipt says then that nothing fitted.
    private func checkLayout() throws(SessionsError) {
        do {
            try session.checkLayout(first)
        } catch {
            guard case .nothingMatchesLayout(_, _, let near) = error, store.cutoff?.keys(for: selector) != nil else {
                throw error
            }
            nearMisses = near
        }
    }

    /// After the first pass, which has shown whether the layout fits; sessions that old tokens have made since come to
    /// light in what follows.
    private func setCutoff() throws(PassFailure) {
        guard let configured = store.cutoff, let keys = configured.keys(for: selector), !session.wasCancelled else {
            return
        }
        do {
            cutoff = try configured.set(keys, on: session.worker, at: store.time.now)
        } catch {
            throw PassFailure(cause: error, unknown: first.unconfirmed)
        }
        if cutoff.instant != nil { durability = (try? store.keeping().warnings(of: "the cut-off")) ?? [] }
    }

    private func watch() throws(PassFailure) {
        guard !session.wasCancelled, options.watch != .zero else { return }
        session.reporter.begin(.watching, length: options.watch)
        try session.watch(mode, until: options.watch.map { clock.now + $0 }, passLength: clock.now - began)
        if options.holds { session.goOn() }
    }

    private func waitForReplicas() {
        guard options.replicas > 0, !session.wasCancelled else { return }
        let fewest = session.waitForReplicas(options.replicas)
        replicas = fewest.map { $0 >= options.replicas ? .enough : .tooFew($0, wanted: options.replicas) } ?? .refused
    }

    /// What the count still finds is revoked again, a few times.
    private func countAgain() throws(PassFailure) {
        for round in 1...Self.recounts where !session.wasCancelled {
            session.reporter.begin(.verifying)
            last = try session.pass(PassMode())
            guard last?.matched != 0, options.watch != .zero, round < Self.recounts, !session.wasCancelled else {
                return
            }
            try session.passAgain(mode)
        }
    }

    /// What is certain so far.
    private func receipt() -> RevocationReceipt {
        let recount = session.wasCancelled ? nil : last
        // What was removed and had not been met before came while the first pass went on, and was removed twice.
        let twice = max(0, first.removed - first.matched)
        let facts = Warnings.Facts(
            first: first, again: session.again, recount: recount, cutoff: cutoff, replicas: replicas,
            durability: durability, includesUndecodable: mode.includesUndecodable, wasCancelled: session.wasCancelled,
            hasFallback: store.layout.fallback != nil, nearMisses: nearMisses)
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

/// Whether the replicas that were asked for have the removals.
enum ReplicaOutcome: Sendable, Equatable {
    /// None were asked for.
    case notAsked
    /// As many as were asked for have them.
    case enough
    /// Of some node only so many have them.
    case tooFew(Int, wanted: Int)
    /// The server did not say.
    case refused
}

internal import Synchronization

/// Tells about ten times a second how far an operation has come, and asks as often as it is told whether to stop.
final class ProgressReporter {
    private static let interval = Duration.milliseconds(100)
    private let clock = ContinuousClock()
    private let isCancelled: @Sendable () -> Bool
    private let report: @Sendable (RevocationProgress) -> Void
    private var phase = RevocationProgress.Phase.revoking
    private var phaseBegan: ContinuousClock.Instant
    private var lastReport: ContinuousClock.Instant
    /// What parts of this pass that are over have counted.
    var base = PassTally()
    /// Sessions removed in passes that are over, and how many of these had come back.
    var removedBefore = 0
    var returnedBefore = 0
    /// Whether what is removed now had come back.
    var isAgain = false
    private var isDeaf = false
    private let stopped = Atomic(false)
    /// How long the phase lasts, where its time is fixed.
    private var length: Duration?

    init(isCancelled: @escaping @Sendable () -> Bool, report: @escaping @Sendable (RevocationProgress) -> Void) {
        self.isCancelled = isCancelled
        self.report = report
        phaseBegan = clock.now
        lastReport = clock.now
    }

    /// A new phase begins, of a fixed length or not.
    func begin(_ phase: RevocationProgress.Phase, length: Duration? = nil) {
        self.phase = phase
        self.length = length
        phaseBegan = clock.now
    }

    /// True where the operation is to stop. `fraction` is how much of the key space the pass has gone through.
    func checkpoint(_ tally: PassTally, _ fraction: Double) -> Bool {
        let now = clock.now
        if now - lastReport >= Self.interval {
            lastReport = now
            let elapsed = now - phaseBegan
            let removed = base.removed + tally.removed
            report(
                RevocationProgress(
                    phase: phase, examined: base.examined + tally.examined, matched: base.matched + tally.matched,
                    revoked: removedBefore + removed, resurrected: returnedBefore + (isAgain ? removed : 0),
                    fraction: length.map { min(1, elapsed / $0) } ?? (phase == .watching ? 0 : fraction),
                    elapsed: elapsed))
        }
        if !isDeaf, isCancelled() { stopped.store(true, ordering: .relaxed) }
        return isStopped
    }

    /// What a pass or a watch removed is behind us.
    func settle(_ tally: PassTally) {
        removedBefore += tally.removed
        if isAgain { returnedBefore += tally.removed }
        base = PassTally()
    }

    /// From now on the wish to stop is passed over.
    func goOn() {
        isDeaf = true
        stopped.store(false, ordering: .relaxed)
    }

    /// Whether the operation was told to stop; may be asked on any thread.
    var isStopped: Bool { stopped.load(ordering: .relaxed) }
}

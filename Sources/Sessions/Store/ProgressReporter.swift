/// Tells about ten times a second how far an operation has come, and asks as often as it is told whether to stop.
final class ProgressReporter {
    private static let interval = Duration.milliseconds(100)
    private let clock = ContinuousClock()
    private let isCancelled: @Sendable () -> Bool
    private let report: @Sendable (RevocationProgress) -> Void
    private var phase = RevocationProgress.Phase.revoking
    private var phaseBegan: ContinuousClock.Instant
    private var lastReport: ContinuousClock.Instant
    /// Sessions removed in passes that are over.
    var removedBefore = 0
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
            report(
                RevocationProgress(
                    phase: phase, examined: tally.examined, matched: tally.matched,
                    revoked: removedBefore + tally.removed,
                    fraction: length.map { min(1, elapsed / $0) } ?? fraction, elapsed: elapsed))
        }
        return isCancelled()
    }

    /// Whether the operation is to stop.
    var shouldStop: Bool { isCancelled() }
}

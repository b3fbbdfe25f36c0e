/// Looks on one node for revoked sessions that come back, and revokes them again. One way for each kind of server: by
/// being told (`TrackingWatcher`), or by looking again and again (`PollingWatcher`). What it does is counted by the
/// worker, whose pass has begun.
protocol Watcher {
    /// Watches until an instant or, where there is none, until the operation is stopped.
    mutating func watch(until end: ContinuousClock.Instant?) throws(PassFailure)
}

extension SessionWorker {
    /// Tells how far it is and takes the wish to stop; true where it is to stop.
    func takeStop() -> Bool {
        if isStopping { return true }
        guard checkpoint(tally, 0) else { return false }
        isStopping = true
        tally.wasCancelled = true
        return true
    }
}

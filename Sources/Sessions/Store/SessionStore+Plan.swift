extension SessionStore {
    /// What `revoke` would do. Reads only.
    public func plan(
        _ selector: SessionSelector, includeUndecodable: Bool = false,
        isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (RevocationProgress) -> Void = { _ in }
    ) throws(SessionsError) -> RevocationPlan {
        let reporter = ProgressReporter(isCancelled: isCancelled, report: progress)
        let session = try StoreSession(self, selector, reporter)
        try session.requirePrimary()
        reporter.begin(.verifying)
        let tally = try session.read(PassMode(includesUndecodable: includeUndecodable))
        return RevocationPlan(
            store: name, selector: selector, examined: tally.examined, matched: tally.matched,
            undecodable: tally.undecodable, setsCutoff: cutoff?.keys(for: selector) != nil,
            warnings: Warnings.ofReading(tally, self, selector))
    }
}

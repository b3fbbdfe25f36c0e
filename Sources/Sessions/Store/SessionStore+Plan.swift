extension SessionStore {
    /// What `revoke` would do. Reads only.
    public func plan(
        _ selector: SessionSelector, includeUndecodable: Bool = false,
        isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (RevocationProgress) -> Void = { _ in }
    ) throws(SessionsError) -> RevocationPlan {
        try selector.check(includesUndecodable: includeUndecodable)
        let reporter = ProgressReporter(isCancelled: isCancelled, report: progress)
        let session = try StoreSession(self, selector, reporter)
        try session.requirePrimary()
        reporter.begin(.verifying)
        let setsCutoff = cutoff?.keys(for: selector) != nil
        var tally = PassTally()
        var warnings: [String] = []
        do {
            tally = try session.read(PassMode(includesUndecodable: includeUndecodable))
        } catch {
            // As in a revocation: where a cut-off would be set, it is not in vain.
            guard case .nothingMatchesLayout(_, _, let near) = error, setsCutoff else { throw error }
            warnings.append(Warnings.ofNothing(near, self))
        }
        warnings = Warnings.ofReading(tally, self, selector) + warnings
        return RevocationPlan(
            store: name, selector: selector, examined: tally.examined, matched: tally.matched,
            undecodable: tally.undecodable, setsCutoff: setsCutoff, warnings: warnings)
    }
}

extension SessionStore {
    /// Counts the sessions that a selector means, or all. Reads only.
    public func count(
        _ selector: SessionSelector? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (RevocationProgress) -> Void = { _ in }
    ) throws(SessionsError) -> SessionCount {
        let reporter = ProgressReporter(isCancelled: isCancelled, report: progress)
        let session = try StoreSession(self, selector, reporter)
        reporter.begin(.verifying)
        let tally = try session.read(PassMode())
        return SessionCount(
            store: name, selector: selector, examined: tally.examined, matched: tally.matched,
            undecodable: tally.undecodable, warnings: Warnings.ofReading(tally, self, selector))
    }
}

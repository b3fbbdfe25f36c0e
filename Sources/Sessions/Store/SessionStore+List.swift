internal import Synchronization

extension SessionStore {
    /// Lists whose sessions a selector means, or everybody's, those with most first, at most `limit` users with at
    /// most `fingerprints` fingerprints each. Reads only.
    public func list(
        _ selector: SessionSelector? = nil, limit: Int = 100, fingerprints: Int = 5,
        isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (RevocationProgress) -> Void = { _ in }
    ) throws(SessionsError) -> SessionListing {
        let reporter = ProgressReporter(isCancelled: isCancelled, report: progress)
        let session = try StoreSession(self, selector, reporter)
        reporter.begin(.verifying)
        let principals = PrincipalTable(store: name, keys: layout.keys, fingerprints: fingerprints)
        // Several nodes are gone through at once.
        let gate = Mutex(())
        let tally = try session.read(PassMode(visit: { key, who in gate.withLock { _ in principals.add(key: key, who) } }))
        return SessionListing(
            store: name, selector: selector, principals: principals.summaries(limit: limit),
            principalCount: principals.count, isComplete: principals.isComplete && !tally.wasCancelled,
            examined: tally.examined, matched: tally.matched, undecodable: tally.undecodable,
            warnings: Warnings.ofReading(tally, self, selector))
    }
}

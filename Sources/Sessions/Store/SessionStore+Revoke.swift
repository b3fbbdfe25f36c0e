extension SessionStore {
    /// Revokes the sessions that a selector means, then looks for `watch` whether they come back and revokes them
    /// again, then counts. Stops cleanly soon after `isCancelled` says so; both it and `progress`, which is called
    /// about ten times a second, run on the calling thread. Values that cannot be read are left alone unless
    /// `includeUndecodable`.
    public func revoke(
        _ selector: SessionSelector,
        watch: Duration = .seconds(5),
        includeUndecodable: Bool = false,
        isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (RevocationProgress) -> Void = { _ in }
    ) throws(SessionsError) -> RevocationReceipt {
        let reporter = ProgressReporter(isCancelled: isCancelled, report: progress)
        let session = try StoreSession(self, selector, reporter)
        return try Revocation(session, selector, watch: watch, includeUndecodable: includeUndecodable).run()
    }
}

extension SessionStore {
    /// Revokes the sessions that a selector means, then looks for `watch` whether they come back and revokes them
    /// again, then counts. Stops cleanly soon after `isCancelled` says so; both it and `progress`, which is called
    /// about ten times a second, run on the calling thread. Values that cannot be read are left alone unless
    /// `includeUndecodable`.
    ///
    /// - Parameters:
    ///   - replicas: how many replicas of each server must have the removals for the receipt to be verified.
    ///   - maxLatency: how much longer than before 99 of 100 commands of other clients may take; the work slows down
    ///     where they take longer.
    public func revoke(
        _ selector: SessionSelector,
        watch: Duration = .seconds(5),
        includeUndecodable: Bool = false,
        replicas: Int = 0,
        maxLatency: Duration = .milliseconds(5),
        isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (RevocationProgress) -> Void = { _ in }
    ) throws(SessionsError) -> RevocationReceipt {
        try selector.check(includesUndecodable: includeUndecodable)
        let reporter = ProgressReporter(isCancelled: isCancelled, report: progress)
        let session = try StoreSession(self, selector, reporter, maxLatency: maxLatency)
        return try Revocation(
            session, selector,
            .init(watch: watch, includesUndecodable: includeUndecodable, replicas: replicas)
        ).run()
    }

    /// Revokes the sessions that a selector means and holds the line: revokes at once whatever of them comes back, and
    /// what the selected users sign in to anew, for `length` or until `isCancelled` says that it is over; then counts.
    /// Where it says so during the first pass, all ends there.
    public func watch(
        _ selector: SessionSelector,
        for length: Duration?,
        includeUndecodable: Bool = false,
        replicas: Int = 0,
        maxLatency: Duration = .milliseconds(5),
        isCancelled: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (RevocationProgress) -> Void = { _ in }
    ) throws(SessionsError) -> RevocationReceipt {
        try selector.check(includesUndecodable: includeUndecodable)
        let reporter = ProgressReporter(isCancelled: isCancelled, report: progress)
        let session = try StoreSession(self, selector, reporter, maxLatency: maxLatency)
        return try Revocation(
            session, selector,
            .init(watch: length, holds: true, includesUndecodable: includeUndecodable, replicas: replicas)
        ).run()
    }
}

/// Looks for revoked sessions that come back, and revokes them again. One way for each kind of server: by looking
/// again and again (`PollingWatcher`), or by being told.
protocol Watcher {
    /// Watches for a time, or until the operation is cancelled.
    mutating func watch(_ session: StoreSession, for length: Duration) throws(PassFailure)
}

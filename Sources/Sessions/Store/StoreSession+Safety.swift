internal import Basics
internal import Redis

extension StoreSession {
    /// Waits until so many replicas of each node have what was written here; the fewest that any node has, as far as that
    /// was asked, or nil where a server does not say.
    ///
    /// `WAIT` is about the writes of the connection that asks. So each connection asks that may have written: that of a
    /// node's worker and, in a cluster, those of its errands.
    func waitForReplicas(_ count: Int) -> Int? {
        var fewest = Int.max
        for node in nodes {
            guard let having = try? node.worker.replicasHaving(count, within: store.replicaPatience) else { return nil }
            fewest = min(fewest, having)
            // The others would only be waited for in vain.
            if fewest < count { break }
        }
        return fewest
    }
}

extension SessionWorker {
    /// The fewest replicas that have what one of this worker's connections wrote, as far as that was asked.
    fileprivate func replicasHaving(_ count: Int, within limit: Duration) throws(RedisError) -> Int {
        let wait: [RedisArgument] = ["WAIT", .integer(Int64(count)), .integer(Int64(limit / .milliseconds(1)))]
        // The server answers when the time is up, however short the limit of other replies is.
        let patience = limit + connection.endpoint.commandTimeout
        let own = Int(try connection.command(wait, within: patience).integerValue ?? 0)
        guard own >= count, let elsewhere else { return own }
        return try elsewhere.askEach(wait, within: patience).reduce(own) { min($0, Int($1.integerValue ?? 0)) }
    }
}

public import Basics
internal import Redis

extension SessionStore {
    /// Throws where there is no cut-off for everybody, or the store cannot be reached.
    public func checkCutoffForEverybody() throws(SessionsError) {
        let everybody = SessionSelector(all: true)
        try requireCutoff(for: everybody)
        guard let key = cutoff?.keys(for: everybody)?.first else { return }
        do throws(RedisError) {
            try RedisClient(deployment).command("EXISTS", .bytes(key))
        } catch {
            throw .redis(store: name, error)
        }
    }

    /// Has the application refuse every token that was issued until now, and ends no session. Throws where the store
    /// has no cut-off for everybody, and where its key is not there afterwards. Gives the instant.
    public func cutOffEverybody() throws(SessionsError) -> Timestamp {
        let everybody = SessionSelector(all: true)
        try requireCutoff(for: everybody)
        guard let cutoff, let keys = cutoff.keys(for: everybody) else { return time.now }
        // A token's `iat` counts whole seconds, so that one issued a moment ago may carry this one.
        let instant = Timestamp(seconds: time.now.seconds + 1)
        let client = RedisClient(deployment)
        do throws(RedisError) {
            for key in keys {
                try client.command(
                    "SET", .bytes(key), .string(cutoff.text(instant)), "EX",
                    .integer(max(1, cutoff.lifetime.components.seconds)))
                guard try client.command("EXISTS", .bytes(key)).integerValue == 1 else {
                    throw .server(code: "LOST", message: "the cut-off was not there when it was read back")
                }
            }
        } catch {
            throw .redis(store: name, error)
        }
        return instant
    }
}

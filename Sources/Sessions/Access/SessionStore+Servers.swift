internal import Basics
internal import Redis

extension SessionStore {
    /// The servers that take changes, as they are found now; throws where one of them is a replica, or none is found.
    public func primaryAddresses() throws(SessionsError) -> [String] {
        let primaries: [RedisNode]
        do {
            primaries = try deployment.resolve().primaries
        } catch {
            throw .redis(store: name, error)
        }
        for node in primaries where node.role == .replica {
            throw .replica(store: name, endpoint: node.endpoint.description, primary: nil)
        }
        return primaries.map(\.endpoint.description)
    }

    /// By how much a server's clock is ahead of ours; nil where the user may not ask. Cut-offs are set by ours, and
    /// tokens by the application's.
    public func clockOffset() throws(SessionsError) -> Duration? {
        do {
            guard let primary = try deployment.resolve().primaries.first else { return nil }
            var connection = try RedisConnection(primary.endpoint)
            let before = time.now
            let parts = try connection.pipeline([["TIME"]])[0].elements ?? []
            let after = time.now
            guard parts.count == 2, let seconds = parts[0].text.flatMap({ Int64($0) }),
                let rest = parts[1].text.flatMap({ Int64($0) })
            else { return nil }
            let theirs = Timestamp(seconds: seconds) + .microseconds(rest)
            // The answer was made at some moment between.
            return theirs < before ? theirs - before : theirs < after ? .zero : theirs - after
        } catch {
            throw .redis(store: name, error)
        }
    }
}

internal import Basics
internal import Redis

extension StoreSession {
    /// How long replicas are waited for, in milliseconds: shorter than a reply may take.
    private static let replicaTimeout: Int64 = 5000

    /// Waits until so many replicas of each node have what its worker wrote (`WAIT`, which is about one connection); the
    /// fewest that any node has, or nil where the server refuses to say.
    func waitForReplicas(_ count: Int) throws(PassFailure) -> Int? {
        var fewest = Int.max
        for node in nodes {
            let reply: RedisReply
            do {
                reply = try node.worker.ask(["WAIT", .integer(Int64(count)), .integer(Self.replicaTimeout)])
            } catch {
                if error.isRefusal { return nil }
                throw PassFailure(cause: error, unknown: 0)
            }
            fewest = min(fewest, Int(reply.integerValue ?? 0))
        }
        return fewest
    }
}

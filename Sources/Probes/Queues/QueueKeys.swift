internal import Redis

/// The keys of a queue (taskforcesh/bullmq, src/classes/queue-keys.ts): `<prefix>:<queue>:<what>`. In a cluster the
/// prefix or the name holds a `{tag}`, so that all of them are on one node.
struct QueueKeys: Sendable {
    let prefix: String
    let name: String

    /// A key of the queue.
    func key(_ what: String) -> String { "\(prefix):\(name):\(what)" }
    /// The same as an argument.
    func argument(_ what: String) -> RedisArgument { .string(key(what)) }

    /// The name of the queue in one of its keys; nil for a key of another form.
    static func name(in key: String, prefix: String, ending what: String) -> String? {
        guard key.hasPrefix(prefix + ":"), key.hasSuffix(":" + what),
            key.utf8.count > prefix.utf8.count + what.utf8.count + 2
        else { return nil }
        return String(key.dropFirst(prefix.count + 1).dropLast(what.count + 1))
    }
}

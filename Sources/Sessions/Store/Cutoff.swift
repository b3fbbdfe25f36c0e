internal import Basics
internal import Redis

/// What became of a store's cut-off.
enum CutoffOutcome: Sendable, Equatable {
    /// There is none, or the selector has conditions that a cut-off cannot express.
    case notSet
    /// Tokens issued before the instant are refused.
    case set(Timestamp)
    /// The server refused to write it: sessions can be revoked all the same (at `maxmemory` SET fails and UNLINK works).
    case refused(code: String)

    /// When it was set.
    var instant: Timestamp? { if case .set(let instant) = self { instant } else { nil } }
}

extension CutoffConfiguration {
    /// Sets keys to the first whole second after now: a token's `iat` counts whole seconds, so one issued a moment ago
    /// may carry this one.
    func set(
        _ keys: [[UInt8]], on worker: SessionWorker, at now: Timestamp
    ) throws(RedisError) -> CutoffOutcome {
        let instant = Timestamp(seconds: now.seconds + 1)
        let lifetime = max(1, lifetime.components.seconds)
        for key in keys {
            do {
                _ = try worker.ask(forKey: [
                    "SET", .bytes(key), .string(text(instant)), "EX", .string(String(lifetime)),
                ])
            } catch {
                if case .server(let code, _) = error { return .refused(code: code) }
                throw error
            }
        }
        return .set(instant)
    }
}

extension SessionStore {
    /// Refuses a selector for which no cut-off would be set: for whoever insists on one.
    public func requireCutoff(for selector: SessionSelector) throws(SessionsError) {
        guard let cutoff else {
            throw .selector(
                "store '\(name.printable)' has no cut-off",
                hint: "add 'cutoff: {key: \"jwt:cutoff:{user}\", ttl: 24h}' to it, and have the application look at it")
        }
        guard cutoff.keys(for: selector) == nil else { return }
        if selector.all && selector.keep.isEmpty {
            throw .selector(
                "the cut-off of store '\(name.printable)' has no key for everybody",
                hint: "add 'all: jwt:cutoff' to it, and have the application look at it")
        }
        throw .selector(
            "a cut-off works by user or for everybody, and the selector says more than that",
            hint: "leave out --cutoff, or the conditions; --keep is one")
    }
}

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
    /// Sets the key of each user to the first whole second after now: a token's `iat` counts whole seconds, so one
    /// issued a moment ago may carry this one.
    func set(
        for users: [String], on worker: SessionWorker, at now: Timestamp
    ) throws(RedisError) -> CutoffOutcome {
        let instant = Timestamp(seconds: now.seconds + 1)
        let lifetime = max(1, lifetime.components.seconds)
        for user in users {
            do {
                _ = try worker.ask(forKey: [
                    "SET", .bytes(key(of: user)), .string(String(instant.seconds)), "EX", .string(String(lifetime)),
                ])
            } catch {
                if case .server(let code, _) = error { return .refused(code: code) }
                throw error
            }
        }
        return .set(instant)
    }
}

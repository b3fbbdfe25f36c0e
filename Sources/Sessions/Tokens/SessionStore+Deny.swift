internal import Basics
internal import Redis

extension SessionStore {
    /// What `deny` would do. Reads only.
    public func planDenial(_ tokens: [DeniedToken]) throws(SessionsError) -> DenialPlan {
        let entries = try denials(tokens)
        return DenialPlan(
            store: name, toDeny: entries.count { $0.isLive }, expired: entries.count { !$0.isLive },
            warnings: entries.contains { $0.isLive } ? try keeping().warnings(of: "the denylist") : [])
    }

    /// Writes a key for each token that has not run out, with the rest of the token's life as its own, and reads it
    /// back. A key that is there and lives longer is left as it is. What was denied before the server failed is told.
    public func deny(_ tokens: [DeniedToken]) throws(SessionsError) -> DenialReceipt {
        let entries = try denials(tokens)
        let client = RedisClient(deployment)
        var outcomes: [DenialReceipt.Item.Outcome] = []
        var refusals: [String] = []
        var unread = 0
        var failure: RedisError?
        for entry in entries {
            guard entry.isLive else {
                outcomes.append(.expired)
                continue
            }
            guard failure == nil else {
                outcomes.append(.failed)
                continue
            }
            do throws(RedisError) {
                let isThere = try entry.write(client, at: time.now)
                outcomes.append(isThere ? .denied : .failed)
                if !isThere { unread += 1 }
            } catch {
                outcomes.append(.failed)
                // At its memory limit the server refuses to write; anything else is no answer to go on with.
                if case .server("OOM", _) = error {
                    if !refusals.contains(error.message) { refusals.append(error.message) }
                } else if outcomes.contains(.denied) {
                    failure = error
                } else {
                    throw .redis(store: name, error)
                }
            }
        }
        let items = zip(entries, outcomes).map { entry, outcome in
            DenialReceipt.Item(
                fingerprint: entry.fingerprint, outcome: outcome, until: outcome == .denied ? entry.until : nil)
        }
        var warnings = refusals.map { "\($0): the tokens still work" }
        if unread > 0 { warnings.append("\(unread) keys were not there when they were read back") }
        if let failure {
            warnings.append(
                "stopped before the end: \(failure.message); the tokens after that were not tried and still work, and "
                    + "the same command again finishes them")
        }
        if outcomes.contains(.denied) { warnings += (try? keeping().warnings(of: "the denylist")) ?? [] }
        return DenialReceipt(store: name, tokens: items, verified: !outcomes.contains(.failed), warnings: warnings)
    }

    private func denials(_ tokens: [DeniedToken]) throws(SessionsError) -> [Denial] {
        guard let denylist else {
            throw .selector(
                "store '\(name.printable)' has no denylist",
                hint: "add 'denylist: {key: \"jwt:deny:{jti}\"}' to it, and have the application refuse these tokens")
        }
        let now = time.now
        var entries: [Denial] = []
        for token in tokens {
            guard !token.id.isEmpty else { throw .selector("a token's id is empty", hint: nil) }
            guard let end = token.expiresAt ?? denylist.lifetime.map({ now + $0 }) else {
                throw .selector(
                    "it is not known when a token ends, and so not how long it has to be refused",
                    hint: "say --expires, or 'ttl:' in the store's denylist: the longest life of a token")
            }
            entries.append(
                Denial(
                    key: denylist.key(of: token.id), fingerprint: SessionFingerprint.of(token.id.utf8, store: name),
                    until: end + denylist.skew, isLive: end + denylist.skew > now))
        }
        return entries
    }
}

/// A key of the denylist that is to be written.
private struct Denial {
    let key: [UInt8]
    let fingerprint: String
    /// When the application refuses the token by itself.
    let until: Timestamp
    let isLive: Bool

    /// False where the key is not there afterwards.
    func write(_ client: RedisClient, at now: Timestamp) throws(RedisError) -> Bool {
        // A whole second more rather than less.
        let life = max(1, until.seconds - now.seconds + 1)
        if try left(client) < life {
            try client.command("SET", .bytes(key), .integer(now.seconds), "EX", .integer(life))
        }
        return try left(client) >= life - 2
    }

    /// How long the key lives yet, in seconds; without end where it has none, negative where it is not there.
    private func left(_ client: RedisClient) throws(RedisError) -> Int64 {
        switch try client.command("TTL", .bytes(key)).integerValue {
        case -1: .max
        case let seconds?: seconds
        case nil: -2
        }
    }
}

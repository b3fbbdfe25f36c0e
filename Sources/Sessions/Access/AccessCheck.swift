internal import Basics
internal import Redis

/// Whether the user of a store's URL may do what the store needs, asked of every primary.
public struct AccessCheck: Sendable, Equatable {
    /// How it was found out.
    public enum Method: String, Sendable, Encodable {
        /// By `ACL DRYRUN` (Redis 7), which runs nothing.
        case dryRun
        /// By commands that change nothing, most of them on keys that do not exist; some cannot be tried so.
        case trial
    }

    /// How it was found out.
    public let method: Method
    /// What is refused, as `unlink on sess:*`, each once.
    public let refused: [String]
    /// What could not be tried.
    public let untried: [String]
    /// How many servers were asked.
    public let servers: Int
}

extension SessionStore {
    /// Asks. Changes nothing.
    public func checkAccess() throws(SessionsError) -> AccessCheck {
        do {
            let primaries = try deployment.resolve().primaries
            var method = AccessCheck.Method.dryRun
            var refused: [String] = []
            var untried: [String] = []
            for primary in primaries {
                var connection = try RedisConnection(primary.endpoint)
                let user = try connection.pipeline([["ACL", "WHOAMI"]])[0].text
                for entry in permissions.entries {
                    for keys in entry.keys.isEmpty ? [nil] : entry.keys.map(Optional.some) {
                        let what = entry.command.name + (keys.map { " on \($0.rule.dropFirst())" } ?? "")
                        switch try connection.allows(entry.command, keys, user, &method) {
                        case true: break
                        case false: if !refused.contains(what) { refused.append(what) }
                        case nil: if !untried.contains(what) { untried.append(what) }
                        }
                    }
                }
            }
            return AccessCheck(method: method, refused: refused, untried: untried, servers: primaries.count)
        } catch {
            throw .redis(store: name, error)
        }
    }
}

extension RedisConnection {
    /// Whether a command would be done; nil where that cannot be told. In a cluster a key may belong to another node:
    /// that is no refusal.
    fileprivate mutating func allows(
        _ command: StoreCommand, _ keys: StoreKeys?, _ user: String?, _ method: inout AccessCheck.Method
    ) throws(RedisError) -> Bool? {
        let key = keys?.sample ?? []
        if let user, method == .dryRun {
            // `aclCommand` (src/acl.c): OK, or a sentence that says what is not allowed; an error where it does not know
            // the subcommand, the user, or may not be asked.
            let reply = try pipeline([["ACL", "DRYRUN", .string(user)] + command.trial(key)])[0]
            switch reply {
            case .status("OK"): return true
            case .bulk, .status: return false
            default: break
            }
        }
        method = .trial
        guard command.isHarmless, !(command.endsKeys && keys?.mayExist == true) else { return nil }
        guard case .error(let code, _) = try pipeline([command.trial(key)])[0] else { return true }
        return code != "NOPERM"
    }
}

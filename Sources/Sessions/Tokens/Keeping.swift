internal import Basics
internal import Redis

/// Whether a server keeps what is written to it: a cut-off or a denylist that is evicted, or lost with a restart, lets
/// everybody in again.
public struct Keeping: Sendable, Equatable, Encodable {
    /// The policy by which keys are evicted when memory is short, as `allkeys-lru`; nil where it was not told.
    public let evictionPolicy: String?
    /// Whether there is a limit at which keys are evicted; nil where it was not told.
    public let hasMemoryLimit: Bool?
    /// Whether every change goes to the append-only file; nil where it was not told.
    public let appends: Bool?
    /// Whether the data is saved now and then; nil where it was not told.
    public let savesSnapshots: Bool?

    /// Whether keys that expire may be evicted. `volatile-*` chooses among just those (redis.conf, "maxmemory-policy").
    public var evicts: Bool? {
        guard let evictionPolicy, let hasMemoryLimit else { return nil }
        return hasMemoryLimit && evictionPolicy != "noeviction"
    }

    /// Whether a restart keeps the data, most of it at least.
    public var persists: Bool? {
        if appends == true || savesSnapshots == true { return true }
        return appends == false && savesSnapshots == false ? false : nil
    }

    /// What is wrong for something that must be kept, in sentences.
    public func warnings(of what: String) -> [String] {
        var all: [String] = []
        if evicts == true {
            all.append(
                "Redis may evict \(what) when its memory is short (maxmemory-policy \((evictionPolicy ?? "").printable)): "
                    + "keep it where the policy is noeviction")
        }
        if persists == false {
            all.append(
                "Redis saves nothing to disk (no appendonly, no save points): a restart forgets \(what); write it again "
                    + "after one")
        }
        return all
    }
}

extension Keeping {
    /// Reads `INFO memory`, `INFO persistence` and, where the user may ask, `CONFIG GET save`.
    init(memory: RedisReply, persistence: RedisReply, save: RedisReply) {
        let fields = Self.fields(memory).merging(Self.fields(persistence)) { first, _ in first }
        evictionPolicy = fields["maxmemory_policy"]
        hasMemoryLimit = fields["maxmemory"].flatMap { Int64($0) }.map { $0 > 0 }
        appends = fields["aof_enabled"].map { $0 == "1" }
        savesSnapshots = save.elements.flatMap { $0.count == 2 ? $0[1].text : nil }.map { !$0.isEmpty }
    }

    private static func fields(_ reply: RedisReply) -> [String: String] {
        var fields: [String: String] = [:]
        for line in (reply.text ?? "").split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[String(line[..<colon])] = String(line[line.index(after: colon)...])
        }
        return fields
    }

    /// Two servers of a store as one: the worse of each.
    func joined(with other: Keeping) -> Keeping {
        if evicts == true { return Keeping(self, persistence: other) }
        return other.evicts == true || evicts != nil
            ? Keeping(other, persistence: self) : Keeping(self, persistence: other)
    }

    private init(_ eviction: Keeping, persistence other: Keeping) {
        let worse = other.persists == false || eviction.persists == true ? other : eviction
        evictionPolicy = eviction.evictionPolicy
        hasMemoryLimit = eviction.hasMemoryLimit
        appends = worse.appends
        savesSnapshots = worse.savesSnapshots
    }
}

extension SessionStore {
    /// Asks every primary; what it does not tell is nil.
    ///
    /// - Parameter asksAll: whether a user of the access control list asks for what it is probably refused, which the
    ///   server then has in its log. Save points stand in the configuration alone, and so do passwords.
    public func keeping(asksAll: Bool = false) throws(SessionsError) -> Keeping {
        let asksConfiguration = asksAll || deployment.template.username == nil
        do {
            var all: Keeping?
            for primary in try deployment.resolve().primaries {
                var connection = try RedisConnection(primary.endpoint)
                let replies = try connection.pipeline(
                    [["INFO", "memory"], ["INFO", "persistence"]]
                        + (asksConfiguration ? [["CONFIG", "GET", "save"]] : []))
                let one = Keeping(
                    memory: replies[0], persistence: replies[1], save: asksConfiguration ? replies[2] : .null)
                all = all?.joined(with: one) ?? one
            }
            return all ?? Keeping(memory: .null, persistence: .null, save: .null)
        } catch {
            throw .redis(store: name, error)
        }
    }
}

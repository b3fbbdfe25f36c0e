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

    /// What may take a key away from the server that has to stay there, in sentences; none where the server does not say.
    func durabilityWarnings(of what: String) -> [String] {
        let memory = information("memory")
        let persistence = information("persistence")
        var warnings: [String] = []
        let policy = memory["maxmemory_policy"] ?? "noeviction"
        let isLimited = memory["maxmemory"].map { $0 != "0" } ?? true
        // The keys expire, so the policies that evict only such keys take them too.
        if policy.hasPrefix("allkeys-") || (policy.hasPrefix("volatile-") && isLimited) {
            warnings.append(
                "Redis may evict \(what) when its memory is full (maxmemory-policy \(String(policy).printable)): "
                    + "use noeviction, or a server of its own")
        }
        if persistence["aof_enabled"] == "0", savesNothing {
            warnings.append("Redis saves nothing to disk: after a restart \(what) is gone")
        }
        return warnings
    }

    /// Only asked as the default user: others rarely may, and each refusal stands in the server's ACL LOG.
    private var savesNothing: Bool {
        guard store.deployment.template.username == nil, let reply = try? worker.ask(["CONFIG", "GET", "save"]),
            let parts = reply.elements, parts.count == 2
        else { return false }
        return parts[1].text == ""
    }

    private func information(_ section: String) -> [Substring: Substring] {
        guard let text = (try? worker.ask(["INFO", .string(section)]))?.text else { return [:] }
        var fields: [Substring: Substring] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            if let colon = line.firstIndex(of: ":") { fields[line[..<colon]] = line[line.index(after: colon)...] }
        }
        return fields
    }
}

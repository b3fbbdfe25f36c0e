/// What a server says it is.
public struct RedisIdentity: Sendable, Hashable {
    /// What it was started as.
    public enum Mode: Sendable, Hashable { case standalone, cluster, sentinel }

    /// Its version, as `7.0.15`; foreign text.
    public let version: String?
    /// What it was started as.
    public let mode: Mode
    /// Whether it copies another; nil for a Sentinel, or where it does not say.
    public let isReplica: Bool?
    /// What this connection is called in `CLIENT LIST`; nil before Redis 5.
    public let clientID: Int64?
}

extension RedisConnection {
    /// Asks the server what it is. `HELLO 2` needs no permission (Redis 6, `ACLCheckAllUserCommandPerm`) and keeps to
    /// RESP2; where it is unknown, INFO is asked. Nil where neither tells.
    public mutating func identity() throws(RedisError) -> RedisIdentity? {
        let hello = try pipeline([["HELLO", 2]])[0]
        if let identity = RedisIdentity(hello: hello) { return identity }
        guard let information = try pipeline([["INFO"]])[0].text else { return nil }
        return RedisIdentity(information: information)
    }
}

extension RedisIdentity {
    /// The reply of HELLO: names and values in turn.
    init?(hello: RedisReply) {
        guard let fields = hello.fields, let mode = Mode(fields["mode"]?.text) else { return nil }
        self.mode = mode
        version = fields["version"]?.text
        isReplica = fields["role"]?.text.map { $0 != "master" }
        clientID = fields["id"]?.integerValue
    }

    /// The text of INFO: lines of `name:value`.
    init?(information: String) {
        var fields: [Substring: Substring] = [:]
        for line in information.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = line[colon...].dropFirst()
        }
        guard let mode = Mode(fields["redis_mode"].map { String($0) }) else { return nil }
        self.mode = mode
        version = fields["redis_version"].map { String($0) }
        isReplica = fields["role"].map { $0 != "master" }
        clientID = nil
    }
}

extension RedisIdentity.Mode {
    fileprivate init?(_ name: String?) {
        switch name {
        case "standalone": self = .standalone
        case "cluster": self = .cluster
        case "sentinel": self = .sentinel
        default: return nil
        }
    }
}

extension RedisReply {
    /// An array of names and values in turn, as RESP2 has maps; nil for anything else. Of a name twice the first counts.
    var fields: [String: RedisReply]? {
        guard let elements, elements.count.isMultiple(of: 2) else { return nil }
        var fields: [String: RedisReply] = [:]
        for index in stride(from: 0, to: elements.count, by: 2) {
            guard let name = elements[index].text else { return nil }
            if fields[name] == nil { fields[name] = elements[index + 1] }
        }
        return fields
    }
}

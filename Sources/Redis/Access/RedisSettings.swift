/// What a server's configuration says of logging in and of keeping that: `CONFIG GET` and `INFO server`.
public struct RedisSettings: Sendable {
    /// The file of its access control list; nil for none.
    public let accessFile: String?
    /// The file that `CONFIG REWRITE` writes; nil where it was started without one.
    public let configurationFile: String?
    /// As whom it logs in at its primary; nil for the default user.
    public let replicationUser: String?
    /// With which password it logs in at its primary; nil for none. A secret.
    public let replicationPassword: [UInt8]?
    /// The password of the default user as it was last set by `requirepass`; nil for none. A secret.
    public let requiredPassword: [UInt8]?
}

extension RedisConnection {
    /// What its configuration says. Throws where its user may not ask.
    public mutating func settings() throws(RedisError) -> RedisSettings {
        let names = ["aclfile", "masteruser", "masterauth", "requirepass"]
        let replies = try pipeline(
            names.map { ["CONFIG", "GET", .string($0)] } + [["INFO", "server"]])
        var values: [String: [UInt8]] = [:]
        for (name, reply) in zip(names, replies) {
            if case .error(let code, let message) = reply { throw .refusal(code: code, message: message) }
            if case .bulk(let bytes)? = reply.fields?[name], !bytes.isEmpty { values[name] = bytes }
        }
        if case .error(let code, let message) = replies[names.count] {
            throw .refusal(code: code, message: message)
        }
        let file = replies[names.count].text?.split(whereSeparator: \.isNewline)
            .first { $0.hasPrefix("config_file:") }?.dropFirst("config_file:".count)
        func text(_ name: String) -> String? { values[name].map { String(decoding: $0, as: UTF8.self) } }
        return RedisSettings(
            accessFile: text("aclfile"), configurationFile: file.flatMap { $0.isEmpty ? nil : String($0) },
            replicationUser: text("masteruser"), replicationPassword: values["masterauth"],
            requiredPassword: values["requirepass"])
    }
}

/// A user of a server's access control list, as `ACL GETUSER` tells it (Redis 6; src/acl.c, `aclCommand`). Passwords
/// are there as their SHA-256 only.
public struct RedisUser: Sendable, Hashable {
    /// Whether it may log in at all.
    public let isOn: Bool
    /// Whether any password lets it in.
    public let needsNoPassword: Bool
    /// The SHA-256 of each password in 64 hexadecimal digits, in the order in which they were added.
    public let passwordHashes: [String]
}

extension RedisConnection {
    /// A user of the access control list; nil where there is none of that name.
    public mutating func user(named name: String) throws(RedisError) -> RedisUser? {
        let reply = try command("ACL", "GETUSER", .string(name))
        if reply == .null { return nil }
        guard let fields = reply.fields, let flags = fields["flags"]?.elements,
            let passwords = fields["passwords"]?.elements
        else {
            throw .protocolViolation(
                endpoint: endpoint.description, reason: "the answer to ACL GETUSER has another form")
        }
        let names = flags.compactMap(\.text)
        return RedisUser(
            isOn: names.contains("on"), needsNoPassword: names.contains("nopass"),
            passwordHashes: passwords.compactMap(\.text).filter(RedisUser.isHash))
    }
}

extension RedisUser {
    /// Whether a text is a SHA-256 as an access control list has it.
    public static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

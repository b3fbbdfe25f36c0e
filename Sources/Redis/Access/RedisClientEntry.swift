internal import Basics

/// A connection to a server, as `CLIENT LIST` tells it.
public struct RedisClientEntry: Sendable, Hashable {
    /// By what the server knows it; never given twice.
    public let id: Int64
    /// What it calls itself; foreign text.
    public let name: String
    /// The user that it has logged in as.
    public let user: String
    /// For how many seconds it has been there.
    public let age: Int64
    /// `N` for an ordinary client, `S` for a replica, `M` for the primary, others for what it is doing.
    public let flags: String

    /// Whether it is the link to a replica, or to the primary.
    public var isReplication: Bool { (flags.contains("S") && !flags.contains("O")) || flags.contains("M") }
}

extension RedisConnection {
    /// Everybody who is connected.
    public mutating func clients() throws(RedisError) -> [RedisClientEntry] {
        let text = try command("CLIENT", "LIST").text ?? ""
        return text.split(separator: "\n").compactMap { RedisClientEntry(line: $0) }
    }
}

extension RedisClientEntry {
    /// `id=3 addr=… name=… age=5 … flags=N … user=default …`: names have no spaces (src/networking.c).
    init?(line: Substring) {
        var fields: [Substring: Substring] = [:]
        for field in line.split(separator: " ") {
            guard let equals = field.firstIndex(of: "=") else { continue }
            fields[field[..<equals]] = field[equals...].dropFirst()
        }
        guard let id = fields["id"].flatMap({ Int64($0) }), let age = fields["age"].flatMap({ Int64($0) }),
            let user = fields["user"]
        else { return nil }
        self.id = id
        self.age = age
        self.user = String(user)
        name = String(fields["name"] ?? "")
        flags = String(fields["flags"] ?? "")
    }
}

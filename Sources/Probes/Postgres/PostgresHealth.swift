internal import Basics

/// How a PostgreSQL server is.
public struct PostgresHealth: Sendable, Hashable {
    /// What a server is in replication.
    public enum Role: String, Sendable, Hashable, CaseIterable, Codable { case primary, standby }

    /// Its version, as it says.
    public let version: String
    /// What it is.
    public let role: Role
    /// How long connecting and a first answer took.
    public let latency: Duration
    /// Whether TLS is spoken.
    public let usesTLS: Bool
    /// How many sessions there are beside the probe's own.
    public let connectionsUsed: Int64
    /// How many there may be, without those that are kept for superusers.
    public let connectionLimit: Int64
    /// Of a standby: how far it is behind in what it has replayed.
    public let lag: Duration?

    /// The part of its connections that is in use.
    public var connectionShare: Double {
        connectionLimit > 0 ? Double(connectionsUsed) / Double(connectionLimit) : 1
    }
}

extension PostgresHealth: Encodable {
    private enum CodingKeys: CodingKey {
        case version, role, latencySeconds, usesTLS, connectionsUsed, connectionLimit, lagSeconds
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(version, forKey: .version)
        try container.encode(role, forKey: .role)
        try container.encode(latency.inSeconds, forKey: .latencySeconds)
        try container.encode(usesTLS, forKey: .usesTLS)
        try container.encode(connectionsUsed, forKey: .connectionsUsed)
        try container.encode(connectionLimit, forKey: .connectionLimit)
        try container.encode(lag?.inSeconds, forKey: .lagSeconds)
    }
}

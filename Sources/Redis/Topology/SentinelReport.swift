/// What one Sentinel knows about a primary.
struct SentinelReport {
    /// Where it is; nil where this Sentinel knows none of that name.
    let primary: RedisEndpoint.Address?
    /// How often the primary had been changed when this Sentinel last heard of it; -1 where it does not say.
    let epoch: Int
    let replicas: [(address: RedisEndpoint.Address, isDown: Bool)]
    /// The other Sentinels.
    let sentinels: [RedisEndpoint.Address]

    /// Asks for all of it at once. Only the first command must be allowed.
    static func ask(_ connection: inout RedisConnection, for name: String) throws(RedisError) -> SentinelReport {
        let replies = try connection.pipeline([
            ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", .string(name)], ["SENTINEL", "MASTER", .string(name)],
            // The name before Redis 5, which later ones still know.
            ["SENTINEL", "SLAVES", .string(name)], ["SENTINEL", "SENTINELS", .string(name)],
        ])
        if case .error(let code, let message) = replies[0] {
            if code == "ERR" && message.contains("unknown command") {
                throw .topology(place: connection.endpoint.description, .notASentinel)
            }
            throw .refusal(code: code, message: message)
        }
        let address = replies[0].elements ?? []
        let primary = address.count == 2 ? NodeAddress.read(address[0], address[1]) : nil
        guard replies[0] == .null || primary != nil else {
            throw .protocolViolation(
                endpoint: connection.endpoint.description, reason: "it names a primary without a usable address")
        }
        return SentinelReport(
            primary: primary, epoch: replies[1].fields?["config-epoch"]?.text.flatMap { Int($0) } ?? -1,
            replicas: members(replies[2]).map { fields in
                let flags = (fields.flags ?? "").split(separator: ",")
                return (fields.address, flags.contains { ["s_down", "o_down", "disconnected"].contains($0) })
            }, sentinels: members(replies[3]).map(\.address))
    }

    /// The servers of a list, each of which is names and values.
    private static func members(_ reply: RedisReply) -> [(address: RedisEndpoint.Address, flags: String?)] {
        (reply.elements ?? []).compactMap { entry in
            guard let fields = entry.fields, let address = NodeAddress.read(fields["ip"], fields["port"]) else {
                return nil
            }
            return (address, fields["flags"]?.text)
        }
    }
}

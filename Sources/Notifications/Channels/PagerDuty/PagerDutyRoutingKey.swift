/// The routing key in an event's body: a payload is rendered, shown and kept with a placeholder of the same length, and
/// the key itself is in it only on its way out.
enum PagerDutyRoutingKey {
    /// As long as a key is.
    static let placeholder = String(repeating: "*", count: PagerDutyLimits.routingKey)

    private static let start = Array(#"{"routing_key":""#.utf8)

    /// The body with the key in the placeholder's place; nil where the placeholder does not stand there.
    static func put(_ key: String, into body: [UInt8]) -> [UInt8]? {
        guard body.starts(with: start + Array(placeholder.utf8)) else { return nil }
        return start + Array(key.utf8) + body[(start.count + PagerDutyLimits.routingKey)...]
    }

    /// What stands in the placeholder's place.
    static func taken(from body: [UInt8]) -> String {
        String(decoding: body.dropFirst(start.count).prefix(PagerDutyLimits.routingKey), as: UTF8.self)
    }

    /// Whether it has the form of a key: 32 ASCII letters and digits, so that it needs no escaping in JSON.
    static func isValid(_ key: String) -> Bool {
        key.utf8.count == PagerDutyLimits.routingKey
            && key.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: false
                }
            }
    }
}

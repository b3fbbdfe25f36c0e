/// Whose queue it is: each version keeps a pause in its own way.
public enum QueueDialect: Sendable, Hashable {
    /// Bull, the predecessor (OptimalBits/bull 3 and 4): a string `meta-paused`.
    case bull
    /// BullMQ of a major version, 3 to 6 and newer.
    case bullMQ(Int)
    /// BullMQ of a version that it does not tell: Node's says it since 5.20 or so, Python's never does.
    case bullMQUnknown

    /// How a queue is paused and resumed, for the script.
    var ways: (pause: String, resume: String) {
        switch self {
        case .bull: ("bull", "bull")
        case .bullMQ(...3): ("3", "3")
        case .bullMQ(4): ("4", "4")
        case .bullMQ(5): ("5", "5")
        case .bullMQ: ("6", "6")
        // Jobs that are moved as version 5 moves them are moved back by version 6 as well; jobs that are not moved would
        // be lost when version 5 renames its list over theirs.
        case .bullMQUnknown: ("5", "6")
        }
    }
}

extension QueueDialect: CustomStringConvertible, Encodable {
    /// As `BullMQ 5`.
    public var description: String {
        switch self {
        case .bull: "Bull"
        case .bullMQ(let major): "BullMQ \(major)"
        case .bullMQUnknown: "BullMQ"
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension QueueDialect {
    /// What the field `version` of `meta` says, as `bullmq:5.60.0` (queue.ts); nil for anything else.
    init?(version: String) {
        guard let colon = version.lastIndex(of: ":") else { return nil }
        guard let major = Int(version[version.index(after: colon)...].prefix { $0 != "." }), (1...99).contains(major)
        else { return nil }
        self = .bullMQ(major)
    }
}

internal import Redis

/// A command that this module sends to a store's servers, as access rules name it. This list is the only one: what a
/// store's user must be allowed to do, the rule that is printed, and the check of `doctor` are made from it.
struct StoreCommand: Sendable, Hashable {
    /// An argument of the command.
    enum Argument: Sendable, Hashable {
        /// As it stands here.
        case word(String)
        /// The key that the command is about.
        case key
    }

    /// Its name in a rule, as `mget` or `client|setname`.
    let name: String
    /// The arguments with which it can be tried.
    let arguments: [Argument]
    /// Whether it can be sent with a key that does not exist, and then changes nothing.
    let isHarmless: Bool
    /// Whether it would take away a key that does exist.
    let endsKeys: Bool

    init(_ name: String, _ arguments: [Argument] = [], isHarmless: Bool = true, endsKeys: Bool = false) {
        self.name = name
        self.arguments = arguments
        self.isHarmless = isHarmless
        self.endsKeys = endsKeys
    }

    /// Whether it is about a key.
    var takesKey: Bool { arguments.contains(.key) }

    /// The command as it can be tried on a key.
    func trial(_ key: [UInt8]) -> [RedisArgument] {
        name.split(separator: "|").map { .string($0.uppercased()) }
            + arguments.map { argument in
                switch argument {
                case .word(let text): .string(text)
                case .key: .bytes(key)
                }
            }
    }
}

extension StoreCommand: ExpressibleByStringLiteral {
    /// An argument-less command.
    init(stringLiteral value: String) { self.init(value) }
}

extension StoreCommand.Argument: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self = .word(value) }
}

// MARK: - The commands

extension StoreCommand {
    /// A member that no list has.
    private static let nobody = Argument.word(StoreKeys.nobody)

    // Every connection.
    static let ping: StoreCommand = "ping"
    static let setName = StoreCommand("client|setname", ["firebreak"])
    static let role: StoreCommand = "role"
    static let info = StoreCommand("info", ["keyspace"])
    static let select = StoreCommand("select", ["0"], isHarmless: false)
    // Sessions.
    static let scan = StoreCommand("scan", ["0", "COUNT", "1"])
    static let mget = StoreCommand("mget", [.key])
    static let get = StoreCommand("get", [.key])
    static let hmget = StoreCommand("hmget", [.key, "field"])
    static let type = StoreCommand("type", [.key])
    static let exists = StoreCommand("exists", [.key])
    static let unlink = StoreCommand("unlink", [.key], endsKeys: true)
    // Indexes.
    static let sscan = StoreCommand("sscan", [.key, "0"])
    static let zscan = StoreCommand("zscan", [.key, "0"])
    static let lrange = StoreCommand("lrange", [.key, "0", "0"])
    static let srem = StoreCommand("srem", [.key, nobody])
    static let zrem = StoreCommand("zrem", [.key, nobody])
    static let lrem = StoreCommand("lrem", [.key, "0", nobody])
    static let watch = StoreCommand("watch", [.key], isHarmless: false)
    static let unwatch: StoreCommand = "unwatch"
    static let multi = StoreCommand("multi", isHarmless: false)
    static let exec = StoreCommand("exec", isHarmless: false)
    // Tokens. A key that everybody shares may well exist. With NX and XX at once no SET is done: what may not be done is
    // refused before the arguments are read (`processCommand` in src/server.c), and these are no syntax.
    static let set = StoreCommand("set", [.key, "0", "NX", "XX"])
    static let ttl = StoreCommand("ttl", [.key])
    // Being told what changes, and waiting for replicas.
    static let clientID: StoreCommand = "client|id"
    static let clientTracking = StoreCommand("client|tracking", ["OFF"])
    static let subscribe = StoreCommand("subscribe", ["__redis__:invalidate"], isHarmless: false)
    static let wait = StoreCommand("wait", ["0", "1"])
    // What frameworks do when they end a session.
    static let del = StoreCommand("del", [.key], endsKeys: true)
    static let expire = StoreCommand("expire", [.key, "1"], endsKeys: true)
    static let hset = StoreCommand("hset", [.key, "field", "value"], isHarmless: false)
    // Clusters.
    static let clusterSlots: StoreCommand = "cluster|slots"
    static let clusterShards: StoreCommand = "cluster|shards"
    static let clusterNodes: StoreCommand = "cluster|nodes"
    static let asking = StoreCommand("asking", isHarmless: false)
}

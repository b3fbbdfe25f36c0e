internal import Basics

/// Why it is not known which servers to use, or that they are others than the URL says.
public enum RedisTopologyProblem: Sendable, Hashable {
    /// None of several nodes or Sentinels can be reached; what the last one failed with.
    case nobodyAnswers(last: String)
    /// The URL is for a cluster, and the server is none of its nodes.
    case notACluster
    /// The nodes know of no slots: the cluster was not set up, or the node does not belong to it.
    case noSlots
    /// The URL is for one server, and the server is a node of a cluster of several.
    case partOfACluster
    /// The URL is for a Redis server, and a Sentinel listens there.
    case isASentinel
    /// The URL is for Sentinels, and the server is none.
    case notASentinel
    /// The Sentinels want a login of their own.
    case sentinelWantsPassword
    /// No Sentinel knows a primary of this name.
    case unknownMaster(name: String)
    /// The server that the Sentinels name says that it is no primary, or cannot be reached.
    case masterNotConfirmed(address: String, reason: String)
    /// The nodes sent a command from one to the other without end.
    case tooManyRedirections
}

extension RedisTopologyProblem {
    func text(_ place: String) -> String {
        switch self {
        case .nobodyAnswers(let last): "none of the servers of \(place) can be reached; of the last one: \(last)"
        case .notACluster: "Redis at \(place) is not a node of a cluster"
        case .noSlots: "the cluster at \(place) serves no slots"
        case .partOfACluster: "Redis at \(place) is a node of a cluster and holds only a part of the data"
        case .isASentinel: "at \(place) a Sentinel listens, which holds no data"
        case .notASentinel: "Redis at \(place) is no Sentinel"
        case .sentinelWantsPassword: "the Sentinels of \(place) want a password"
        case .unknownMaster(let name): "no Sentinel of \(place) knows a primary named '\(name.printable)'"
        case .masterNotConfirmed(let address, let reason):
            "the Sentinels of \(place) name \(address) as the primary, but \(reason)"
        case .tooManyRedirections: "the nodes of \(place) send a command from one to the other without end"
        }
    }

    var hint: String {
        switch self {
        case .nobodyAnswers: "check hosts and ports, and that one of them is running"
        case .notACluster: "write redis:// or rediss:// for a single server"
        case .noSlots: "check CLUSTER INFO and CLUSTER NODES; redis-cli --cluster fix gives slots to nodes"
        case .partOfACluster: "write redis+cluster:// or rediss+cluster://, so that every node is used"
        case .isASentinel: "write redis+sentinel://host:port/NAME with the name of the primary"
        case .notASentinel: "give the port of a Sentinel, 26379 as a rule; a Redis server is reached with redis://"
        case .sentinelWantsPassword:
            "it is another than that of the Redis servers: add ?sentinel_password=${env:SENTINEL_PASSWORD} to the URL"
        case .unknownMaster: "SENTINEL MASTERS on one of them lists the names"
        case .masterNotConfirmed:
            "a failover may be under way: try again; check that the address it announces is reachable from here"
        case .tooManyRedirections: "compare CLUSTER NODES on each of them, and try again"
        }
    }

    var status: ExitStatus {
        switch self {
        case .nobodyAnswers, .noSlots, .tooManyRedirections: .unavailable
        case .notACluster, .partOfACluster, .isASentinel, .notASentinel, .unknownMaster: .configuration
        case .sentinelWantsPassword: .refused
        case .masterNotConfirmed: .busy
        }
    }
}

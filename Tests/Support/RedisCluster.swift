import Glibc

/// A real Redis Cluster of the test's own on 127.0.0.1. Its nodes know each other from the start, by configuration files
/// that say so; it ends with this object or with the test process.
public final class RedisCluster: Sendable {
    /// A node and the name by which the others know it.
    public struct Node: Sendable {
        /// Its process.
        public let server: RedisServer
        /// The name by which the others know it.
        public let id: String
        /// The slots that it had in the beginning; nil for a replica.
        public let slots: ClosedRange<Int>?
    }

    /// First the primaries, in the order of their slots, then the replicas of each in the same order.
    public let nodes: [Node]
    /// How many of them were primaries in the beginning.
    public let primaryCount: Int
    /// The certificates of all; nil without TLS.
    public let certificates: TestCertificates?
    private let password: String?

    /// The nodes that were primaries in the beginning.
    public var primaries: ArraySlice<Node> { nodes[..<primaryCount] }
    /// The nodes that were replicas in the beginning: that of primary 0 is the first.
    public var replicas: ArraySlice<Node> { nodes[primaryCount...] }
    /// A URL that names the first node only, with the password if there is one.
    public var url: String { url(naming: [0]) }

    /// A URL that names some of the nodes.
    public func url(naming indices: [Int]) -> String {
        let user = password.map { ":\($0)@" } ?? ""
        let hosts = indices.map { index in
            "127.0.0.1:\(certificates == nil ? nodes[index].server.port : nodes[index].server.tlsPort)"
        }.joined(separator: ",")
        guard let certificates else { return "redis+cluster://\(user)\(hosts)" }
        return "rediss+cluster://\(user)\(hosts)?cacert=\(certificates.authority)"
    }

    /// Starts a cluster and waits until it serves all slots and each replica follows its primary.
    ///
    /// - Parameters:
    ///   - primaries: among how many the slots are divided evenly.
    ///   - replicas: how many follow each of them.
    ///   - nodeTimeout: after how many milliseconds of silence a node is held for failed: long, unless that is what is
    ///     tested, since a busy machine makes for silence.
    ///   - password: that of the default user on every node.
    ///   - tls: whether clients and nodes speak TLS.
    ///   - arguments: options for the command line of each node.
    public convenience init(
        primaries: Int = 3, replicas: Int = 0, nodeTimeout: Int = 15000, password: String? = nil, tls: Bool = false,
        arguments: [String] = []
    ) throws {
        for attempt in 1...5 {
            do {
                try self.init(primaries, replicas, nodeTimeout, password, tls, arguments)
                return
            } catch  where attempt < 5 {
                continue  // a port was taken in between
            }
        }
        throw TestFailure("the cluster does not start")
    }

    private init(
        _ primaries: Int, _ replicas: Int, _ nodeTimeout: Int, _ password: String?, _ tls: Bool,
        _ arguments: [String]
    ) throws {
        let count = primaries * (1 + replicas)
        let ids = (0..<count).map { _ in randomName() }
        let ports = try clusterPorts(count)
        let tlsPorts = tls ? try clusterPorts(count) : [Int](repeating: 0, count: count)
        let slots = (0..<count).map { index in
            index < primaries ? index * 16384 / primaries...(index + 1) * 16384 / primaries - 1 : nil
        }
        let busPorts = tls ? tlsPorts : ports
        var nodes: [Node] = []
        for index in 0..<count {
            let table = (0..<count).map { other in
                let place = "127.0.0.1:\(busPorts[other])@\(busPorts[other] + 10000)"
                let myself = other == index ? "myself," : ""
                guard let range = slots[other] else {
                    let primary = (other - primaries) % primaries
                    return "\(ids[other]) \(place) \(myself)slave \(ids[primary]) 0 0 \(primary + 1) connected"
                }
                return "\(ids[other]) \(place) \(myself)master - 0 0 \(other + 1) connected "
                    + "\(range.lowerBound)-\(range.upperBound)"
            }
            var plan = RedisServer.Plan(arguments: arguments, password: password)
            plan.tls = tls ? .anyClient : nil
            // The first one's are those of all.
            plan.certificates = nodes.first?.server.certificates
            plan.lines = [
                "cluster-enabled yes", "cluster-config-file nodes.conf", "cluster-node-timeout \(nodeTimeout)",
                "cluster-replica-validity-factor 0", "repl-diskless-sync yes", "repl-diskless-sync-delay 0",
            ]
            if let password { plan.lines.append("masterauth \(password)") }
            if tls { plan.lines += ["tls-cluster yes", "tls-replication yes"] }
            plan.files["nodes.conf"] = (table + ["vars currentEpoch \(primaries) lastVoteEpoch 0", ""])
                .joined(separator: "\n")
            let server = try RedisServer(plan, ports: (plain: ports[index], tls: tlsPorts[index]))
            nodes.append(Node(server: server, id: ids[index], slots: slots[index]))
        }
        self.nodes = nodes
        primaryCount = primaries
        certificates = nodes.first?.server.certificates
        self.password = password
        try waitUntil("the cluster is ready") { try isReady() }
    }

    /// Whether every node serves and every replica follows.
    private func isReady() throws -> Bool {
        try nodes.allSatisfy { node in
            let state = try node.server.ask("CLUSTER", "INFO")
            guard state.contains("cluster_state:ok") else { return false }
            return try node.slots != nil || node.server.ask("INFO", "replication").contains("master_link_status:up")
        }
    }

    /// The node whose slots a slot was among in the beginning.
    public func primary(ofSlot slot: Int) -> Node {
        nodes.first { $0.slots?.contains(slot) == true } ?? nodes[0]
    }

    /// Waits until every node that lives holds this one for a primary, and the cluster for whole.
    public func waitUntilPromoted(_ node: Node) throws {
        try waitUntil("a replica has taken over") {
            try nodes.allSatisfy { other in
                guard isAlive(processIdentifier: other.server.processIdentifier) else { return true }
                let line = try other.server.ask("CLUSTER", "NODES").split(separator: "\n").first {
                    $0.hasPrefix(node.id)
                }
                return try line?.contains("master ") == true
                    && other.server.ask("CLUSTER", "INFO").contains("cluster_state:ok")
            }
        }
    }
}

/// 40 hexadecimal digits.
func randomName() -> String { String((0..<40).map { _ in "0123456789abcdef".randomElement() ?? "0" }) }

/// Free ports beside which the ones 10,000 above them, for the nodes among themselves, are free and valid too.
private func clusterPorts(_ count: Int) throws -> [Int] {
    var ports: [Int] = []
    for _ in 0..<1000 where ports.count < count {
        let port = Int.random(in: 10000...32000)
        if !ports.contains(port), isFree(port), isFree(port + 10000) { ports.append(port) }
    }
    guard ports.count == count else { throw TestFailure("no free ports for a cluster") }
    return ports
}

/// Whether nothing listens on a port of 127.0.0.1 at this moment.
private func isFree(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}

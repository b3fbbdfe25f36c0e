internal import Basics
internal import Redis

/// One operation on a store: a question, a worker on each primary that asks it, and what they have found out so far.
final class StoreSession {
    let store: SessionStore
    let selector: SessionSelector?
    let reporter: ProgressReporter
    let findings = Findings()
    let crew: NodeCrew
    private let question: SessionQuestion
    private let directory: RedisDirectory
    private let maxLatency: Duration
    /// The primaries, and where they were when they were last asked for.
    private(set) var nodes: [StoreNode] = []
    private(set) var topology: RedisTopology?
    /// The pass that is under way, or was last: what its parts that are over have counted.
    var total = PassTally()
    /// The passes that looked for what came back, together.
    var again = PassTally()
    /// True where the operation was stopped before its end.
    var wasCancelled = false
    /// How often nodes were lost without a pass in between.
    var losses = 0

    /// Connects.
    init(
        _ store: SessionStore, _ selector: SessionSelector?, _ reporter: ProgressReporter,
        maxLatency: Duration = .milliseconds(5)
    ) throws(SessionsError) {
        question = try store.question(selector)
        self.store = store
        self.selector = selector
        self.reporter = reporter
        self.maxLatency = maxLatency
        crew = NodeCrew(reporter: reporter)
        directory = RedisDirectory(store.deployment)
        do {
            try connect(isFirst: true)
        } catch {
            throw .redis(store: store.name, error)
        }
    }

    /// Whether keys are spread over several nodes.
    var isCluster: Bool { store.deployment.kind == .cluster }

    /// The worker that asks what any node can answer.
    var worker: SessionWorker { nodes[0].worker }

    /// The wish to stop ended one part of the operation; what is left is done all the same.
    func goOn() {
        reporter.goOn()
        wasCancelled = false
    }

    /// A pass of an operation that only reads: nothing can be unknown when it fails.
    func read(_ mode: PassMode) throws(SessionsError) -> PassTally {
        let tally: PassTally
        do {
            tally = try pass(mode)
        } catch {
            throw .redis(store: store.name, error.cause)
        }
        try checkLayout(tally)
        return tally
    }

    /// Zero is an error to explain: a wrong database, prefix or layout looks just like a user who is not signed in.
    func checkLayout(_ tally: PassTally) throws(SessionsError) {
        guard tally.examined == 0, tally.matched == 0, !tally.wasCancelled else { return }
        let near: NearMisses
        do {
            near = try NearMissSearch.run(on: nodes.map(\.worker), database: store.deployment.database, tally)
        } catch {
            throw .redis(store: store.name, error)
        }
        throw .nothingMatchesLayout(store: store.name, pattern: store.keyPattern, near)
    }

    /// Refuses a replica, by the server's own word; where the user may not ask, UNLINK will be refused instead.
    func requirePrimary() throws(SessionsError) {
        for node in nodes {
            let role: RedisReply
            do {
                role = try node.worker.ask(["ROLE"])
            } catch {
                if error.isRefusal { continue }
                throw .redis(store: store.name, error)
            }
            guard case .array(let parts) = role, parts.count >= 3, parts[0].text == "slave" else { continue }
            var primary: String?
            if case .bulk(let host) = parts[1], case .integer(let port) = parts[2] {
                primary = "\(String(decoding: host, as: UTF8.self)):\(port)"
            }
            throw .replica(store: store.name, endpoint: node.endpoint.description, primary: primary)
        }
    }
}

// MARK: - Connections

extension StoreSession {
    /// Finds the primaries and connects to those to which there is no connection. A server that is loading or busy is
    /// waited for; one that was there before and is gone, too.
    func connect(isFirst: Bool = false) throws(RedisError) {
        let deadline = ContinuousClock.now + store.patience
        var rest = Duration.milliseconds(20)
        while true {
            do {
                return try connectOnce()
            } catch {
                let mayPass = isFirst ? error.isPassingRefusal : error.isWorthAnotherTry(of: store.deployment.kind)
                guard mayPass, ContinuousClock.now < deadline, !reporter.checkpoint(PassTally(), 0) else { throw error }
            }
            pause(rest)
            rest = min(.milliseconds(500), rest * 2)
        }
    }

    private func connectOnce() throws(RedisError) {
        let topology = try directory.resolve()
        if isCluster, topology.unservedSlots > 0 {
            throw .server(code: "CLUSTERDOWN", message: "\(topology.unservedSlots) slots are not served")
        }
        var connected: [StoreNode] = []
        for primary in topology.primaries where !isCluster || !primary.slots.isEmpty {
            if let node = nodes.first(where: { $0.endpoint.address == primary.address && $0.worker.connection.isOpen }) {
                // It may have become a replica, or be loading: its own word counts.
                if case .error(let code, _) = try node.worker.ask(all: [["PING"]])[0] {
                    let refusal = RedisError.server(code: code, message: "")
                    if refusal.isPassingRefusal { throw refusal }
                }
                connected.append(node)
            } else {
                let reporter = reporter
                let elsewhere =
                    isCluster ? ClusterErrands(directory, shouldStop: { reporter.isStopped }) : nil
                connected.append(
                    try StoreNode(
                        primary.endpoint, store, question, findings, elsewhere: elsewhere, maxLatency: maxLatency))
            }
        }
        nodes = connected
        self.topology = topology
    }
}

extension RedisError {
    /// A refusal that passes by itself.
    var isPassingRefusal: Bool { isRefusal && mayPass }
}

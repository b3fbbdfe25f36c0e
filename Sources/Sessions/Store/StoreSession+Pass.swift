internal import Basics
internal import Redis

// A pass goes over all primaries side by side. Where one is lost midway, the pass finds its successor and begins that
// part anew; where slots of a cluster moved meanwhile, what is in them is looked at again until nothing new is found.
extension StoreSession {
    /// How often nodes may be lost one after the other, and how often moving slots are looked at again.
    private static let attempts = 10

    /// The sessions that the indexes list, then all of the key space.
    func pass(_ mode: PassMode) throws(PassFailure) -> PassTally {
        findings.beginPass()
        total = PassTally()
        reporter.isAgain = mode.isAgain
        defer {
            reporter.settle(total)
            wasCancelled = wasCancelled || total.wasCancelled
        }
        try readIndexes(mode)
        var work = PassWork()
        while !total.wasCancelled {
            let before = topology
            let known = total
            var moving = try movingSlots()
            let lost = try scan(mode, work.slots)
            if total.wasCancelled { break }
            for node in nodes { moving.formUnion(node.worker.redirectedSlots) }
            try recover(lost)
            guard isCluster, let before, let topology else {
                if lost.isEmpty { break }
                continue
            }
            moving.formUnion(try movingSlots())
            let moved = Set(topology.slotsMoved(since: before).joined())
            let foundNothing = total.matched == known.matched && total.removed == known.removed
            work.slots = work.next(
                lost: Set(lost.flatMap { before.slots(of: $0) }), moved: moved, moving: moving,
                foundNothing: foundNothing)
            if work.slots?.isEmpty == true { break }
            work.rounds += 1
            if work.rounds > Self.attempts {
                total.isUnsettled = true
                break
            }
        }
        losses = 0
        return total
    }

    /// A pass over what came back since the first one; its numbers are added to `again`.
    func passAgain(_ mode: PassMode) throws(PassFailure) {
        var mode = mode
        mode.isAgain = true
        defer { again.add(total) }
        _ = try pass(mode)
    }

    private func readIndexes(_ mode: PassMode) throws(PassFailure) {
        guard store.layout.index != nil, let users = selector?.users, !users.isEmpty else { return }
        while true {
            let lost = try run([nodes[0]]) { node throws(PassFailure) in
                node.worker.begin(mode)
                try node.worker.examineIndexes(of: users)
            }
            if lost.isEmpty || total.wasCancelled { return }
            try recover(lost)
        }
    }

    /// The nodes that were lost meanwhile.
    private func scan(_ mode: PassMode, _ slots: Set<Int>?) throws(PassFailure) -> [RedisEndpoint.Address] {
        try run(nodes) { node throws(PassFailure) in
            node.worker.begin(mode)
            try node.scan(slots: slots)
        }
    }

    /// Runs work on nodes and takes in what they counted; throws where one failed for good.
    func run(
        _ nodes: [StoreNode], _ work: @escaping (StoreNode) throws(PassFailure) -> Void
    ) throws(PassFailure) -> [RedisEndpoint.Address] {
        reporter.base = total
        var lost: [RedisEndpoint.Address] = []
        var fatal: RedisError?
        for (node, failure) in zip(nodes, crew.run(nodes, work)) {
            guard let failure else {
                total.add(node.worker.tally)
                continue
            }
            total.add(node.worker.tally.begunAnew(unconfirmed: failure.unknown))
            if failure.cause.isWorthAnotherTry(of: store.deployment.kind) {
                lost.append(node.endpoint.address)
            } else {
                fatal = fatal ?? failure.cause
            }
        }
        reporter.base = total
        if let fatal { throw PassFailure(cause: fatal, unknown: total.unconfirmed) }
        if !lost.isEmpty {
            losses += 1
            if losses > Self.attempts {
                throw PassFailure(cause: .closed(endpoint: store.address), unknown: total.unconfirmed)
            }
        }
        return lost
    }

    /// Finds the nodes anew where some were lost, or where slots may have moved.
    func recover(_ lost: [RedisEndpoint.Address]) throws(PassFailure) {
        guard isCluster || !lost.isEmpty else { return }
        do {
            try connect()
        } catch {
            throw PassFailure(cause: error, unknown: total.unconfirmed)
        }
    }

    /// Slots on their way between nodes, as far as the nodes may be asked.
    private func movingSlots() throws(PassFailure) -> Set<Int> {
        guard isCluster else { return [] }
        var slots: Set<Int> = []
        for node in nodes {
            // A node that is gone is noticed by the scan.
            slots.formUnion((try? node.movingSlots()) ?? [])
        }
        return slots
    }
}

/// Which slots of a cluster a pass still has to look at.
struct PassWork {
    /// Nil for all.
    var slots: Set<Int>?
    var rounds = 0

    /// What to look at next; empty where the pass is over. Slots that only are on their way, with nobody moving their
    /// keys, are looked at twice.
    func next(lost: Set<Int>, moved: Set<Int>, moving: Set<Int>, foundNothing: Bool) -> Set<Int> {
        if lost.isEmpty, moved.isEmpty, foundNothing, rounds > 0 { return [] }
        return lost.union(moved).union(moving)
    }
}

extension RedisTopology {
    /// The slots that a primary serves.
    func slots(of address: RedisEndpoint.Address) -> [Int] {
        primaries.filter { $0.address == address }.flatMap { $0.slots.flatMap { Array($0) } }
    }
}

internal import Basics
internal import Redis

extension StoreSession {
    /// Watches every node at once, and revokes again what comes back; its numbers are added to `again`. A node that is lost
    /// is found anew, looked through and watched again.
    ///
    /// - Parameters:
    ///   - end: nil to go on until the operation is stopped.
    ///   - passLength: how long the first pass took.
    func watch(_ mode: PassMode, until end: ContinuousClock.Instant?, passLength: Duration) throws(PassFailure) {
        var mode = mode
        mode.isAgain = true
        reporter.isAgain = true
        total = PassTally()
        findings.beginPass()
        defer {
            again.add(total)
            reporter.settle(total)
            wasCancelled = wasCancelled || total.wasCancelled
        }
        var isFirst = true
        while true {
            // A look at everything first, where there is time for it: what came between the pass and the watch.
            let left = end.map { ContinuousClock.now.duration(to: $0) }
            let scansFirst = !isFirst || left.map { passLength * 4 < $0 } ?? true
            let slots = topology.map { topology in { topology.slots(of: $0) } }
            let isCluster = isCluster
            let lost = try run(nodes) { node throws(PassFailure) in
                node.worker.begin(mode)
                let mine = isCluster ? slots.map { Set($0(node.endpoint.address)) } : nil
                var watcher: any Watcher = try Self.watcher(node, scansFirst, mine, passLength)
                try watcher.watch(until: end)
            }
            if lost.isEmpty || total.wasCancelled { return }
            try recover(lost)
            losses = 0
            isFirst = false
            if let end, ContinuousClock.now >= end { return }
        }
    }

    private static func watcher(
        _ node: StoreNode, _ scansFirst: Bool, _ slots: Set<Int>?, _ passLength: Duration
    ) throws(PassFailure) -> any Watcher {
        do {
            if let tracking = try TrackingWatcher(node, scansFirst: scansFirst) { return tracking }
        } catch {
            throw PassFailure(cause: error, unknown: 0)
        }
        return PollingWatcher(node, slots: slots, passLength: passLength)
    }
}

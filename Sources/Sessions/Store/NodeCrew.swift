internal import Basics
internal import Synchronization

/// Runs the same work on several nodes, on a thread for each. Progress is reported, and the wish to stop is asked for, on
/// the calling thread.
struct NodeCrew {
    let reporter: ProgressReporter

    /// What became of the work on each node; nil where it was done.
    func run(
        _ nodes: [StoreNode], _ work: @escaping (StoreNode) throws(PassFailure) -> Void
    ) -> [PassFailure?] {
        if nodes.count == 1 { return [alone(nodes[0], work)] }
        let board = ProgressBoard(count: nodes.count)
        let threads = nodes.enumerated().map { index, node in
            node.worker.checkpoint = { board.report(index, $0, $1) }
            let errand = NodeErrand(node: node, work: work)
            return BackgroundThread<PassFailure?> {
                defer { board.finish() }
                return errand.run()
            }
        }
        var wait = 200
        while !board.isDone {
            pause(.microseconds(wait))
            wait = min(20_000, wait * 2)
            let (tally, fraction) = board.sum
            if reporter.checkpoint(tally, fraction) { board.stop() }
        }
        // They throw nothing: what goes wrong is what they return.
        return threads.map { thread in (try? thread.join()) ?? nil }
    }

    private func alone(_ node: StoreNode, _ work: (StoreNode) throws(PassFailure) -> Void) -> PassFailure? {
        let reporter = reporter
        node.worker.checkpoint = { reporter.checkpoint($0, $1) }
        do {
            try work(node)
            return nil
        } catch {
            return error
        }
    }
}

/// A node on its way to the thread that works on it.
private struct NodeErrand: @unchecked Sendable {  // safe because nobody else touches the node until that thread is joined
    let node: StoreNode
    let work: (StoreNode) throws(PassFailure) -> Void

    func run() -> PassFailure? {
        do {
            try work(node)
            return nil
        } catch {
            return error
        }
    }
}

/// How far several workers have come, and whether they are to stop.
private final class ProgressBoard: Sendable {
    private let entries: Mutex<[(tally: PassTally, fraction: Double)]>
    private let running: Atomic<Int>
    private let isStopped = Atomic(false)

    init(count: Int) {
        entries = Mutex(Array(repeating: (PassTally(), 0), count: count))
        running = Atomic(count)
    }

    /// True where the worker is to stop.
    func report(_ index: Int, _ tally: PassTally, _ fraction: Double) -> Bool {
        entries.withLock { $0[index] = (tally, fraction) }
        return isStopped.load(ordering: .relaxed)
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }
    func finish() { running.subtract(1, ordering: .releasing) }
    var isDone: Bool { running.load(ordering: .acquiring) == 0 }

    /// All numbers together, and how much of all lies behind: nodes of a cluster are about equally large.
    var sum: (PassTally, Double) {
        entries.withLock { entries in
            var tally = PassTally()
            for entry in entries { tally.add(entry.tally) }
            return (tally, entries.reduce(0) { $0 + $1.fraction } / Double(max(1, entries.count)))
        }
    }
}

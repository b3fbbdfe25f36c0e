internal import Basics
internal import Synchronization

/// Renews the leases of this process while they are held: one thread for all of them, which ends when there are none.
final class LeaseKeeper: Sendable {
    static let shared = LeaseKeeper()

    /// How often it looks; short beside any lease.
    private static let rhythm = Duration.milliseconds(100)

    private struct State {
        var leases: [Lease] = []
        var isRunning = false
    }

    private let state = Mutex(State())

    /// Renews a lease from now on, until it is given back or lost.
    func keep(_ lease: Lease) {
        let mustStart = state.withLock { state in
            state.leases.append(lease)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if mustStart { _ = BackgroundThread { self.run() } }
    }

    private func run() {
        while true {
            pause(Self.rhythm)
            let leases = state.withLock { state -> [Lease]? in
                state.leases.removeAll(where: \.isOver)
                if state.leases.isEmpty { state.isRunning = false }
                return state.leases.isEmpty ? nil : state.leases
            }
            guard let leases else { return }
            for lease in leases { lease.keep() }
        }
    }
}

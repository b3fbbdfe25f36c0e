internal import Synchronization

/// Servers that a call may do without while they are away, and those that it had to do without.
final class AbsentServers: Sendable {
    private struct State {
        var allowed: Set<String>
        var leftOut: [String: Set<String>] = [:]
        /// Every server that was left out in this call.
        var used: Set<String> = []
        /// Servers that were left out before, and have accepted what they must not until now.
        var returning: Set<String> = []
    }
    private let state: Mutex<State>

    /// - Parameter places: as `HOST:PORT`.
    init(_ places: [String]) { state = Mutex(State(allowed: Set(places))) }

    /// Whether a server of a destination, which was found to be away, is left out; that it is, is noted.
    func leavesOut(_ place: String, of destination: String) -> Bool {
        state.withLock { state in
            guard state.allowed.contains(place) else { return false }
            state.leftOut[destination, default: []].insert(place)
            state.used.insert(place)
            return true
        }
    }

    /// Allows these and no others.
    func allow(only places: [String]) { state.withLock { $0.allowed = Set(places) } }

    /// Notes that servers were left out before.
    func expect(_ places: [String]) { state.withLock { $0.returning.formUnion(places) } }

    /// Whether a server was left out before.
    func isReturning(_ place: String) -> Bool { state.withLock { $0.returning.contains(place) } }

    /// Begins to note anew what a destination has to do without.
    func begin(_ destination: String) { state.withLock { $0.leftOut[destination] = nil } }

    /// What a destination had to do without since.
    func leftOut(of destination: String) -> [String]? {
        state.withLock { state in state.leftOut[destination].map { $0.sorted() } }
    }

    /// Those of some servers that were not left out in this call.
    func unused(of places: [String]) -> [String] {
        state.withLock { state in places.filter { !state.used.contains($0) } }
    }
}

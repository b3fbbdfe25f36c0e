internal import Basics
internal import Synchronization

/// The right to work on something, for as long as nobody else has taken it over.
///
/// It is renewed in the background, so that a step may take as long as it has to. What acts by it asks before each act:
/// `check` inside every transaction that writes (`LeasedDatabase` does so by itself), `confirm` right before each thing
/// that is done outside.
public final class Lease: Sendable {
    /// What is worked on.
    public let names: [String]
    /// The number of the taking: larger than that of everybody who had it before.
    public let fence: Int64
    /// Who had it before and did not give it back: killed, or cut off.
    public let predecessor: LeaseHolder?

    private let leases: Leases
    /// The lease by whose right this one was taken, as a rollout's is when it changes a flag; both have to hold.
    private let outer: Lease?
    private let token: String
    private let state: Mutex<State>

    private struct State {
        /// Until then it is ours for certain, by a clock that nobody sets.
        var certainUntil: ContinuousClock.Instant
        var nextRenewal: ContinuousClock.Instant
        var lost: LeaseError?
        var isReleased = false
    }

    init(
        _ leases: Leases, names: [String], token: String, fence: Int64, predecessor: LeaseHolder?,
        since begun: ContinuousClock.Instant
    ) {
        self.leases = leases
        outer = (leases.database as? LeasedDatabase)?.lease
        self.names = names
        self.token = token
        self.fence = fence
        self.predecessor = predecessor
        state = Mutex(
            State(certainUntil: begun + leases.length, nextRenewal: begun + leases.length / 3))
    }

    /// Whether it is certainly ours: nobody has taken it over, and the last renewal is not too long ago. What runs for
    /// long is ended where it is not.
    public var isCertain: Bool {
        state.withLock { $0.lost == nil && !$0.isReleased && ContinuousClock.now < $0.certainUntil }
            && outer?.isCertain ?? true
    }

    /// The state of the same database in which nothing can be written once the lease is lost.
    public var database: LeasedDatabase { LeasedDatabase(leases.plain, self) }

    // MARK: Asking

    /// Throws `LeaseError.fenced` where another has taken it over. To be asked in every transaction that writes by its
    /// right: what that one has written since is not overwritten.
    ///
    /// Where its time is over and nobody has taken it, it is still ours: no two can be in a write transaction at once.
    public func check(in session: any DatabaseSession) throws {
        try outer?.check(in: session)
        try checkItself(session)
    }

    /// What `check` asks.
    var checks: [SQLQuery] { (outer?.checks ?? []) + [check] }

    private var check: SQLQuery {
        SQLQuery("SELECT COUNT(*) AS count FROM leases WHERE holder = $1", [.text(token)])
    }

    private func checkItself(_ session: any DatabaseSession) throws {
        let row = try session.first(check.sql, check.parameters)
        if try row?.integer("count") == Int64(names.count) { return }
        throw try lose(session)
    }

    /// Throws `LeaseError.fenced` where another has taken it over; renews it where it may have run out. To be asked right
    /// before each thing that is done outside, which cannot ask by itself.
    public func confirm() throws {
        guard isCertain else {
            try outer?.confirm()
            return try renew()
        }
        try leases.plain.read { try check(in: $0) }
    }

    // MARK: Keeping

    /// Has it last from now on. Throws `LeaseError.fenced` where another has taken it over.
    public func renew() throws {
        let begun = ContinuousClock.now
        try leases.plain.write { session in
            try checkItself(session)
            let until = try leases.now(session) + leases.length
            try session.execute(
                "UPDATE leases SET held_until = $1 WHERE holder = $2", [.integer(until.microseconds), .text(token)])
        }
        state.withLock { state in
            state.certainUntil = max(state.certainUntil, begun + leases.length)
            state.nextRenewal = begun + leases.length / 3
        }
    }

    /// Gives it back. Where the state cannot be reached it runs out by itself.
    public func release() {
        guard state.withLock({ state in
            defer { state.isReleased = true }
            return !state.isReleased
        }) else { return }
        _ = try? leases.plain.write { try $0.execute("DELETE FROM leases WHERE holder = $1", [.text(token)]) }
    }

    /// Whether there is nothing to be kept any more.
    var isOver: Bool { state.withLock { $0.isReleased || $0.lost != nil } }

    /// Renews it where it is time for that. What fails is tried again soon: until then it is not certain.
    func keep() {
        let isDue = state.withLock { !$0.isReleased && $0.lost == nil && ContinuousClock.now >= $0.nextRenewal }
        guard isDue else { return }
        do {
            try renew()
        } catch {
            state.withLock { $0.nextRenewal = .now + leases.length / 10 }
        }
    }

    private func lose(_ session: any DatabaseSession) throws -> LeaseError {
        let others = try leases.holdings(names, session).filter { $0.token != token }
        let name = others.first?.name ?? names.first ?? ""
        let error = LeaseError.fenced(name: name, by: others.first?.holder)
        state.withLock { if !$0.isReleased { $0.lost = error } }
        return error
    }
}

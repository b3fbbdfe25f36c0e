public import Basics

/// Who is at work on what, among all the firebreaks of one state, on one machine or on many.
///
/// A lease is a row with a name, a holder and an end. Whoever has it renews it while the work goes on (`LeaseKeeper`);
/// whoever dies leaves it to run out, or, on the same machine, is seen to be gone at once. Each taking has a number of
/// its own, larger than all before it, the fence: who comes back late, after another has taken the work over, finds
/// another's taking in the row and is refused (`Lease.check`, `Lease.confirm`).
///
/// Times are by the database's own clock where it has one (`DatabaseSession.ownTime`), so that machines whose clocks
/// differ agree on who is late.
public struct Leases: Sendable {
    /// How long a lease lasts unless it is renewed; a third of that after each renewal it is renewed.
    public static let usualLength = Duration.seconds(30)

    /// The state as it was given: where that is another lease's, what is done by ours is done by both.
    let database: any Database
    /// The state itself, in which leases are taken and given back whatever becomes of another.
    let plain: any Database
    let time: TimeSource
    let length: Duration
    let holder: LeaseHolder

    /// The leases of a state, for this process.
    ///
    /// - Parameters:
    ///   - time: the clock of a database that has none of its own.
    ///   - length: how long one lasts. Different machines may have different lengths.
    public init(database: any Database, time: TimeSource = .system, length: Duration = Self.usualLength) {
        self.init(database: database, time: time, length: length, holder: .current)
    }

    /// As above as another process, for tests.
    package init(
        database: any Database, time: TimeSource = .system, length: Duration = Self.usualLength, holder: LeaseHolder
    ) {
        self.database = database
        plain = (database as? LeasedDatabase)?.plain ?? database
        self.time = time
        self.length = length
        self.holder = holder
    }

    /// The same as part of what has another lease: what is done by these is done as long as both hold.
    public func within(_ outer: Lease) -> Leases {
        Leases(database: outer.database, time: time, length: length, holder: holder)
    }

    // MARK: Taking

    /// Runs `body` alone among all who name the same thing. Throws `LeaseError.held` where somebody else has it for
    /// longer than may be waited.
    public func hold<Value>(
        _ name: String, wait: Duration = .zero, _ body: (Lease) throws -> Value
    ) throws -> Value {
        let lease = try take(name, wait: wait)
        defer { lease.release() }
        return try body(lease)
    }

    /// Takes a lease. Throws `LeaseError.held` where somebody else has it for longer than may be waited.
    public func take(_ name: String, wait: Duration = .zero) throws -> Lease {
        let deadline = ContinuousClock.now + wait
        while true {
            let (lease, held) = try take(freeOf: [name])
            if let lease { return lease }
            if ContinuousClock.now >= deadline, let other = held.first {
                throw LeaseError.held(name: name, by: other.holder, until: other.heldUntil)
            }
            pause(min(.milliseconds(100), deadline - .now))
        }
    }

    /// Takes those of several that nobody else has, as one lease, and says who has the others; no lease where none is
    /// free.
    public func take(freeOf names: [String]) throws -> (lease: Lease?, held: [HeldLease]) {
        // Who waits for another does not make all the others wait for the write lock.
        let before = try plain.read { try holdings(names, $0) }.filter(\.isHeld)
        guard before.count < names.count else { return (nil, before) }
        let begun = ContinuousClock.now
        let token = LeaseToken.make()
        let (free, held, fence, late) = try plain.write { session in
            let known = try holdings(names, session)
            let held = known.filter(\.isHeld)
            let taken = Set(held.map(\.name))
            let free = names.filter { !taken.contains($0) }
            guard !free.isEmpty else { return ([String](), held, Int64(0), [LeaseHolder]()) }
            let late = known.filter { !$0.isHeld }
            let fence = try insert(free, replacing: late, token, session)
            return (free, held, fence, late.map(\.holder))
        }
        guard !free.isEmpty else { return (nil, held) }
        let lease = Lease(self, names: free, token: token, fence: fence, predecessor: late.first, since: begun)
        LeaseKeeper.shared.keep(lease)
        return (lease, held)
    }

    private func insert(
        _ names: [String], replacing late: [HeldLease], _ token: String, _ session: any DatabaseSession
    ) throws -> Int64 {
        let now = try now(session)
        for old in late { try session.execute("DELETE FROM leases WHERE name = $1", [.text(old.name)]) }
        try session.execute("UPDATE lease_fence SET last = last + 1 WHERE id = 1")
        guard let row = try session.first("SELECT last FROM lease_fence WHERE id = 1") else {
            throw StateError.column("last", expected: "the number of the last lease")
        }
        let fence = try row.integer("last")
        func all(_ value: Int64) -> SQLColumn { .integers(Array(repeating: value, count: names.count)) }
        func all(_ value: String) -> SQLColumn { .texts(Array(repeating: value, count: names.count)) }
        try session.insert(
            into: "leases",
            [
                "name": .texts(names), "holder": all(token), "host": all(holder.host),
                "process": all(holder.process), "birth": all(holder.birth), "fence": all(fence),
                "taken_at": all(now.microseconds), "held_until": all((now + length).microseconds),
            ])
        return fence
    }

    /// Puts aside what nobody has any more: the leases of those who died right before or after their work, to which
    /// nobody would come back. Somebody may take one at this moment, and keeps it.
    public func sweep(_ mayGo: (String) -> Bool = { _ in true }) throws {
        for dead in try list() where !dead.isHeld && mayGo(dead.name) {
            do {
                try take(dead.name).release()
            } catch is LeaseError {}
        }
    }

    // MARK: Looking

    /// Every lease that somebody has, or had and died, by name.
    public func list() throws -> [HeldLease] {
        try plain.read { session in
            try holdings(session.query("SELECT \(HeldLease.columns) FROM leases ORDER BY name"), session)
        }
    }

    /// Who is at work on something now; nil where nobody is.
    public func other(at name: String) throws -> HeldLease? {
        try plain.read { try other(at: name, in: $0) }
    }

    /// Who is at work on something now, as the caller's transaction sees it; nil where nobody is.
    public func other(at name: String, in session: any DatabaseSession) throws -> HeldLease? {
        try holdings([name], session).first { $0.isHeld }
    }

    func holdings(_ names: [String], _ session: any DatabaseSession) throws -> [HeldLease] {
        let columns = HeldLease.columns
        if names.count == 1 {
            let rows = try session.query("SELECT \(columns) FROM leases WHERE name = $1", [.text(names[0])])
            return try holdings(rows, session)
        }
        // What nobody holds has no row: there are never many.
        let wanted = Set(names)
        return try holdings(session.query("SELECT \(columns) FROM leases ORDER BY name"), session)
            .filter { wanted.contains($0.name) }
    }

    private func holdings(_ rows: [SQLRow], _ session: any DatabaseSession) throws -> [HeldLease] {
        let now = try now(session)
        var gone: [LeaseHolder: Bool] = [:]
        return try rows.map { row throws(StateError) in
            try HeldLease(row, at: now) { holder in
                if let known = gone[holder] { return known }
                gone[holder] = holder.isGone
                return holder.isGone
            }
        }
    }

    /// The time by which leases end.
    func now(_ session: any DatabaseSession) throws(StateError) -> Timestamp {
        try session.now(orElse: time)
    }
}

extension DatabaseSession {
    /// The time by the database's own clock, which is the same for every machine that asks; where it has none, this
    /// machine's.
    public func now(orElse time: TimeSource) throws(StateError) -> Timestamp {
        try ownTime(besides: time) ?? time.now
    }

    /// The time by the database's own clock; nil where it has none, and where `time` was set by hand, which then counts.
    public func ownTime(besides time: TimeSource) throws(StateError) -> Timestamp? {
        time.isSetByHand ? nil : try ownTime().map { Timestamp(microseconds: $0) }
    }
}

/// Names of takings.
enum LeaseToken {
    /// 128 bits of chance: no two takings have the same.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return [generator.next(), generator.next()].map { part in
            let digits = String(part, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

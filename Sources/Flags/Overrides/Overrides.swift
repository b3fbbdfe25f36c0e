public import Basics
internal import Files
internal import Processes
public import State

/// Changes flags, and remembers what was there before.
///
/// Before a source is touched, the complete prior state and the new one are on disk, marked `pending`; once the source
/// has been read back they become `active`. Where the process dies in between, the next change or `settle` looks at
/// what the source really holds, and finishes or undoes. What is to be undone is marked `undoing` before any of it is,
/// so that whoever dies in that is followed by somebody who undoes the rest.
///
/// Reload hooks run between the two, so that they run again where the process died before it could know that they had.
///
/// One process at a time changes flags, of all machines that share the state: it has the lease on them. Who has lost it,
/// as it stood still for too long, writes nothing more, neither in the state nor at a source.
public struct Overrides: Sendable {
    /// The state; within a lease the state as its holder may write it.
    private(set) var database: any Database
    let leases: Leases
    /// By whose right flags are changed; nil where none are.
    private(set) var lease: Lease?
    let time: TimeSource
    /// The file whose lock programs hold that change a flag, so that nobody of this machine comes between where the
    /// process that started them has died; nil for none.
    private let lockPath: String?
    private let patience: Duration
    /// Runs the reload hooks of a source; gives what went wrong, a sentence each.
    private let runHooks: @Sendable (_ source: String) -> [String]

    /// - Parameters:
    ///   - lockPath: a file, best beside the state, that is locked during every change, also by the programs of
    ///     sources, as long as they run.
    ///   - patience: how long to wait for another operator before giving up with `busy`.
    ///   - reload: runs the reload hooks of a source whose flags have changed, and gives what went wrong, a sentence
    ///     each. Running them again does no harm.
    ///   - leases: who changes flags; nil for those of the database, of the usual length.
    public init(
        _ database: any Database, time: TimeSource = .system, lockPath: String? = nil,
        patience: Duration = .seconds(2), leases: Leases? = nil,
        reload: @escaping @Sendable (_ source: String) -> [String] = { _ in [] }
    ) {
        self.database = database
        self.leases = leases ?? Leases(database: database, time: time)
        self.time = time
        self.lockPath = lockPath
        self.patience = patience
        runHooks = reload
    }

    // MARK: Asking

    /// The flags of a source, and those that are overridden in it, with what overrides them; by name.
    public func list(_ source: any FlagSource) throws -> [FlagListing] {
        let (all, rollouts) = try database.read { session in
            let rows = OverrideRows(session)
            let overrides = try rows.unsettled() + rows.live().filter { $0.state == .active }
            return try (overrides, RolloutRows(session).open())
        }
        let overrides = all.filter { $0.source == source.name }
        var values: [String: FlagValue] = [:]
        for flag in try source.list() { values[flag.name] = flag.value }
        for flag in Set(overrides.map(\.flag)) where values[flag] == nil { values[flag] = try source.get(flag) }
        return values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, value in
            FlagListing(
                name: name, value: value, source: source.name,
                override: overrides.first { $0.flag == name && $0.state == .active },
                isUnsettled: overrides.contains { $0.flag == name && $0.isUnsettled },
                rollout: rollouts.first { $0.source == source.name && $0.flag == name }.map(RolloutSummary.init))
        }
    }

    /// One flag, with what overrides it; `absent` where the source does not have it.
    public func listing(_ flag: String, in source: any FlagSource) throws -> FlagListing {
        let (live, unsettled, rollouts) = try database.read { session in
            let rows = OverrideRows(session)
            return try (
                rows.live(source.name, flag), rows.unsettled(),
                RolloutRows(session).rollouts(of: flag, in: source.name)
            )
        }
        return FlagListing(
            name: flag, value: try source.get(flag), source: source.name, override: live.first { $0.state == .active },
            isUnsettled: unsettled.contains { $0.flag == flag && $0.source == source.name },
            rollout: rollouts.first { !$0.isFinished }.map(RolloutSummary.init))
    }

    /// Everything that was ever done to a flag, the oldest first; in all sources where none is named.
    public func history(_ flag: String, source: String? = nil) throws -> [FlagOverride] {
        try database.read { try OverrideRows($0).history(flag, source) }
    }

    /// The overrides that hold, or wait below one that does, the oldest first.
    public func live() throws -> [FlagOverride] { try database.read { try OverrideRows($0).live() } }

    /// Those of them whose time has run out.
    public func expired(_ now: Timestamp) throws -> [FlagOverride] { try live().filter { $0.isExpired(now) } }

    // MARK: -

    /// Runs the reload hooks of sources, each once; what went wrong, by source.
    func reload(_ sources: [String]) throws -> [String: [String]] {
        var failures: [String: [String]] = [:]
        // A hook may start what goes on for long, and is not waited for where this process dies.
        try ProgramLock.held(nil) {
            for source in sources where failures[source] == nil {
                try lease?.confirm()
                failures[source] = runHooks(source)
            }
        }
        return failures
    }

    /// What the lease on flags is called: one for all of them, since a lockdown changes many as one.
    static let leaseName = "flags"

    /// Runs a change alone, after what earlier runs left unfinished has been settled where the sources are at hand. What
    /// `body` is given writes by the right of the lease.
    func exclusively<Value>(_ sources: [any FlagSource], _ body: (Overrides) throws -> Value) throws -> Value {
        try lockingFile {
            try leases.hold(Self.leaseName, wait: patience) { lease in
                let own = on(lease)
                return try ProgramGuard.running(while: { lease.isCertain }) {
                    _ = try own.settlePending(sources)
                    return try body(own)
                }
            }
        }
    }

    /// The same, writing by the right of a lease.
    private func on(_ lease: Lease) -> Overrides {
        var own = self
        own.database = lease.database
        own.lease = lease
        return own
    }

    /// The same as part of what has another lease, as a rollout has: flags are changed only as long as both hold.
    func within(_ outer: Lease) -> Overrides {
        Overrides(
            outer.database, time: time, lockPath: lockPath, patience: patience,
            leases: leases.within(outer), reload: runHooks)
    }

    private func lockingFile<Value>(_ body: () throws -> Value) throws -> Value {
        guard let lockPath else { return try body() }
        let lock: FileLock
        do {
            lock = try FileLock(path: lockPath, wait: patience)
        } catch .locked {
            throw FlagsError.busy
        }
        // A program that writes a flag holds the lock too: where this process dies, the next waits for it to end.
        let result = try ProgramLock.held(lock.descriptor, body)
        _ = consume lock
        return result
    }
}

extension FlagOverride {
    func isExpired(_ now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }
}

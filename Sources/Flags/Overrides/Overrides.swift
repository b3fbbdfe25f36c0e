public import Basics
internal import Files
public import State

/// Changes flags, and remembers what was there before.
///
/// Before a source is touched, the complete prior state and the new one are on disk, marked `pending`; once the source
/// has been read back they become `active`. Where the process dies in between, the next change or `settle` looks at
/// what the source really holds, and finishes or undoes.
///
/// Reload hooks run between the two, so that they run again where the process died before it could know that they had.
public struct Overrides: Sendable {
    let database: any Database
    let time: TimeSource
    /// The file whose lock keeps two operators from interleaving; nil for none.
    private let lockPath: String?
    private let patience: Duration
    /// Runs the reload hooks of a source; gives what went wrong, a sentence each.
    private let runHooks: @Sendable (_ source: String) -> [String]

    /// - Parameters:
    ///   - lockPath: a file, best beside the state, that is locked during every change.
    ///   - patience: how long to wait for another operator before giving up with `busy`.
    ///   - reload: runs the reload hooks of a source whose flags have changed, and gives what went wrong, a sentence
    ///     each. Running them again does no harm.
    public init(
        _ database: any Database, time: TimeSource = .system, lockPath: String? = nil,
        patience: Duration = .seconds(2), reload: @escaping @Sendable (_ source: String) -> [String] = { _ in [] }
    ) {
        self.database = database
        self.time = time
        self.lockPath = lockPath
        self.patience = patience
        runHooks = reload
    }

    // MARK: Asking

    /// The flags of a source, and those that are overridden in it, with what overrides them; by name.
    public func list(_ source: any FlagSource) throws -> [FlagListing] {
        let overrides = try database.read { session in
            let rows = OverrideRows(session)
            return try rows.pending() + rows.live().filter { $0.state == .active }
        }.filter { $0.source == source.name }
        var values: [String: FlagValue] = [:]
        for flag in try source.list() { values[flag.name] = flag.value }
        for flag in Set(overrides.map(\.flag)) where values[flag] == nil { values[flag] = try source.get(flag) }
        return values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, value in
            FlagListing(
                name: name, value: value, source: source.name,
                override: overrides.first { $0.flag == name && $0.state == .active },
                isUnsettled: overrides.contains { $0.flag == name && $0.state == .pending })
        }
    }

    /// One flag, with what overrides it; `absent` where the source does not have it.
    public func listing(_ flag: String, in source: any FlagSource) throws -> FlagListing {
        let (live, pending) = try database.read { session in
            let rows = OverrideRows(session)
            return try (rows.live(source.name, flag), rows.pending())
        }
        return FlagListing(
            name: flag, value: try source.get(flag), source: source.name, override: live.first { $0.state == .active },
            isUnsettled: pending.contains { $0.flag == flag && $0.source == source.name })
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
    func reload(_ sources: [String]) -> [String: [String]] {
        var failures: [String: [String]] = [:]
        for source in sources where failures[source] == nil { failures[source] = runHooks(source) }
        return failures
    }

    /// Runs a change alone, after what earlier runs left unfinished has been settled where the sources are at hand.
    func exclusively<Value>(_ sources: [any FlagSource], _ body: () throws -> Value) throws -> Value {
        guard let lockPath else { return try settled(sources, body) }
        let lock: FileLock
        do {
            lock = try FileLock(path: lockPath, wait: patience)
        } catch .locked {
            throw FlagsError.busy
        }
        let result = try settled(sources, body)
        _ = consume lock
        return result
    }

    private func settled<Value>(_ sources: [any FlagSource], _ body: () throws -> Value) throws -> Value {
        _ = try settlePending(sources)
        return try body()
    }
}

extension FlagOverride {
    func isExpired(_ now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }
}

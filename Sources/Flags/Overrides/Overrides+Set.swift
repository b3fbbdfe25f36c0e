internal import Basics
internal import Cryptography
internal import JSON
internal import State

/// One flag to be changed.
public struct FlagChange: Sendable {
    /// Where.
    public let source: any FlagSource
    /// The flag's name.
    public let flag: String
    /// The value that it gets.
    public let value: FlagValue

    public init(_ flag: String, to value: FlagValue, in source: any FlagSource) {
        self.flag = flag
        self.value = value
        self.source = source
    }
}

extension Overrides {
    /// Sets a flag. The override of it that held before, if any, waits below the new one.
    public func set(
        _ flag: String, to value: FlagValue, in source: any FlagSource, _ cause: OverrideCause
    ) throws -> FlagOverride {
        let overrides = try apply([FlagChange(flag, to: value, in: source)], cause, lockdown: nil)
        guard let override = overrides.first else { throw FlagsError.notVerified(flag: flag, source: source.name) }
        return override
    }

    /// Applies a lockdown as one unit: all of it, or nothing. `sources` are those that are configured.
    public func apply(
        _ profile: LockdownProfile, in sources: [any FlagSource], _ cause: OverrideCause
    ) throws -> [FlagOverride] {
        try apply(try changes(profile, in: sources), cause, lockdown: profile.name, settling: sources)
    }

    /// Sets several flags as one unit: where one fails, those before it are put back, and the failure is thrown.
    public func apply(
        _ changes: [FlagChange], _ cause: OverrideCause, lockdown: String?
    ) throws -> [FlagOverride] {
        try apply(changes, cause, lockdown: lockdown, settling: changes.map(\.source))
    }

    private func apply(
        _ changes: [FlagChange], _ cause: OverrideCause, lockdown: String?, settling sources: [any FlagSource]
    ) throws -> [FlagOverride] {
        try exclusively(sources) {
            var overrides = try prepare(changes, cause, lockdown)
            try database.write { session in
                for override in overrides { try OverrideRows(session).insert(override) }
            }
            for index in overrides.indices {
                do throws(FlagsError) {
                    let written = try changes[index].source.write(
                        overrides[index].target, expecting: overrides[index].prior)
                    overrides[index].warnings = written.warnings
                } catch {
                    try putBack(overrides, changes.map(\.source), after: error)
                }
                overrides[index].state = .active
            }
            let changed = overrides.filter { $0.prior.hash != $0.target.hash }
            let failures = reload(changed.map(\.source))
            for index in overrides.indices { overrides[index].reloadFailures = failures[overrides[index].source] ?? [] }
            let now = time.now
            try database.write { try OverrideRows($0).activate(overrides, at: now) }
            return overrides
        }
    }

    /// What a change would do: prior and new values. Everything is checked, and nothing touched or stored.
    public func plan(_ changes: [FlagChange], _ cause: OverrideCause, lockdown: String?) throws -> [FlagOverride] {
        try prepare(changes, cause, lockdown)
    }

    /// The changes of a profile. Throws `unknownSource` where a source is not configured.
    public func changes(_ profile: LockdownProfile, in sources: [any FlagSource]) throws(FlagsError) -> [FlagChange] {
        var changes: [FlagChange] = []
        for setting in profile.settings {
            changes.append(FlagChange(setting.flag, to: setting.value, in: try sources.named(setting.source)))
        }
        return changes
    }

    private func prepare(
        _ changes: [FlagChange], _ cause: OverrideCause, _ lockdown: String?
    ) throws -> [FlagOverride] {
        let (live, pending, first) = try database.read { session in
            let rows = OverrideRows(session)
            return try (rows.live(), rows.pending(), rows.nextSequence())
        }
        let unit = "ov-" + Random.identifier()
        var overrides: [FlagOverride] = []
        for (index, change) in changes.enumerated() {
            let (source, flag) = (change.source.name, change.flag)
            guard !overrides.contains(where: { $0.source == source && $0.flag == flag }) else {
                throw FlagsError.repeatedFlag(flag: flag, source: source)
            }
            guard !pending.contains(where: { $0.source == source && $0.flag == flag }) else {
                throw FlagsError.unsettled(flag: flag, source: source)
            }
            let prior = try change.source.snapshot(flag)
            let target = try change.source.prepare(change.value, over: prior)
            let id = index == 0 ? unit : "ov-" + Random.identifier()
            // It lies on the override that holds, unless somebody else has changed the flag since: then that is what
            // was there before, and what firebreak did earlier is over.
            let below = live.last { $0.source == source && $0.flag == flag && $0.state == .active }
            let chain = below.flatMap { $0.target.hash == prior.hash ? $0.chain : nil } ?? id
            overrides.append(
                FlagOverride(
                    id: id, unit: unit, source: source, flag: flag, prior: prior, target: target, state: .pending,
                    cause: cause, lockdown: lockdown, createdAt: time.now, endedAt: nil, chain: chain,
                    sequence: first + Int64(index)))
        }
        return overrides
    }

    /// Undoes a unit that failed in the middle, and throws the failure.
    private func putBack(
        _ overrides: [FlagOverride], _ sources: [any FlagSource], after failure: FlagsError
    ) throws -> Never {
        let left = try undo(overrides, sources)
        if !left.isEmpty { throw FlagsError.notPutBack(flags: left.map(\.flag), cause: failure) }
        throw failure
    }
}

extension [any FlagSource] {
    /// The source of a name. Throws `unknownSource`.
    public func named(_ name: String) throws(FlagsError) -> any FlagSource {
        guard let source = first(where: { $0.name == name }) else {
            throw .unknownSource(name: name, known: map(\.name))
        }
        return source
    }

    /// The source of a flag: the one that is named; else the only one that has it; else, where there is just one
    /// source, that one. Throws `ambiguousSource`, `unknownFlag`, or why a source cannot be read.
    public func source(of flag: String, named name: String?) throws(FlagsError) -> any FlagSource {
        if let name { return try named(name) }
        if count == 1, let only = first { return only }
        var having: [any FlagSource] = []
        for source in self {
            do {
                // One that is there and disabled has no value either.
                if try source.snapshot(flag).content != .null { having.append(source) }
            } catch .invalidName {
                continue
            }
        }
        guard let source = having.first else { throw .unknownFlag(flag: flag, sources: map(\.name)) }
        guard having.count == 1 else { throw .ambiguousSource(flag: flag, sources: having.map(\.name)) }
        return source
    }
}

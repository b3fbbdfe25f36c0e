internal import Basics
internal import Configuration
internal import Cryptography
internal import JSON
internal import State

/// One flag to be changed.
public struct FlagChange: Sendable {
    /// Where.
    public let source: any FlagSource
    /// The flag's name.
    public let flag: String
    /// What it becomes.
    let target: Target
    /// The state in which it must be found; nil for whichever.
    let expected: FlagSnapshot?

    enum Target: Sendable {
        /// A value, for everybody.
        case value(FlagValue)
        /// A share of the users for whom it changes.
        case share(FlagShare)
    }

    /// A value for everybody.
    public init(_ flag: String, to value: FlagValue, in source: any FlagSource) {
        self.init(flag, .value(value), in: source, expecting: nil)
    }

    /// A change that is refused where the flag is not found in an expected state.
    init(_ flag: String, _ target: Target, in source: any FlagSource, expecting expected: FlagSnapshot?) {
        self.flag = flag
        self.target = target
        self.source = source
        self.expected = expected
    }

    /// The state to be brought about, over what was found.
    func prepare(over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        if let expected, expected.hash != prior.hash {
            throw .changed(flag: flag, source: source.name, expected: expected.value, found: prior.value)
        }
        return switch target {
        case .value(let value): try source.prepare(value, over: prior)
        case .share(let share): try source.prepare(share, over: prior)
        }
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

    /// Applies changes as one unit, which has a name of its own or shares that of earlier ones, as a rollout's steps do.
    func apply(
        _ changes: [FlagChange], _ cause: OverrideCause, lockdown: String?, settling sources: [any FlagSource],
        unit: String? = nil
    ) throws -> [FlagOverride] {
        try exclusively(sources) { try $0.applyAlone(changes, cause, lockdown, unit) }
    }

    private func applyAlone(
        _ changes: [FlagChange], _ cause: OverrideCause, _ lockdown: String?, _ unit: String?
    ) throws -> [FlagOverride] {
        var overrides = try prepare(changes, cause, lockdown, unit)
        try database.write { session in
            for override in overrides { try OverrideRows(session).insert(override) }
        }
        for index in overrides.indices {
            try lease?.confirm()
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
        let failures = try reload(changed.map(\.source))
        for index in overrides.indices { overrides[index].reloadFailures = failures[overrides[index].source] ?? [] }
        let now = time.now
        try database.write { try OverrideRows($0).activate(overrides, at: now) }
        return overrides
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
        _ changes: [FlagChange], _ cause: OverrideCause, _ lockdown: String?, _ shared: String? = nil
    ) throws -> [FlagOverride] {
        let (live, unsettled, first) = try database.read { session in
            let rows = OverrideRows(session)
            return try (rows.live(), rows.unsettled(), rows.nextSequence())
        }
        let own = "ov-" + Random.identifier()
        let unit = shared ?? own
        var overrides: [FlagOverride] = []
        for (index, change) in changes.enumerated() {
            let (source, flag) = (change.source.name, change.flag)
            guard !overrides.contains(where: { $0.source == source && $0.flag == flag }) else {
                throw FlagsError.repeatedFlag(flag: flag, source: source)
            }
            guard !unsettled.contains(where: { $0.source == source && $0.flag == flag }) else {
                throw FlagsError.unsettled(flag: flag, source: source)
            }
            let prior = try change.source.snapshot(flag)
            let target = try change.prepare(over: prior)
            let id = index == 0 ? own : "ov-" + Random.identifier()
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
        throw overrides.count > 1 ? FlagsError.putBack(cause: failure) : failure
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
    /// source, that one. Throws `ambiguousSource`, `unknownFlag`, or `sourceNotTold` where one of them cannot be read.
    public func source(of flag: String, named name: String?) throws(FlagsError) -> any FlagSource {
        if let name { return try named(name) }
        if count == 1, let only = first { return only }
        var having: [any FlagSource] = []
        var unreadable: FlagsError?
        for source in self {
            do throws(FlagsError) {
                // One that is there and disabled has no value either.
                if try source.snapshot(flag).content != .null { having.append(source) }
            } catch {
                if case .invalidName = error { continue }
                unreadable = unreadable ?? error
            }
        }
        if let unreadable {
            throw .sourceNotTold(flag: flag, having: having.map(\.name), sources: map(\.name), cause: unreadable)
        }
        guard let source = having.first else {
            let names = flatMap { source in (try? source.list().map(\.name)) ?? [] }
            throw .unknownFlag(flag: flag, sources: map(\.name), nearest: Spelling.nearest(to: flag, among: names))
        }
        guard having.count == 1 else { throw .ambiguousSource(flag: flag, sources: having.map(\.name)) }
        return source
    }
}

internal import Basics
internal import Configuration
public import Flags
public import JSON

extension Workspace {
    /// The flags of one source, or of all, with what overrides them. Of several sources those that cannot be read are
    /// named, and the others listed; where just one is meant, its failure is thrown.
    public func flags(source: String?) throws -> FlagOverview {
        let sources = try source.map { [try flagSource($0)] } ?? flagSources
        let overrides = try overrides
        guard sources.count > 1 else {
            return FlagOverview(flags: try sources.flatMap { try overrides.list($0) }, unreadable: [])
        }
        var flags: [FlagListing] = []
        var unreadable: [FlagOverview.UnreadableSource] = []
        for source in sources {
            do {
                flags += try overrides.list(source)
            } catch let failure as FlagsError {
                let held = try overrides.live().filter { $0.source == source.name && $0.state == .active }
                unreadable.append(
                    FlagOverview.UnreadableSource(
                        source: source.name, reason: failure.message, hint: failure.hint, overridden: held.map(\.flag)))
            }
        }
        return FlagOverview(flags: flags, unreadable: unreadable)
    }

    /// One flag, with what overrides it. Throws where no source has it.
    public func flag(_ name: String, source: String?) throws -> FlagListing {
        let found = try flagSource(of: name, named: source)
        let listing = try overrides.listing(name, in: found)
        // One that is there and disabled has no value either.
        guard try listing.value != .absent || found.snapshot(name).content != .null else {
            throw FlagsError.unknownFlag(flag: name, sources: [found.name])
        }
        return listing
    }

    /// What a flag comes to for each of several contexts. Throws where no source has it.
    public func evaluateFlag(_ name: String, source: String?, for contexts: [JSONValue]) throws -> [FlagEvaluation] {
        let found = try flagSource(of: name, named: source)
        guard try found.snapshot(name).content != .null else {
            throw FlagsError.unknownFlag(flag: name, sources: [found.name])
        }
        return try found.evaluate(name, for: contexts, at: time.now)
    }

    /// Everything that was ever done to a flag.
    public func flagHistory(_ name: String, source: String?) throws -> [FlagOverride] {
        try overrides.history(name, source: source)
    }

    /// Overrides whose time has run out.
    func expiredOverrides() throws -> [FlagOverride] { try overrides.expired(time.now) }

    /// What changes flags; one change at a time.
    var overrides: Overrides {
        get throws {
            let hooks = configuration.flags.map { ($0.name, $0.reload) }
            return Overrides(
                try database, time: time, lockPath: configuration.state.directory + "/flags.lock", leases: try leases,
                reload: { source in
                    hooks.first { $0.0 == source }?.1.compactMap { ProgramReloadRunner().failure(of: $0) } ?? []
                })
        }
    }

    /// The source of a flag: the one that is named, else the only one that has it.
    func flagSource(of flag: String, named name: String?) throws -> any FlagSource {
        try name.map { try flagSource($0) } ?? flagSources.source(of: flag, named: nil)
    }

    /// The source of a name.
    func flagSource(_ name: String) throws -> any FlagSource {
        try choose(
            configuration.flags, named: name, by: \.name, kind: "flag source", section: "flags", option: "--source"
        ).open(environment)
    }

    /// Every configured source, its references resolved; one whose cannot be stands there as a source that fails.
    var flagSources: [any FlagSource] {
        get throws {
            guard !configuration.flags.isEmpty else {
                throw LookupFailure.none(kind: "flag source", section: "flags")
            }
            return configuration.flags.map { source in
                do throws(ConfigurationError) {
                    return try source.open(environment)
                } catch {
                    return UnopenedFlagSource(name: source.name, error: error)
                }
            }
        }
    }

    /// The lockdown of a name.
    func lockdown(_ name: String) throws -> LockdownProfile {
        try choose(
            configuration.lockdowns, named: name, by: \.name, kind: "lockdown", section: "lockdowns", option: "its name"
        )
    }
}

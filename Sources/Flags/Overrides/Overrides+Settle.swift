internal import Basics
internal import State

extension Overrides {
    /// Finishes or undoes what earlier runs were killed in the middle of, by what the sources really hold: where all of
    /// a unit was written it holds; else what was written is put back. What was being put back is put back, whatever the
    /// sources hold. What cannot be told or done yet, as its source is not at hand or cannot be read, is left for the next
    /// time.
    ///
    /// - Returns: what was settled, each in its new state, and what was to be put back and is not, as `undoing`.
    public func settle(_ sources: [any FlagSource]) throws -> [FlagOverride] {
        // Most times there is nothing, and nobody is to be waited for.
        guard try !database.read({ try OverrideRows($0).unsettled() }).isEmpty else { return [] }
        return try exclusively([]) { try $0.settlePending(sources) }
    }

    func settlePending(_ sources: [any FlagSource]) throws -> [FlagOverride] {
        let unsettled = try database.read { try OverrideRows($0).unsettled() }
        var settled: [FlagOverride] = []
        for unit in Dictionary(grouping: unsettled, by: \.unit).values.map({ $0.sorted { $0.sequence < $1.sequence } }) {
            let own = unit.compactMap { override in sources.first { $0.name == override.source } }
            let failures: [String: [String]]
            if unit.contains(where: { $0.state == .undoing }) {
                failures = try putBack(unit, sources)
            } else if own.count == unit.count, let found = Self.look(unit, own) {
                if zip(unit, found).allSatisfy({ $0.target.hash == $1.hash }) {
                    failures = try reload(unit.map(\.source))
                    let now = time.now
                    try database.write { try OverrideRows($0).activate(unit, at: now) }
                } else {
                    failures = try putBack(unit, sources)
                }
            } else {
                continue
            }
            for var override in try database.read({ session in
                try unit.compactMap { try OverrideRows(session).override($0.id) }
            }) {
                override.reloadFailures = failures[override.source] ?? []
                settled.append(override)
            }
        }
        return settled
    }

    /// What the sources hold; nil where one cannot say.
    private static func look(_ unit: [FlagOverride], _ sources: [any FlagSource]) -> [FlagSnapshot]? {
        var found: [FlagSnapshot] = []
        for (override, source) in zip(unit, sources) {
            guard let snapshot = try? source.snapshot(override.flag) else { return nil }
            found.append(snapshot)
        }
        return found
    }

    /// Undoes a unit that an earlier run left, and tells the programs of what was put back.
    private func putBack(_ unit: [FlagOverride], _ sources: [any FlagSource]) throws -> [String: [String]] {
        let left = try undo(unit, sources)
        return try reload(unit.filter { !left.contains($0) }.map(\.source))
    }

    /// Puts back what of a unit was written, the last first, and ends its overrides. What somebody else has changed
    /// since is left alone. That the whole unit is to be undone is on disk before any of it is.
    ///
    /// - Returns: what could not be put back, as its source is not at hand or fails; it stays `undoing`.
    func undo(_ unit: [FlagOverride], _ sources: [any FlagSource]) throws -> [FlagOverride] {
        try database.write { session in
            for override in unit where override.state != .undoing { try OverrideRows(session).set(override, .undoing) }
        }
        var left: [FlagOverride] = []
        for override in unit.reversed() {
            guard let source = sources.first(where: { $0.name == override.source }) else {
                left.append(override)
                continue
            }
            let result: FlagOverride.State
            try lease?.confirm()
            do {
                let found = try source.snapshot(override.flag)
                if found.hash == override.target.hash && found.hash != override.prior.hash {
                    try source.write(override.prior, expecting: override.target)
                    result = .undone
                } else {
                    result = found.hash == override.prior.hash ? .undone : .overtaken
                }
            } catch .changed {
                result = .overtaken
            } catch {
                left.append(override)
                continue
            }
            let now = time.now
            try database.write { try OverrideRows($0).end(override, result, at: now) }
        }
        return left
    }
}

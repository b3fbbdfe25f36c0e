internal import Basics
internal import State

extension Overrides {
    /// Takes overrides back. For each flag: where one remains that lies below, that one holds again; where none does,
    /// what was there before all of them is put back. A flag that somebody else has changed since is left alone and
    /// told, unless `force`.
    ///
    /// Where a single flag was meant and could not be reached, that failure is thrown; where several were, the others
    /// are done and the result says `partial`.
    public func restore(
        _ selection: OverrideSelection, in sources: [any FlagSource], force: Bool = false
    ) throws -> Restoration {
        try exclusively(sources) { try $0.restore(selection, sources, force, writing: true) }
    }

    /// What `restore` would do; nothing is touched.
    public func plan(
        _ selection: OverrideSelection, in sources: [any FlagSource], force: Bool = false
    ) throws -> Restoration {
        try restore(selection, sources, force, writing: false)
    }

    private func restore(
        _ selection: OverrideSelection, _ sources: [any FlagSource], _ force: Bool, writing: Bool
    ) throws -> Restoration {
        let live = try database.read { try OverrideRows($0).live() }
        let selected = try selection.select(from: live)
        let groups = Dictionary(grouping: selected) { [$0.source, $0.flag] }.values
            .sorted { ($0.last?.sequence ?? 0) > ($1.last?.sequence ?? 0) }
        var results: [RestoredFlag] = []
        var ends: [End] = []
        for removed in groups {
            guard let top = live.last(where: { $0.source == removed[0].source && $0.flag == removed[0].flag }) else {
                continue
            }
            let sheets = live.filter { $0.source == top.source && $0.flag == top.flag }
            do {
                let (result, end) = try restore(
                    removed, of: sheets, under: top, in: sources.named(top.source), force, writing)
                results.append(result)
                if let end { ends.append(end) }
            } catch let failure as FlagsError where groups.count > 1 {
                results.append(Self.result(.failed, removed, top, found: nil, value: nil, message: failure.message))
            }
        }
        guard writing else { return Restoration(flags: results, warnings: []) }
        // Whoever dies here finds the earlier values there already the next time, and runs the hooks again.
        let failures = try reload(results.filter { $0.outcome == .restored || $0.outcome == .alreadyThere }.map(\.source))
        try finish(ends)
        return Restoration(flags: results, warnings: failures.sorted { $0.key < $1.key }.flatMap(\.value))
    }

    /// Overrides that come to their end, and the one below them that holds then.
    private typealias End = (removed: [FlagOverride], next: FlagOverride?)

    /// One flag: `sheets` are its live overrides, the lowest first, `top` the last of them.
    private func restore(
        _ removed: [FlagOverride], of sheets: [FlagOverride], under top: FlagOverride, in source: any FlagSource,
        _ force: Bool, _ writing: Bool
    ) throws -> (RestoredFlag, End?) {
        let remaining = sheets.filter { !removed.contains($0) }
        let found = try source.snapshot(top.flag)
        guard remaining.last != top else {
            let result = Self.result(
                .stillOverridden, removed, top, found: found.value, value: found.value, heldBy: top.id)
            return (result, (removed, nil))
        }
        let target: FlagSnapshot
        if let below = remaining.last {
            // To the byte, where it lay right below.
            target = sheets.dropLast().last == below && top.prior.hash == below.target.hash ? top.prior : below.target
        } else {
            target = try base(of: top)
        }
        var outcome = RestoredFlag.Outcome.restored
        if found.hash == target.hash && (found.hash != top.target.hash || found.detail == target.detail) {
            outcome = .alreadyThere
        } else if found.hash == top.target.hash || force {
            if writing {
                try lease?.confirm()
                try source.write(target, expecting: found)
            }
        } else {
            return (Self.result(.changedSince, removed, top, found: found.value, value: found.value), nil)
        }
        let result = Self.result(
            outcome, removed, top, found: found.value, value: target.value, heldBy: remaining.last?.id)
        return (result, (removed, remaining.last))
    }

    /// What was there before all the overrides that lie on one another.
    private func base(of top: FlagOverride) throws -> FlagSnapshot {
        guard let first = try database.read({ try OverrideRows($0).override(top.chain) }) else {
            throw FlagsError.damagedState(id: top.chain)
        }
        return first.prior
    }

    private func finish(_ ends: [End]) throws {
        let now = time.now
        try database.write { session in
            for (removed, next) in ends {
                for override in removed { try OverrideRows(session).end(override, .restored, at: now) }
                if let next { try OverrideRows(session).set(next, .active) }
            }
        }
    }

    private static func result(
        _ outcome: RestoredFlag.Outcome, _ removed: [FlagOverride], _ top: FlagOverride, found: FlagValue?,
        value: FlagValue?, heldBy: String? = nil, message: String? = nil
    ) -> RestoredFlag {
        RestoredFlag(
            flag: top.flag, source: top.source, outcome: outcome, overrides: removed.map(\.id),
            expected: top.target.value, found: found, value: value, heldBy: heldBy,
            message: outcome == .changedSince
                ? "somebody else has changed it: it should be \(FlagsError.quoted(top.target.value)) and is "
                    + FlagsError.quoted(found ?? .absent) : message)
    }
}

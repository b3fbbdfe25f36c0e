internal import Basics
internal import State

extension RotationEngine {
    /// The secrets whose unfinished rotation can be carried on now: interrupted, or waiting for a time that has come.
    /// Those whose step failed wait for their next try, those that are parked for somebody.
    ///
    /// - Parameter hold: after a restart of the machine, what waits since before it waits on.
    public func unfinished(
        _ definitions: [SecretDefinition], under hold: ClockHold? = nil
    ) throws -> [SecretDefinition] {
        let (open, troubles) = try database.read { (try RotationRows.allOpen($0), try TroubleRows.all($0)) }
        let now = time.now
        return definitions.filter { definition in
            guard let rotation = open[definition.name] else { return false }
            // What kept rotations from beginning says nothing of one that has begun.
            if let trouble = troubles[definition.name], trouble.step != .create { return trouble.allowsTry(at: now) }
            if hold?.isAfterRestart == true, rotation.waitsSinceBeforeRestart(time) { return false }
            return rotation.isDue(time) || !rotation.owedCutoffs.isEmpty
        }
    }

    /// What waits for somebody: steps that failed in a way that does not pass, or too often.
    public func parked(_ definitions: [SecretDefinition]) throws -> [RotationTrouble] {
        let troubles = try database.read { try TroubleRows.all($0) }
        return definitions.compactMap { troubles[$0.name] }.filter(\.isParked)
    }

    /// The secrets of which a routine rotation is due: those with a version whose time has come, and no rotation under
    /// way. A secret that has no version yet is left to its first `rotate` by hand. What must not rotate beside another
    /// waits until that one's overlap is over; of several that are due, the first in the configuration comes first.
    public func due(_ definitions: [SecretDefinition]) throws -> [SecretDefinition] {
        let open = try database.read { try RotationRows.allOpen($0) }
        let now = time.now
        let summaries = Dictionary(uniqueKeysWithValues: try summaries(definitions).map { ($0.name, $0) })
        var underWay = Neighbours()
        for definition in definitions where open[definition.name] != nil { underWay.insert(definition) }
        return definitions.filter { definition in
            guard let summary = summaries[definition.name], summary.overdue, summary.version != nil,
                open[definition.name] == nil, summary.trouble?.allowsTry(at: now) ?? true
            else { return false }
            // Where they only share a destination, not for longer than its own overlap, so that many in one file do
            // not wait for ever.
            let isPatient = summary.rotatesAt.map { now < $0 + definition.overlap } ?? false
            guard !underWay.holdUp(definition, withSharedPlaces: isPatient) else { return false }
            underWay.insert(definition)
            return true
        }
    }
}

/// Rotations under way, by what must not rotate beside them.
private struct Neighbours {
    private var names: Set<String> = []
    private var excluded: Set<String> = []
    private var containers: Set<String> = []

    mutating func insert(_ definition: SecretDefinition) {
        names.insert(definition.name)
        excluded.formUnion(definition.schedule.pair)
        containers.formUnion(definition.destinations.map(\.container))
    }

    func holdUp(_ definition: SecretDefinition, withSharedPlaces: Bool) -> Bool {
        if excluded.contains(definition.name) || !names.isDisjoint(with: definition.schedule.pair) { return true }
        return withSharedPlaces && definition.destinations.contains { containers.contains($0.container) }
    }
}

extension RotationTrouble {
    /// Whether `tick` may try again.
    /// Where the failure is yet to come, or the next try is later than any that is ever set, the clock was put back, and
    /// tells nothing.
    fileprivate func allowsTry(at now: Timestamp) -> Bool {
        nextTryAt.map { $0 <= now || since > now || $0 > now + BackOff.longestAsked } ?? false
    }
}

extension DestinationDefinition {
    /// What holds it: the name without the key in it.
    fileprivate var container: String { name.lastIndex(of: "#").map { String(name[..<$0]) } ?? name }
}

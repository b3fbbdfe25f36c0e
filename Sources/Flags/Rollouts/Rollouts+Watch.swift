internal import Basics
internal import State

extension Rollouts {
    /// Looks at the gates of a rollout and at its flag, writes down what was seen, and says which move is due; nil for
    /// none. What somebody else is at work on at this moment is left to them.
    ///
    /// - Parameter isDryRun: nothing is written down.
    public func watch(
        _ rollout: Rollout, on source: any FlagSource, isDryRun: Bool = false
    ) throws -> (rollout: Rollout, move: RolloutMove?) {
        guard !rollout.isFinished else { return (rollout, nil) }
        var rollout = rollout
        let gates = look(&rollout)
        let drift = self.drift(rollout, source)
        let isGood = gates.allSatisfy { gate, watch in watch.result == .good || gate.action == .continue }
        let isWatched = rollout.state == .holdingBack || (isGood && drift == nil)
        let gap = min(max(.zero, now - (rollout.watchedAt ?? now)), Self.longestGap)
        if rollout.span != nil, isWatched { rollout.watched += gap }
        rollout.watchedAt = now
        let move = due(rollout, gates, drift, isGood: isGood)
        guard !isDryRun else { return (rollout, move) }
        let seen = rollout
        do {
            // Whoever is at work on it now must not find it changed under their hands.
            return try alone(seen, wait: .zero) { own in
                var saved = seen
                try own.save(&saved)
                return (saved, move)
            }
        } catch let failure as any Failure where failure is RolloutError || failure is LeaseError {
            guard failure.status == .busy else { throw failure }
            return (seen, nil)
        }
    }

    /// Asks each gate. One that is not configured any more is not known.
    private func look(_ rollout: inout Rollout) -> [(Gate, GateWatch)] {
        let now = now
        var watches: [GateWatch] = []
        var known: [(Gate, GateWatch)] = []
        let found: [Gate]
        do throws(RolloutError) {
            found = try gates(of: rollout.course)
        } catch {
            let gone = Gate(name: "gates", action: .pause, asking: NoSuchGate(reason: error.message))
            found = [gone]
        }
        for gate in found {
            let earlier = rollout.watches.first { $0.gate == gate.name }
            let watch = GateWatch(gate.name, read(gate, at: now), at: now, after: earlier)
            watches.append(watch)
            known.append((gate, watch))
        }
        rollout.watches = watches
        return known
    }

    /// The move that is due. What goes back comes first, then what stops, and last what goes on.
    private func due(
        _ rollout: Rollout, _ gates: [(Gate, GateWatch)], _ drift: Drift?, isGood: Bool
    ) -> RolloutMove? {
        if rollout.state == .rollingBack { return .retreat }
        if case .restored = drift { return .end("its overrides were taken back with 'flags restore'") }
        let tripped = gates.filter { $0.1.isTripped($0.0) }
        // Of a flag that somebody else has changed nothing can be taken back.
        if drift == nil || rollout.state == .holdingBack {
            if let (gate, watch) = tripped.first(where: { $0.0.action == .rollback }) {
                return .rollBack(gradually: false, reason: Self.said(gate, watch))
            }
            if let (gate, watch) = tripped.first(where: { $0.0.action == .rollbackInSteps }),
                rollout.state != .holdingBack
            {
                return .rollBack(gradually: true, reason: Self.said(gate, watch))
            }
        }
        if rollout.state == .paused { return nil }
        if rollout.state == .holdingBack { return rollout.watched >= rollout.course.hold ? .retreat : nil }
        if let drift { return .pause(drift.reason) }
        if let (gate, watch) = tripped.first(where: { $0.0.action == .pause }) { return .pause(Self.said(gate, watch)) }
        if let (gate, watch) = gates.first(where: { $0.0.action != .continue && $0.1.isBlind($0.0) }) {
            return .pause("nothing is known by the gate \(gate.name): \(watch.reading)")
        }
        switch rollout.state {
        case .stepping:
            // Interrupted before; what was good then need not be now.
            return isGood ? .step(rollout.step) : .pause("a step was interrupted, and not every gate is good now")
        case .holding: return isGood && rollout.watched >= rollout.course.hold ? .step(rollout.step + 1) : nil
        case .baking: return isGood && rollout.watched >= rollout.course.bake ? .finish : nil
        default: return nil
        }
    }

    private static func said(_ gate: Gate, _ watch: GateWatch) -> String {
        let length = gate.duration > .zero ? " for \(gate.duration.compact)" : ""
        return "the gate \(gate.name) is bad\(length): \(watch.reading)"
    }
}

/// How a flag came to be other than its rollout left it.
enum Drift {
    /// Everything that the rollout did was taken back.
    case restored
    /// In another way, or nobody can say.
    case other(String)

    var reason: String {
        switch self {
        case .restored: "its overrides were taken back with 'flags restore'"
        case .other(let reason): reason
        }
    }
}

extension Rollouts {
    /// Whether a flag is as its rollout left it; nil where it is.
    func drift(_ rollout: Rollout, _ source: any FlagSource) -> Drift? {
        // What is being changed at this moment is looked at when that is over.
        guard rollout.state != .rollingBack, rollout.state != .stepping else { return nil }
        do {
            // So is a step that was interrupted, or failed and is being put back: it is nobody else's.
            guard try !isUnsettled(rollout) else { return nil }
            let live = try database.read { try OverrideRows($0).live(rollout.source, rollout.flag) }
            let own = live.filter { $0.unit == rollout.id }
            guard let top = own.last else { return live.isEmpty ? .restored : .other(Self.overridden(by: live.last)) }
            guard live.last == top else { return .other(Self.overridden(by: live.last)) }
            let isMidway = rollout.resumesTo == .stepping || rollout.resumesTo == .rollingBack
            guard isMidway || own.count == rollout.step else { return .other("one of its steps was taken back with 'flags restore'") }
            let found = try source.snapshot(rollout.flag)
            guard found.hash == top.target.hash else {
                return .other("somebody else has changed the flag: it is \(FlagsError.quoted(found.value)) now")
            }
            return nil
        } catch {
            return .other("the flag cannot be read: \((error as? any Failure)?.message ?? "unexpected")")
        }
    }

    private static func overridden(by override: FlagOverride?) -> String {
        "the flag is overridden by \(override?.actor ?? "somebody") (\(override?.id ?? ""))"
    }
}

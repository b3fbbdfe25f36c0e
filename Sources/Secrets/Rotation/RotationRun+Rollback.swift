internal import Basics
internal import State

extension RotationRun {
    /// Undoes the unfinished rotation.
    func rollback() throws -> RotationOutcome {
        guard var rotation = try openRotation() else {
            throw SecretsError.cannotRollBack(name: name, reason: "no rotation of it is unfinished")
        }
        if rotation.state != .rollingBack, rotation.state != .restored {
            try refuseImpossibleRollback(rotation)
            rotation.state = .rollingBack
            rotation.nextStepAt = nil
            rotation.steps.reloads = 0
            try save(rotation)
        }
        _ = try proceed(&rotation, fresh: false)
        return try outcome(rotation)
    }

    private func refuseImpossibleRollback(_ rotation: Rotation) throws {
        guard let previous = rotation.previousVersion else {
            throw SecretsError.cannotRollBack(
                name: name, reason: "version \(rotation.version) is its first, there is nothing to put back")
        }
        if rotation.compromised {
            throw SecretsError.cannotRollBack(name: name, reason: "version \(previous) was given up as compromised")
        }
        let stage = try keyring.versions(of: name).first { $0.version == previous }?.stage
        guard stage?.isLive == true else {
            throw SecretsError.cannotRollBack(name: name, reason: "version \(previous) is retired")
        }
    }

    /// Puts back what every destination held, then makes the replaced version current again. Where tokens are still to be
    /// cut off, it stays open for that.
    func rollBack(_ rotation: inout Rotation) throws -> (any Failure)? {
        let old = rotation.previousVersion
        // The replaced value is accepted until consumers have let go of it.
        if let failure = try restore(consumed, &rotation, orElse: old) { return failure }
        // Consumers that have taken the new value up must let go of it before it is no longer accepted.
        if let failure = try runReloadHooks(&rotation) { return failure }
        if let failure = try restore(verifiers, &rotation, orElse: old) { return failure }
        let now = now
        var ended = rotation
        let owes = !rotation.owedCutoffs.isEmpty
        ended.state = owes ? .restored : .rolledBack
        ended.finishedAt = owes ? nil : now
        ended.nextStepAt = nil
        try engine.database.write { session in
            try VersionRows.retire(name, rotation.version, at: now, session)
            if let old { try VersionRows.promote(name, old, at: now, session) }
            try RotationRows.update(ended, session)
        }
        rotation = ended
        try engine.boundary("rolled back")
        return nil
    }

    /// Ends a rotation that was undone, once nothing is owed any more.
    func endRollback(_ rotation: inout Rotation) throws {
        rotation.state = .rolledBack
        rotation.finishedAt = now
        try save(rotation)
    }

    /// Puts back what destinations held.
    private func restore(
        _ some: [any Destination], _ rotation: inout Rotation, orElse old: Int?
    ) throws -> (any Failure)? {
        try forEachDestination(among: some, &rotation, until: .restored, goesOn: true) { destination, rotation in
            try converge(destination, &rotation, to: .restored) { change, record in
                for slot in DestinationSlot.allCases {
                    // A destination that was empty gets the version that is current again.
                    let version = record.before(slot) ?? (slot == .current ? old : nil)
                    if let version {
                        change.set(slot, to: try self.text(of: version, as: destination.format))
                    } else {
                        change.clear(slot)
                    }
                }
            }
        }
    }
}

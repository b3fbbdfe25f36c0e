internal import Basics
internal import State

extension RotationRun {
    /// Undoes the unfinished rotation.
    func rollback() throws -> RotationOutcome {
        guard var rotation = try openRotation() else {
            throw SecretsError.cannotRollBack(name: name, reason: "no rotation of it is unfinished")
        }
        if rotation.state != .rollingBack {
            try refuseImpossibleRollback(rotation)
            rotation.state = .rollingBack
            rotation.nextStepAt = nil
            rotation.steps.reloads = 0
            try save(rotation)
        }
        // Owed by an emergency whose place this rotation took: it has nothing to do with which value is valid.
        _ = try cutOffTokens(&rotation)
        if let failure = try rollBack(&rotation) {
            try note(failure, at: .rollback)
        } else {
            try forgetTrouble()
        }
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

    /// Puts back what every destination held, then makes the replaced version current again.
    func rollBack(_ rotation: inout Rotation) throws -> (any Failure)? {
        let old = rotation.previousVersion
        // The replaced value is accepted until consumers have let go of it.
        if let failure = try restore(consumed, &rotation, orElse: old) { return failure }
        // Consumers that have taken the new value up must let go of it before it is no longer accepted.
        if let failure = try runReloadHooks(&rotation) { return failure }
        if let failure = try restore(verifiers, &rotation, orElse: old) { return failure }
        let now = now
        var ended = rotation
        ended.state = .rolledBack
        ended.finishedAt = now
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

internal import Basics
internal import State

extension RotationRun {
    /// Takes the previous values away from every destination, then retires them in the keyring. A destination that no
    /// longer holds the new value stops it: what its consumers use might be what is to be retired.
    func retire(_ rotation: inout Rotation) throws -> (any Failure)? {
        let previous = try keyring.versions(of: name).filter { $0.stage == .previous }
        if !previous.isEmpty {
            // A verifier comes last, and only where every consumer was seen to have the new value.
            let failure =
                try take(from: consumed, &rotation, keeping: rotation.version)
                ?? take(from: verifiers, &rotation, keeping: rotation.version)
            if let failure { return failure }
            remarkOnRetirement()
        }
        let now = now
        var ended = rotation
        let isWatched = definition.adoption != nil && rotation.previousVersion != nil || rotation.isOwing
        ended.state = isWatched ? .withdrawn : .retired
        ended.finishedAt = isWatched ? nil : now
        ended.nextStepAt = nil
        try engine.database.write { session in
            for version in try VersionRows.versions(name, session) where version.stage == .previous {
                try VersionRows.retire(name, version.version, at: now, session)
            }
            try RotationRows.update(ended, session)
        }
        rotation = ended
        try engine.boundary("retired")
        return nil
    }

    /// Says who may not have noticed that the previous value was taken away.
    func remarkOnRetirement() {
        for destination in consumed where destination.slots.contains(.previous) && !destination.restartsConsumers {
            warn(
                "the previous value is gone from \(destination.name): who read it there when starting accepts it until "
                    + "started anew")
        }
    }

    /// Takes the previous value away where the new one stands.
    func take(
        from some: [any Destination], _ rotation: inout Rotation, keeping new: Int
    ) throws -> (any Failure)? {
        try forEachDestination(among: some, &rotation, until: .retired, goesOn: true) { destination, rotation in
            try converge(
                destination, &rotation, to: .retired,
                require: { holdings in
                    guard holdings.versions[.current] == new else {
                        throw SecretsError.drifted(
                            destination: destination.name, held: holdings.versions[.current], expected: new)
                    }
                },
                { change, _ in change.clear(.previous) })
        }
    }

    /// Whether previous versions are accepted still.
    func hasPreviousVersions() throws -> Bool { try keyring.versions(of: name).contains { $0.stage == .previous } }

    /// When the previous value has been accepted for long enough.
    func endOfOverlap(_ rotation: Rotation) -> Timestamp {
        guard let passed = rotation.steps.promotedBy?.witnessed(by: engine.time) else {
            return (rotation.steps.promotedAt ?? now) + definition.overlap
        }
        return now + definition.overlap - passed
    }

    /// Whether the previous value may go: consumers are proven to do without it, and its overlap has passed. In an
    /// emergency it has gone already.
    func mayRetire(_ rotation: inout Rotation) throws -> Bool {
        guard try hasPreviousVersions() else {
            try remarkOnAdoption(rotation)
            return true
        }
        if awaitsAdoption(rotation), try !askForAdoption(&rotation) { return false }
        return isDue(rotation)
    }

    /// Retires what is previous now. Without an unfinished rotation (as after a rollback) only the keyring changes.
    func retireNow(unproven: Bool) throws -> RotationOutcome {
        guard var rotation = try openRotation() else { throw SecretsError.nothingToRetire(name: name) }
        _ = try proceed(&rotation, fresh: false)
        guard rotation.state == .reloaded else {
            if rotation.state.isFinished || rotation.state == .withdrawn { return try outcome(rotation) }
            throw SecretsError.nothingToRetire(name: name)
        }
        if awaitsAdoption(rotation) {
            guard unproven else {
                throw SecretsError.notAdopted(name: name, reason: rotation.steps.adoptionRemark ?? "nobody was asked")
            }
            warn("the previous value is retired without proof that consumers took the new one up")
        }
        if let failure = try retire(&rotation) {
            try note(failure, at: .retire)
        } else {
            try forgetTrouble()
            _ = try proceed(&rotation, fresh: false)
        }
        return try outcome(rotation)
    }
}
